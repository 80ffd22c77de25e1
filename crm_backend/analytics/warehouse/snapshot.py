"""Copies what is counted with into Parquet files, all of it as of one moment.

One read transaction over all tables; rows come in chunks, so memory does not grow with the shop.
"""

import json
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import JSON, Connection, Select, column, inspect, select, table, type_coerce
from sqlalchemy.types import String

from crm_backend.analytics.warehouse.columns import make_batch, schema_of
from crm_backend.analytics.warehouse.layout import SOURCES, Field, Source
from kernel.db import Database

CHUNK = 50_000  # rows in memory at a time: about 30 MB as Python objects
LEFT_SECONDS = 86_400  # what a killed run left is swept after a day
FACTS = "snapshot.json"

Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class Snapshot:
    """Where the files lie, rows of each table, and values that could not be read by column."""

    folder: Path
    as_of: str
    rows: dict[str, int]
    unread: dict[str, int]
    seconds: float

    def path(self, name: str) -> Path:
        """Return the file of a table."""
        return self.folder / f"{name}.parquet"


def take_snapshot(
    database: Database, parent: Path, *, as_of: datetime, tell: Tell = lambda _table, _share: None
) -> Snapshot:
    """Write a new snapshot below `parent`, whole or not at all.

    `tell` hears the table that is read next and the share of tables done (0 to 1).
    """
    began = time.monotonic()
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = parent / f"{as_of:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    making = folder.with_suffix(".new")
    making.mkdir(mode=0o700)
    unread: Counter[str] = Counter()
    try:
        with reading(database) as connection:
            there = set(inspect(connection).get_table_names())
            rows = {}
            for number, source in enumerate(SOURCES):
                tell(source.name, number / len(SOURCES))
                rows[source.name] = write_table(
                    connection, source, making, unread, is_there=source.name in there
                )
        facts = Snapshot(folder, as_of.isoformat(), rows, dict(unread), time.monotonic() - began)
        told = {key: value for key, value in asdict(facts).items() if key != "folder"}
        (making / FACTS).write_text(json.dumps(told), encoding="utf-8")
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return facts


@contextmanager
def reading(database: Database) -> Iterator[Connection]:
    """Give a connection whose every read sees the same moment."""
    with database.engine.connect() as plain:
        options: dict[str, Any] = {"yield_per": CHUNK}
        if not database.is_sqlite:  # SQLite's transactions do so by themselves
            options["isolation_level"] = "REPEATABLE READ"
        connection = plain.execution_options(**options)
        try:
            yield connection
        finally:
            connection.rollback()


def write_table(
    connection: Connection, source: Source, folder: Path, unread: "Counter[str]", *, is_there: bool
) -> int:
    """Write one table and return its number of rows; one that is not there is empty."""
    count = 0
    with pq.ParquetWriter(folder / f"{source.name}.parquet", schema_of(source)) as writer:
        chunks = connection.execute(read_rows(connection, source)).partitions() if is_there else ()
        for chunk in chunks:
            writer.write_batch(make_batch(source, chunk, unread))
            count += len(chunk)
        if count == 0:
            writer.write_batch(make_batch(source, (), unread))
    return count


def read_rows(connection: Connection, source: Source) -> Select[Any]:
    """Return the query of a table's rows as they are counted with."""
    names = dict.fromkeys(field.column for field in source.fields)
    stored = table(source.name, *(column(name) for name in names))
    is_sqlite = connection.dialect.name == "sqlite"
    chosen = [_read_field(stored.c[field.column], field, is_sqlite) for field in source.fields]
    query = select(*chosen)
    if source.only is not None:
        name, value = source.only
        query = query.where(stored.c[name] == value)
    return query


def _read_field(stored: Any, field: Field, is_sqlite: bool) -> Any:
    if field.path:
        return type_coerce(stored, JSON)[field.path].as_string().label(field.name)
    if field.kind == "time" and is_sqlite:
        return type_coerce(stored, String).label(field.name)  # read by us, bad ones counted
    return stored.label(field.name)


@contextmanager
def taken_snapshot(
    database: Database, parent: Path, *, as_of: datetime, tell: Tell = lambda _table, _share: None
) -> Iterator[Snapshot]:
    """Give a snapshot that is gone afterwards: nobody who is deleted lives on in it."""
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep(parent)
    snapshot = take_snapshot(database, parent, as_of=as_of, tell=tell)
    try:
        yield snapshot
    finally:
        shutil.rmtree(snapshot.folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Delete what killed runs left."""
    for other in parent.iterdir():
        if other.is_dir() and time.time() - other.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(other, ignore_errors=True)

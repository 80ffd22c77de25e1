"""Where features are computed: DuckDB, PostgreSQL or Spark. The expressions are the same.

DuckDB and Spark read a snapshot; PostgreSQL reads the live tables (or those of a replica), so a
large shop need not copy them. Chosen by the address in the settings.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import ibis
import ibis.expr.datatypes as dt
import pandas as pd

from crm_backend.analytics.warehouse.layout import SOURCES, Field, Kind, Source
from crm_backend.analytics.warehouse.snapshot import Snapshot
from kernel.errors import Invalid, Unavailable

DUCKDB_MEMORY = "1GB"  # beyond it, DuckDB goes on in files
IBIS: dict[Kind, str] = {
    "int": "int64",
    "text": "string",
    "time": "timestamp",
    "number": "float64",
    "flag": "boolean",
}
# Spark on one machine: no pages, no wide shuffles, nothing reachable from elsewhere.
SPARK_OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
}

LOCAL_MASTER = re.compile(r"local(\[(\d{1,3}|\*)\])?")

Expression = Any  # ibis builds its classes at run time: nothing a type checker could follow
Tables = Mapping[str, Expression]


@dataclass(frozen=True)
class Warehouse:
    """An engine with the tables of the layout. `name` is duckdb, postgresql or spark."""

    name: str
    connection: Any
    tables: Tables

    def frame(self, expression: Expression) -> pd.DataFrame:
        """Compute an expression; the rows come in no particular order unless it says so."""
        return pd.DataFrame(self.connection.to_pandas(expression))


@contextmanager
def open_warehouse(url: str, snapshot: Snapshot | None, *, work: Path) -> Iterator[Warehouse]:
    """Give the engine that `url` names; empty means DuckDB. `work` is for what goes to disk.

    Raises `Invalid` for an address that names none, `Unavailable` where it cannot be reached.
    """
    scheme = read_scheme(url)
    if scheme in ("", "duckdb"):
        opening = _open_duckdb(require_snapshot(snapshot), work)
    elif scheme == "spark":
        opening = _open_spark(url, require_snapshot(snapshot), work)
    elif scheme in ("postgresql", "postgres"):
        opening = _open_postgresql(url)
    else:
        raise Invalid(
            "FRONTDESK_ANALYTICS_URL: leave it empty for DuckDB, or write "
            "postgresql://user:password@host/name or spark://local[2]."
        )
    with opening as warehouse:
        yield warehouse


def needs_snapshot(url: str) -> bool:
    """Whether the engine reads files, not the tables themselves."""
    return not read_scheme(url).startswith("postgres")


def read_scheme(url: str) -> str:
    """Return what stands before `://`, without a driver; `spark://local[2]` is no proper URL."""
    return url.partition("://")[0].partition("+")[0].strip().lower()


def require_snapshot(snapshot: Snapshot | None) -> Snapshot:
    """Return the snapshot; raise `Invalid` where there is none."""
    if snapshot is None:
        raise Invalid("This engine reads a snapshot, and none was taken.")
    return snapshot


@contextmanager
def _open_duckdb(snapshot: Snapshot, work: Path) -> Iterator[Warehouse]:
    connection = ibis.duckdb.connect(
        memory_limit=DUCKDB_MEMORY,
        temp_directory=str(work / "duckdb"),
        threads=max(1, min(4, os.cpu_count() or 1)),
    )
    try:
        tables = {
            source.name: connection.read_parquet(snapshot.path(source.name), table_name=source.name)
            for source in SOURCES
        }
        yield Warehouse("duckdb", connection, tables)
    finally:
        connection.disconnect()


@contextmanager
def _open_postgresql(url: str) -> Iterator[Warehouse]:
    try:
        connection = ibis.postgres.connect(**read_address(url))
    except Exception as error:
        if not type(error).__module__.startswith("psycopg"):
            raise
        raise Unavailable("The database of FRONTDESK_ANALYTICS_URL does not answer.") from error
    try:
        there = set(connection.list_tables())
        yield Warehouse(
            "postgresql",
            connection,
            {source.name: _read_stored(connection, source, there) for source in SOURCES},
        )
    finally:
        connection.disconnect()


def read_address(url: str) -> dict[str, Any]:
    """Return how psycopg is to connect: to read only, and to think in UTC."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    address = {
        "host": parts.hostname or query.pop("host", None),
        "port": parts.port,
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.lstrip("/")),
        "options": "-c timezone=UTC -c default_transaction_read_only=on",
    }
    return {key: value for key, value in {**query, **address}.items() if value is not None}


def _read_stored(connection: Any, source: Source, there: set[str]) -> Expression:
    if source.name not in there:
        schema = {field.name: IBIS[field.kind] for field in source.fields}
        nothing = {name: ibis.null().cast(kind) for name, kind in schema.items()}
        return ibis.row_number().name("_").as_table().mutate(**nothing).limit(0)[list(schema)]
    stored = connection.table(source.name)
    if source.only is not None:
        name, value = source.only
        stored = stored.filter(stored[name] == value)
    return stored.select(**{field.name: _read_field(stored, field) for field in source.fields})


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def json_extract_path_text(value: dt.JSON, outer: str, inner: str) -> str:  # type: ignore[empty-body]
    """PostgreSQL's own: Ibis' `unwrap_as` writes SQL that PostgreSQL refuses."""


def _read_field(stored: Expression, field: Field) -> Expression:
    value = stored[field.column]
    if field.path:
        return json_extract_path_text(value, *field.path)
    return value.cast(IBIS[field.kind])


def read_master(url: str) -> str:
    """Return Spark's master. Raises `Invalid` for a cluster, which could not read the snapshot."""
    master = url.strip().partition("://")[2]
    if not LOCAL_MASTER.fullmatch(master):
        raise Invalid(
            "FRONTDESK_ANALYTICS_URL: Spark runs on this machine only, as spark://local[2] (two"
            " cores) or spark://local[*]; a cluster could not read the snapshot's files."
        )
    return master


@contextmanager
def _open_spark(url: str, snapshot: Snapshot, work: Path) -> Iterator[Warehouse]:
    read_master(url)  # a wrong address is told whether or not Spark is there
    try:
        from pyspark.errors import PySparkException, PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Unavailable(
            "Spark is not installed: install Frontdesk with its extra spark."
        ) from error
    builder = SparkSession.builder.master(read_master(url)).appName("frontdesk")
    options = {**SPARK_OPTIONS, "spark.local.dir": str(work), "spark.sql.warehouse.dir": str(work)}
    for key, value in options.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, PySparkRuntimeError, OSError) as error:
        raise Unavailable("Spark does not start; it needs Java 17 or newer.") from error
    with closing(_Stop(session)):
        session.sparkContext.setLogLevel("ERROR")
        connection = ibis.pyspark.connect(session)
        tables = {
            source.name: connection.read_parquet(snapshot.path(source.name), table_name=source.name)
            for source in SOURCES
        }
        yield Warehouse("spark", connection, tables)


class _Stop:
    def __init__(self, session: Any) -> None:
        self.session = session

    def close(self) -> None:
        self.session.stop()

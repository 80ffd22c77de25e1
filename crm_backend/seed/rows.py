"""Puts many rows into a table at once, below the ORM."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from kernel.db import Base

T = TypeVar("T")


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    return cast(Table, model.__table__)


def insert_rows(session: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Insert the rows, which must all have the same keys."""
    listed = list(rows)
    if listed:
        session.execute(insert(table_of(model)), listed)


def is_empty(session: Session, model: type[Base]) -> bool:
    """Whether the table has no row."""
    return session.execute(select(table_of(model)).limit(1)).first() is None


def split(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Give the things in bunches of at most `size`."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def advance_sequences(session: Session, models: Iterable[type[Base]]) -> None:
    """Let PostgreSQL give out ids above those that were inserted; SQLite does so by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for model in models:
        table = table_of(model)
        last = session.scalar(select(func.max(table.c.id)))
        statement = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
        if last is not None:
            session.execute(statement, {"name": table.name, "last": last})

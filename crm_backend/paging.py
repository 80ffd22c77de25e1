"""Lists in pages: sorted by a moment (newest first) or by id, continued from an opaque cursor."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from kernel.errors import Invalid

T = TypeVar("T")

MAX_LIMIT = 100
MAX_ID = 2**31 - 1  # ids are 32-bit integers on PostgreSQL
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LAST_MOMENT = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND
MOMENT_CURSOR = re.compile(r"m([0-9]{1,18})-([0-9]{1,10})")
ID_CURSOR = re.compile(r"i([0-9]{1,10})")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list; `next` is the cursor of the part after it, `None` at the end."""

    items: Sequence[T]
    next: str | None


class PageRead(BaseModel, Generic[T]):
    """A page as the API shows it."""

    model_config = ConfigDict(from_attributes=True)

    items: list[T]
    next: str | None = Field(description="Give it as `after` for the next page; null at the end.")


def page_by_id(
    session: Session,
    query: Select[T],
    *,
    column: InstrumentedAttribute[int],
    after: str | None,
    limit: int,
) -> Page[T]:
    """Return the rows in the order they were made, from `after` on."""
    if after is not None:
        query = query.where(column > _read_id_cursor(after))
    rows = _fetch(session, query.order_by(column), limit)
    return _cut(rows, limit, lambda row: f"i{getattr(row, column.key)}")


def page_by_newest(
    session: Session,
    query: Select[T],
    *,
    moment: InstrumentedAttribute[datetime],
    column: InstrumentedAttribute[int],
    after: str | None,
    limit: int,
) -> Page[T]:
    """Return the rows newest first, from `after` on; equal moments go by id, so none is lost."""
    if after is not None:
        query = query.where(tuple_(moment, column) < tuple_(*_read_moment_cursor(after)))
    rows = _fetch(session, query.order_by(moment.desc(), column.desc()), limit)
    return _cut(
        rows,
        limit,
        lambda row: write_moment_cursor(getattr(row, moment.key), getattr(row, column.key)),
    )


def write_moment_cursor(moment: datetime, identity: int) -> str:
    """Return the cursor of a row."""
    return f"m{(moment - EPOCH) // MICROSECOND}-{identity}"


def _read_moment_cursor(cursor: str) -> tuple[datetime, int]:
    found = MOMENT_CURSOR.fullmatch(cursor)
    if found is None or int(found[1]) > LAST_MOMENT or int(found[2]) > MAX_ID:
        raise _bad_cursor()
    return EPOCH + int(found[1]) * MICROSECOND, int(found[2])


def _read_id_cursor(cursor: str) -> int:
    found = ID_CURSOR.fullmatch(cursor)
    if found is None or int(found[1]) > MAX_ID:
        raise _bad_cursor()
    return int(found[1])


def _bad_cursor() -> Invalid:
    return Invalid("The cursor is not one of ours; start without `after`.")


def _fetch(session: Session, query: Select[T], limit: int) -> Sequence[T]:
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid(f"A page holds 1 to {MAX_LIMIT} things.")
    return session.scalars(query.limit(limit + 1)).unique().all()


def _cut(rows: Sequence[T], limit: int, write_cursor: Callable[[T], str]) -> Page[T]:
    kept = rows[:limit]
    return Page(kept, write_cursor(kept[-1]) if len(rows) > limit else None)

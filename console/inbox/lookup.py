"""Finding a page of conversations: keys and cursors, and how costly conditions are asked.

A list goes on from the key of its last row, never from a count of rows. A condition on other
tables is asked first of the newest conversations, one after the other: what is frequent fills a
page there. Only what is rare is looked up as a whole, and then there is little of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.handoff.queue import IN_LINE
from bot.ledger.models import Conversation
from console.inbox.views import Order
from crm_backend.paging import EPOCH, LAST_MOMENT, MICROSECOND
from kernel.errors import Invalid

# So many of the newest conversations are asked one by one; the second time only where the first
# has found enough to promise a full page: then a look at all would find too much. Measured: one of
# sixty is where both take equally long.
NEAR = (300, 4_000)
PROMISING = 5
# Words of frequent letters that are seldom together ("I have to go") are in no index: PostgreSQL
# stops looking at everything then. SQLite holds no more than it can look through.
MOST_MILLISECONDS = 1_000
WORK_MEMORY = "64MB"  # for the rows an index names; with less whole pages are read anew
CANCELLED = "57014"  # PostgreSQL's code
CURSOR = re.compile(r"([cqw])([0-9]{1,2})-([0-9]{1,18})-([0-9a-f]{0,32})")
LETTERS: dict[Order, str] = {"newest": "c", "line": "q", "waking": "w"}
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Key:
    """Where a row stands in its list. `at` is what the list is sorted by."""

    at: datetime
    id: str
    priority: int = 0

    def to_cursor(self, order: Order) -> str:
        """Return the key as it stands in an address."""
        return f"{LETTERS[order]}{self.priority}-{(self.at - EPOCH) // MICROSECOND}-{self.id}"


def read_cursor(cursor: str, order: Order) -> Key:
    """Return the key in an address, or raise `Invalid`."""
    found = CURSOR.fullmatch(cursor)
    if found is None or found[1] != LETTERS[order] or int(found[3]) > LAST_MOMENT:
        raise Invalid("The cursor is not one of ours; start without `after`.")
    return Key(EPOCH + timedelta(microseconds=int(found[3])), found[4], int(found[2]))


@dataclass(frozen=True)
class Costly:
    """A condition on other tables, in two forms that mean the same.

    `probe` asks about one conversation, `whole` finds all of them by an index; where there is no
    such index `whole` is None.
    """

    probe: ColumnElement[bool]
    whole: ColumnElement[bool] | None


def is_there(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return that some row fits, to be asked of one conversation after the other.

    As an EXISTS it would be the planner's to turn round, reading a whole table for one page.
    """
    asked = select(literal(1)).where(*conditions).limit(1).correlate(Conversation)
    return asked.scalar_subquery().is_not(None)


_AT: dict[Order, Any] = {
    "newest": Conversation.updated_at,
    "line": Conversation.waiting_since,
    "waking": Conversation.snoozed_until,
}


def _sorting(order: Order) -> Sequence[Any]:
    if order == "newest":
        return Conversation.updated_at.desc(), Conversation.id.desc()
    if order == "line":
        return tuple(IN_LINE.clauses)
    return Conversation.snoozed_until, Conversation.id


def _beyond(order: Order, after: Key) -> ColumnElement[bool]:
    if order == "newest":
        return tuple_(Conversation.updated_at, Conversation.id) < tuple_(after.at, after.id)
    if order == "line":
        return tuple_(-after.priority, after.at, after.id) < IN_LINE
    return tuple_(Conversation.snoozed_until, Conversation.id) > tuple_(after.at, after.id)


def _select(order: Order, conditions: Conditions, after: Key | None) -> Select[Any]:
    query = select(Conversation.id, _AT[order].label("at"), Conversation.priority)
    if order == "line":
        query = query.where(Conversation.waiting_since.is_not(None))
    if after is not None:
        query = query.where(_beyond(order, after))
    return query.where(*conditions).order_by(*_sorting(order))


def _read(session: Session, query: Any, order: Order) -> list[Key]:
    rows = session.execute(query)
    return [Key(row.at, row.id, row.priority if order == "line" else 0) for row in rows]


def find_keys(
    session: Session,
    *,
    parts: Sequence[Conditions],
    order: Order,
    after: Key | None,
    limit: int,
) -> list[Key]:
    """Return the first `limit` keys of all parts together, in order.

    Each part is found by an index that has its order; their union would have none.
    """
    if len(parts) == 1:
        return _read(session, _select(order, parts[0], after).limit(limit), order)
    if order != "newest":
        raise ValueError("Only what is newest first is put together from parts.")
    each = [_select(order, part, after).limit(limit).subquery() for part in parts]
    whole = union_all(*(select(one.c.id, one.c.at, one.c.priority) for one in each)).subquery()
    query = select(whole).order_by(whole.c.at.desc(), whole.c.id.desc()).limit(limit)
    return _read(session, query, order)


@dataclass(frozen=True)
class Found:
    """Some keys; `looked` is how far was looked where what is beyond has not been looked at."""

    keys: list[Key]
    looked: Key | None = None


def find_costly(
    session: Session,
    *,
    conditions: Conditions,
    costly: Sequence[Costly],
    after: Key | None,
    limit: int,
) -> Found:
    """Return the newest `limit` keys for which costly conditions hold as well."""
    probes = and_(*(one.probe for one in costly))
    has_index = any(one.whole is not None for one in costly)
    looked = None
    for width in NEAR:
        edge = _find_edge(session, conditions, after, width)
        near = () if edge is None else (Conversation.updated_at >= edge,)
        query = _select("newest", [*conditions, *near, probes], after).limit(limit)
        found = _read(session, query, "newest")
        if edge is None or len(found) == limit:
            return Found(found)
        looked = Found(found, Key(edge, ""))
        if has_index and len(found) < PROMISING:
            break
    if looked is not None and not has_index:
        return looked
    wide = [one.probe if one.whole is None else one.whole for one in costly]
    query = _select("newest", [*conditions, *wide], after).limit(limit)
    everything = _read_in_time(session, query)
    if everything is None and looked is not None:
        return looked
    return Found(everything or [])


def _read_in_time(session: Session, query: Any) -> list[Key] | None:
    """Return the newest keys among all there are, None where that takes too long."""
    if session.get_bind().dialect.name == "sqlite":
        return _read(session, query, "newest")
    try:
        with session.begin_nested():
            session.execute(text(f"SET LOCAL work_mem = '{WORK_MEMORY}'"))
            session.execute(text(f"SET LOCAL statement_timeout = {MOST_MILLISECONDS}"))
            found = _read(session, query, "newest")
            session.execute(text("SET LOCAL statement_timeout TO DEFAULT"))
            return found
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != CANCELLED:
            raise
        return None


def _find_edge(
    session: Session, conditions: Conditions, after: Key | None, width: int
) -> datetime | None:
    """Return when the last of the nearest conversations changed, None where there are fewer."""
    query = select(Conversation.updated_at).where(*conditions)
    if after is not None:
        query = query.where(_beyond("newest", after))
    near = query.order_by(Conversation.updated_at.desc(), Conversation.id.desc()).limit(width)
    inner = near.subquery()
    edge, count = session.execute(select(func.min(inner.c.updated_at), func.count())).one()
    return edge if count == width else None

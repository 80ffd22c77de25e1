"""The one module that reads views: a page of rows, and how many conversations each holds."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.handoff.queue import IN_LINE
from bot.ledger.models import Conversation, Owner
from console.inbox.filters import Filters, costly_conditions, plain_conditions
from console.inbox.lookup import Found, Key, find_costly, find_keys, read_cursor
from console.inbox.rows import InboxRow, read_rows
from console.inbox.views import OWNERS, View, Viewer, conditions_of, order_of, owned_by
from crm_backend.paging import MAX_LIMIT, Page
from kernel.errors import Invalid

NO_FILTERS = Filters()


def list_view(
    session: Session,
    *,
    view: View,
    viewer: Viewer,
    now: datetime,
    filters: Filters = NO_FILTERS,
    after: str | None = None,
    limit: int = 50,
) -> Page[InboxRow]:
    """Return a page of a view, in the order of the view; raises `Invalid` for a strange cursor.

    Permission `conversations:read` is the caller's to ask. A page may hold fewer rows than `limit`
    and still have a next one: it then tells how far was looked.
    """
    check_limit(limit)
    order = order_of(view)
    start = read_cursor(after, order) if after is not None else None
    found = _find(session, view, viewer, filters, now, start, limit + 1)
    keys, following = cut(found, limit)
    ids = [key.id for key in keys]
    positions = read_positions(session, ids) if view == "waiting" else {}
    rows = read_rows(session, ids, viewer, positions)
    return Page(rows, following.to_cursor(order) if following is not None else None)


def check_limit(limit: int) -> None:
    """Raise `Invalid` for a page of no or too many rows."""
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid(f"A page holds 1 to {MAX_LIMIT} things.")


def cut(found: Found, limit: int) -> tuple[list[Key], Key | None]:
    """Return the keys of a page and where the next one starts, of one key too many."""
    if len(found.keys) > limit:
        return found.keys[:limit], found.keys[limit - 1]
    return found.keys, found.looked


def conditions_for(
    view: View, owner: Owner | None, viewer: Viewer, filters: Filters, now: datetime
) -> list[ColumnElement[bool]]:
    """Return what holds for the conversations of one owner, or of any, in a view."""
    return [
        *([owned_by(owner)] if owner is not None else []),
        *conditions_of(view, viewer, now),
        *plain_conditions(filters, owner),
    ]


def _find(
    session: Session,
    view: View,
    viewer: Viewer,
    filters: Filters,
    now: datetime,
    after: Key | None,
    limit: int,
) -> Found:
    if view == "closed" and (costly := costly_conditions(filters, "closed")):
        conditions = conditions_for(view, "closed", viewer, filters, now)
        return find_costly(session, conditions=conditions, costly=costly, after=after, limit=limit)
    parts: list[Sequence[ColumnElement[bool]]] = []
    for owner in OWNERS[view] or (None,):
        probes = [one.probe for one in costly_conditions(filters, owner)]
        parts.append([*conditions_for(view, owner, viewer, filters, now), *probes])
    keys = find_keys(session, parts=parts, order=order_of(view), after=after, limit=limit)
    return Found(keys)


def read_positions(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """Return the places of some who wait, counted from 1 over the whole line."""
    place = func.row_number().over(order_by=IN_LINE.clauses).label("place")
    in_line = (owned_by("waiting"), Conversation.waiting_since.is_not(None))
    line = select(Conversation.id, place).where(*in_line).subquery()
    rows = session.execute(select(line.c.id, line.c.place).where(line.c.id.in_(ids)))
    return {row.id: row.place for row in rows}

"""Writing and reading the audit log. `record` is the one way a line comes to be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from console.audit.actions import ACTIONS
from console.audit.models import AuditEntry
from crm_backend.paging import Page, page_by_newest
from crm_backend.text import CONTROL_OR_BREAK, plain
from kernel.db import insert_into

MAX_DETAILS, MAX_DETAIL = 8, 120
# What must not lie in a log that many may read and nobody may change.
SECRET = re.compile(r"pass|token|secret|hash|text|body|message|seal|cookie", re.IGNORECASE)
BATCH = 1_000  # rows of an export read at once
NO_DETAILS: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Actor:
    """Who did it. `id` is None for nobody known; `address_hash` tells addresses apart, no more."""

    id: int | None
    name: str = ""
    role: str = ""
    address_hash: str = ""


@dataclass(frozen=True)
class Filters:
    """Which lines are asked for; days are of UTC and both belong to the span."""

    actor_id: int | None = None
    action: str = ""
    since: date | None = None
    until: date | None = None
    object_kind: str = ""
    object_id: str = ""


def record(
    session: Session,
    actor: Actor,
    action: str,
    *,
    now: datetime,
    kind: str = "",
    object_id: str | int = "",
    customer_id: int | None = None,
    details: Mapping[str, Any] = NO_DETAILS,
    once: str = "",
) -> None:
    """Add a line in the transaction of what it tells of: both are stored or neither.

    With `once`, the key of a form, a second line of it is not added.

    `action` is one of `ACTIONS`. `details` are up to eight short facts (numbers, yes or no, words
    of up to 120 characters); raises `ValueError` for one whose name smells of a secret or of what
    people wrote.
    """
    values = _make_values(actor, action, now, kind, object_id, customer_id, details)
    if once:
        _insert_once(session, values | {"once": once})
        return
    session.add(AuditEntry(**values))
    session.flush()


def record_reading(
    session: Session,
    actor: Actor,
    action: str,
    *,
    now: datetime,
    kind: str,
    object_id: str | int,
    customer_id: int | None = None,
) -> bool:
    """Add a line that somebody read something; False where this hour has one already."""
    values = _make_values(actor, action, now, kind, object_id, customer_id, NO_DETAILS)
    values["once"] = name_reading(actor, action, kind, object_id, now)
    return _insert_once(session, values)


def _insert_once(session: Session, values: Mapping[str, Any]) -> bool:
    """Add a line unless there is one of the same `once`."""
    insert = insert_into(session, AuditEntry).values(**values)
    done = session.execute(insert.on_conflict_do_nothing())
    return bool(done.rowcount)  # type: ignore[attr-defined]


def is_reading_due(
    session: Session, actor: Actor, action: str, *, now: datetime, kind: str, object_id: str | int
) -> bool:
    """Tell whether a reading would be the first of its hour: pages ask before they write."""
    once = name_reading(actor, action, kind, object_id, now)
    return session.scalar(select(AuditEntry.id).where(AuditEntry.once == once)) is None


def name_reading(actor: Actor, action: str, kind: str, object_id: str | int, now: datetime) -> str:
    """Return what is the same for all readings of a person, object and hour."""
    hour = now.astimezone(UTC).strftime("%Y%m%d%H")
    return f"{actor.id}:{action}:{kind}:{tidy(str(object_id), 64)}:{hour}"


def _make_values(
    actor: Actor,
    action: str,
    now: datetime,
    kind: str,
    object_id: str | int,
    customer_id: int | None,
    details: Mapping[str, Any],
) -> dict[str, Any]:
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is no action of the audit log")
    return {
        "at": now,
        "actor_id": actor.id,
        "actor": tidy(actor.name, 200),
        "role": tidy(actor.role, 20),
        "action": action,
        "object_kind": tidy(kind, 20),
        "object_id": tidy(str(object_id), 64),
        "customer_id": customer_id,
        "details": _tidy_details(details),
        "address_hash": actor.address_hash,
    }


def _tidy_details(details: Mapping[str, Any]) -> dict[str, Any]:
    if len(details) > MAX_DETAILS or any(SECRET.search(name) for name in details):
        raise ValueError(f"not fit for the audit log: {', '.join(details)}")
    return {
        name: value if isinstance(value, bool | int | float) else tidy(str(value), MAX_DETAIL)
        for name, value in details.items()
        if value is not None
    }


def tidy(value: str, most: int) -> str:
    """Return a word for the log: one line, no control characters, not too long."""
    return CONTROL_OR_BREAK.sub(" ", plain(value)).strip()[:most]


def list_entries(
    session: Session, filters: Filters, *, after: str | None, limit: int
) -> Page[AuditEntry]:
    """Return the lines that are asked for, newest first."""
    return page_by_newest(
        session,
        _select(filters),
        moment=AuditEntry.at,
        column=AuditEntry.id,
        after=after,
        limit=limit,
    )


def walk_entries(session: Session, filters: Filters, *, most: int) -> Iterator[AuditEntry]:
    """Give up to `most` of the lines that are asked for, newest first, a batch in memory."""
    query = _select(filters).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(most)
    yield from session.scalars(query.execution_options(yield_per=BATCH))


def _select(filters: Filters) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if filters.actor_id is not None:
        query = query.where(AuditEntry.actor_id == filters.actor_id)
    if filters.action:
        query = query.where(AuditEntry.action == filters.action)
    if filters.since is not None:
        query = query.where(AuditEntry.at >= datetime.combine(filters.since, time(), UTC))
    if filters.until is not None and filters.until < date.max:
        end = filters.until + timedelta(days=1)
        query = query.where(AuditEntry.at < datetime.combine(end, time(), UTC))
    if filters.object_kind:
        query = query.where(AuditEntry.object_kind == filters.object_kind)
    if filters.object_id:
        query = query.where(AuditEntry.object_id == filters.object_id)
    return query

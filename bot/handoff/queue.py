"""The line of those who wait for a person: places and an honest wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, cast

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from bot.handoff.matching import Need
from bot.handoff.models import Handoff
from bot.ledger.models import Conversation

PAGE = 100  # of the line, read at once
RECENT = timedelta(days=1)
SAMPLE = 20  # waits looked at
ENOUGH = 3  # fewer say nothing about the next
# First come first served within a priority.
IN_LINE = tuple_(-Conversation.priority, Conversation.waiting_since, Conversation.id)


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the line; without enough recent waits the time is unknown."""

    position: int
    wait_seconds: int | None


def find_place(session: Session, *, conversation: Conversation, now: datetime) -> Place | None:
    """Return the place of a waiting conversation, None for any other."""
    if conversation.owner != "waiting" or conversation.waiting_since is None:
        return None
    key = (-conversation.priority, conversation.waiting_since, conversation.id)
    query = select(func.count()).where(Conversation.owner == "waiting", tuple_(*key) >= IN_LINE)
    return Place(session.scalar(query) or 1, median_wait(session, now=now))


def median_wait(session: Session, *, now: datetime) -> int | None:
    """Return the median of the recent waits in seconds, None when there were too few."""
    rows = session.execute(
        select(Handoff.queued_at, Handoff.taken_at)
        .where(Handoff.taken_at > now - RECENT)
        .order_by(Handoff.taken_at.desc())
        .limit(SAMPLE)
    ).all()
    waits = [(taken - asked).total_seconds() for asked, taken in rows if taken is not None]
    return round(median(waits)) if len(waits) >= ENOUGH else None


@dataclass(frozen=True)
class Waiting:
    """Somebody in line and why."""

    conversation_id: str
    channel: str
    language: str
    level: str
    customer_id: int | None
    priority: int
    waiting_since: datetime
    reasons: list[dict[str, Any]]
    requeues: int
    team: str = ""
    skill: str = ""


def list_waiting(session: Session, limit: int = 200) -> list[Waiting]:
    """Return who waits for a person, in the order of the line."""
    query = (
        select(Conversation, Handoff)
        .outerjoin(
            Handoff, (Handoff.conversation_id == Conversation.id) & Handoff.ended_at.is_(None)
        )
        .where(Conversation.owner == "waiting", Conversation.waiting_since.is_not(None))
        .order_by(*IN_LINE.clauses)
        .limit(limit)
    )
    return [
        Waiting(
            found.id,
            found.channel,
            found.language,
            found.level,
            found.customer_id,
            found.priority,
            cast(datetime, found.waiting_since),
            list(call.reasons or ()) if call else [],
            call.requeues if call else 0,
            found.team,
            found.skill,
        )
        for found, call in session.execute(query)
    ]


def walk_line(session: Session, *, now: datetime) -> Iterator[Need]:
    """Give those who wait in the order of the line, read in pages: most callers want the first."""
    query = (
        select(
            Conversation.id,
            Conversation.language,
            Conversation.team,
            Conversation.skill,
            Conversation.priority,
            Conversation.waiting_since,
            Handoff.queued_at,
            Handoff.lost_by,
        )
        .outerjoin(
            Handoff, (Handoff.conversation_id == Conversation.id) & Handoff.ended_at.is_(None)
        )
        .where(Conversation.owner == "waiting", Conversation.waiting_since.is_not(None))
        .order_by(*IN_LINE.clauses)
        .limit(PAGE)
    )
    page = session.execute(query).all()
    while page:
        for row in page:
            waited = (now - (row.queued_at or row.waiting_since)).total_seconds()
            yield Need(row.id, row.language, row.team, row.skill, waited, row.lost_by)
        key = tuple_(-page[-1].priority, page[-1].waiting_since, page[-1].id)
        page = session.execute(query.where(key < IN_LINE)).all() if len(page) == PAGE else []


def read_reasons(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """Return why people were called to a conversation, the newest call first."""
    query = (
        select(Handoff.reasons)
        .where(Handoff.conversation_id == conversation_id)
        .order_by(Handoff.id.desc())
    )
    return [reason for reasons in session.scalars(query) for reason in reasons or ()]

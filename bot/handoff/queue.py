"""The line of those who wait for a person: places and an honest wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.ledger.models import Conversation

RECENT = timedelta(days=1)
SAMPLE = 20  # waits looked at
ENOUGH = 3  # fewer say nothing about the next


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the line; without enough recent waits the time is unknown."""

    position: int
    wait_seconds: int | None


def find_place(session: Session, *, conversation: Conversation, now: datetime) -> Place | None:
    """Return the place of a waiting conversation, None for any other."""
    if conversation.owner != "waiting" or conversation.waiting_since is None:
        return None
    key = (conversation.waiting_since, conversation.id)
    query = select(func.count()).where(
        Conversation.owner == "waiting",
        tuple_(Conversation.waiting_since, Conversation.id) <= tuple_(*key),
    )
    return Place(session.scalar(query) or 1, median_wait(session, now=now))


def median_wait(session: Session, *, now: datetime) -> int | None:
    """Return the median of the recent waits in seconds, None when there were too few."""
    rows = session.execute(
        select(Handoff.requested_at, Handoff.taken_at)
        .where(Handoff.taken_at > now - RECENT)
        .order_by(Handoff.taken_at.desc())
        .limit(SAMPLE)
    ).all()
    waits = [(taken - asked).total_seconds() for asked, taken in rows if taken is not None]
    return round(median(waits)) if len(waits) >= ENOUGH else None

"""What a customer's conversations came to: when, with which outcome, how they were rated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.ledger.models import Channel, Conversation, Message, Owner


@dataclass(frozen=True)
class PastChat:
    """A conversation of a customer. `outcome` is how its last call for a person ended, if any."""

    id: str
    channel: Channel
    owner: Owner
    updated_at: datetime
    outcome: str | None
    agent_name: str | None
    rating: int | None


@dataclass(frozen=True)
class Satisfaction:
    """How a customer has rated us, 1 to 5."""

    count: int
    mean: float
    last: int
    last_at: datetime


def list_chats(
    session: Session, *, customer_id: int, without: str | None = None, limit: int = 5
) -> list[PastChat]:
    """Return the conversations in which somebody proved to be this customer, the last first."""
    query = select(Conversation).where(Conversation.customer_id == customer_id)
    if without is not None:
        query = query.where(Conversation.id != without)
    order = (Conversation.updated_at.desc(), Conversation.id.desc())
    found = session.scalars(query.order_by(*order).limit(limit)).all()
    ids = [one.id for one in found]
    ended, ratings = _read_ends(session, ids), _read_ratings(session, ids)
    return [
        PastChat(
            id=one.id,
            channel=one.channel,
            owner=one.owner,
            updated_at=one.updated_at,
            outcome=ended[one.id].outcome if one.id in ended else None,
            agent_name=ended[one.id].agent_name if one.id in ended else None,
            rating=ratings.get(one.id),
        )
        for one in found
    ]


def _read_ends(session: Session, ids: Sequence[str]) -> dict[str, Handoff]:
    query = select(Handoff).where(Handoff.conversation_id.in_(ids)).order_by(Handoff.id)
    return {one.conversation_id: one for one in session.scalars(query)}


def _read_ratings(session: Session, ids: Sequence[str]) -> dict[str, int]:
    query = (
        select(Message.conversation_id, Message.rating)
        .where(Message.conversation_id.in_(ids), Message.rating.is_not(None))
        .order_by(Message.conversation_id, Message.id)
    )
    return {chat: rating for chat, rating in session.execute(query) if rating is not None}


def read_satisfaction(session: Session, *, customer_id: int) -> Satisfaction | None:
    """Return how the customer rated answers and chats so far; None where they never did."""
    rated = (
        select(Message.rating, Message.at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.customer_id == customer_id, Message.rating.is_not(None))
    )
    last = session.execute(rated.order_by(Message.at.desc()).limit(1)).first()
    if last is None:
        return None
    rows = rated.subquery()
    count, mean = session.execute(select(func.count(), func.avg(rows.c.rating))).one()
    return Satisfaction(int(count), float(mean), int(last[0] or 0), last[1])

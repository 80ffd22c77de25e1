"""The chats that people have or are called to, and since when each customer waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import RowMapping, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.ledger.models import Conversation, Message, Owner

Target = Literal["first_response", "answer"]


@dataclass(frozen=True)
class Held:
    """A chat that is with a person or in line; `since` is when its customer began to wait.

    `agent_id` and `agent` are empty in line; `reason` is the weightiest of its call.
    """

    conversation_id: str
    customer_id: int | None
    owner: Owner
    agent_id: str
    agent: str
    reason: str
    target: Target
    since: datetime | None


def list_held(session: Session) -> list[Held]:
    """Return them all: a row for each."""
    is_open = and_(Handoff.conversation_id == Conversation.id, Handoff.ended_at.is_(None))
    query = (
        select(
            Conversation.id,
            Conversation.customer_id,
            Conversation.owner,
            Conversation.agent_id,
            Conversation.agent_name,
            Conversation.waiting_since,
            Handoff.requested_at,
            Handoff.queued_at,
            Handoff.taken_at,
            Handoff.first_answer_at,
            Handoff.reasons,
            _oldest_question().label("asked_at"),
        )
        .outerjoin(Handoff, is_open)
        .where(Conversation.owner.in_(("waiting", "person")))
    )
    return [_read(row._mapping) for row in session.execute(query)]


def _oldest_question() -> ScalarSelect[datetime]:
    """Return when the customer wrote what neither bot nor agent has answered; notices answer not.

    Asked of a chat with a person alone: it reads the messages of the chat.
    """
    answered = (
        select(func.max(Message.id))
        .where(Message.conversation_id == Conversation.id, Message.sender.in_(("agent", "bot")))
        .correlate(Conversation)
        .scalar_subquery()
    )
    return (
        select(func.min(Message.at))
        .where(
            Conversation.owner == "person",
            Message.conversation_id == Conversation.id,
            Message.sender == "customer",
            Message.id > func.coalesce(answered, 0),
        )
        .correlate(Conversation)
        .scalar_subquery()
    )


def _read(found: RowMapping) -> Held:
    reasons, is_with_person = found["reasons"] or (), found["owner"] == "person"
    target, since = find_wait(
        found["owner"],
        requested_at=found["requested_at"] or found["waiting_since"],
        queued_at=found["queued_at"] or found["waiting_since"],
        taken_at=found["taken_at"],
        first_answer_at=found["first_answer_at"],
        asked_at=found["asked_at"],
    )
    return Held(
        found["id"],
        found["customer_id"],
        found["owner"],
        (found["agent_id"] or "") if is_with_person else "",
        (found["agent_name"] or "") if is_with_person else "",
        str(reasons[0]["code"]) if reasons else "",
        target,
        since,
    )


def find_wait(
    owner: Owner,
    *,
    requested_at: datetime | None,
    queued_at: datetime | None,
    taken_at: datetime | None,
    first_answer_at: datetime | None,
    asked_at: datetime | None,
) -> tuple[Target, datetime | None]:
    """Return what a customer waits for and since when, None where they do not. Pure.

    Until an agent has said a word they wait since the call; back in line after that, since then. In
    a chat with an agent who has spoken, or who came unasked, they wait where they have written
    something that nobody answered.
    """
    if owner == "waiting":
        return "first_response", requested_at if first_answer_at is None else queued_at
    if first_answer_at is None and taken_at is not None:
        return "first_response", requested_at
    return "answer", asked_at


def count_today(session: Session, *, since: datetime) -> dict[str, tuple[str, int]]:
    """Return name and number of the chats that each agent has taken and kept since a moment."""
    query = (
        select(Handoff.agent_id, func.max(Handoff.agent_name), func.count())
        .where(
            Handoff.agent_id.is_not(None),
            or_(
                Handoff.taken_at >= since,
                and_(Handoff.taken_at.is_(None), Handoff.requested_at >= since),
            ),
        )
        .group_by(Handoff.agent_id)
    )
    return {str(key): (name or str(key), count) for key, name, count in session.execute(query)}

"""Chats whose agent has gone silent: back in line, and the customer is told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.handoff import service as handoff
from bot.handoff.desk import Timers, read_setting
from bot.handoff.matching import Assignment
from bot.handoff.models import Handoff, Presence
from bot.handoff.presence import CARRIED, gone_before
from bot.ledger.conversations import lock_conversation
from bot.ledger.models import Conversation, Message
from bot.ledger.notes import add_note

# Who is back sooner is there as before: a line that broke, a machine that slept. Who is not has
# left, and says so when they begin again.
LEFT = timedelta(minutes=15)
AT_ONCE = 50  # chats moved in one transaction, of each cause


def find_abandoned(session: Session, *, now: datetime) -> Sequence[str]:
    """Return chats whose agent's console is gone, or who has not answered for too long."""
    condition = or_(*(one for _why, one in _list_causes(session, now)))
    return session.scalars(select(Conversation.id).where(*CARRIED, condition).limit(AT_ONCE)).all()


def _list_causes(
    session: Session, now: datetime
) -> list[tuple[Literal["agent_left", "agent_silent"], ColumnElement[bool]]]:
    """Return why a chat may be put back in line; one that sleeps never is."""
    timers = read_setting(session, Timers)
    most = read_setting(session, Assignment).answer_seconds
    causes: list[tuple[Literal["agent_left", "agent_silent"], ColumnElement[bool]]] = [
        ("agent_left", _is_gone(gone_before(session, now))),
        ("agent_silent", _is_unanswered(timers, now)),
    ]
    if most is not None:
        causes.append(("agent_silent", _is_unaccepted(now - timedelta(seconds=most))))
    return causes


def requeue_abandoned(session: Session, *, now: datetime) -> list[str]:
    """Put some of them back in line; returns the conversations, none once there are no more.

    Some only: other writers wait meanwhile, and after a night there may be thousands.
    """
    moved: list[str] = []
    for why, condition in _list_causes(session, now):
        query = select(Conversation.id).where(*CARRIED, condition)
        for chosen in session.scalars(query.order_by(Conversation.id).limit(AT_ONCE)).all():
            # Locked before the condition is judged: an answer may be on its way.
            lock_conversation(session, conversation_id=chosen)
            if handoff.requeue(
                session,
                conversation_id=chosen,
                now=now,
                actor="system",
                conditions=(*CARRIED, condition),
                why=why,
            ):
                moved.append(chosen)
    return moved


def note_left(session: Session, *, now: datetime) -> int:
    """Note as off the agents whose consoles are gone for good; returns how many.

    In a transaction of its own: who takes a chat locks the agent first and then the chat.
    """
    left = session.scalars(
        update(Presence)
        .where(Presence.state != "off", Presence.seen_at < _left_before(session, now))
        .values(state="off")
        .returning(Presence.agent_id)
    ).all()
    if left:
        add_note(session, "queue")
    return len(left)


def has_left(session: Session, *, now: datetime) -> bool:
    """Tell whether a console is gone for good whose agent counts as there."""
    before = _left_before(session, now)
    left = select(exists().where(Presence.state != "off", Presence.seen_at < before))
    return bool(session.scalar(left))


def _left_before(session: Session, now: datetime) -> datetime:
    return min(now - LEFT, gone_before(session, now))


def _is_gone(before: datetime) -> ColumnElement[bool]:
    """Return the condition on a conversation whose agent's console is gone.

    An agent who never said they are there has no heartbeat that could stop.
    """
    return exists().where(Presence.agent_id == Conversation.agent_id, Presence.seen_at < before)


def _is_unanswered(timers: Timers, now: datetime) -> ColumnElement[bool]:
    """Return the condition on a conversation whose customer has waited too long for an answer."""
    newest_answer = (
        select(func.max(Message.id))
        .where(Message.conversation_id == Conversation.id, Message.sender != "customer")
        .correlate(Conversation)
        .scalar_subquery()
    )
    before = now - timedelta(seconds=timers.silent_seconds)
    is_asked = exists().where(
        Message.conversation_id == Conversation.id,
        Message.sender == "customer",
        Message.id > func.coalesce(newest_answer, 0),
        Message.at < before,
    )
    return and_(_is_awake_since(before), is_asked)


def _is_unaccepted(before: datetime) -> ColumnElement[bool]:
    """Return the condition on a conversation whose agent was given it and said nothing since."""
    has_spoken = exists().where(
        Message.conversation_id == Handoff.conversation_id,
        Message.sender == "agent",
        Message.at >= Handoff.assigned_at,
    )
    was_given = exists().where(
        Handoff.conversation_id == Conversation.id,
        Handoff.ended_at.is_(None),
        Handoff.assigned_at < before,
        ~has_spoken,
    )
    return and_(_is_awake_since(before), was_given)


def _is_awake_since(before: datetime) -> ColumnElement[bool]:
    """Return the condition on a conversation whose agent has had it in front of them that long."""
    return or_(Conversation.woke_at.is_(None), Conversation.woke_at < before)

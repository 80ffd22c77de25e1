"""A person's chat put aside until a time or a reply: it stays theirs, and counts for nothing."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.handoff.moves import Agent, is_theirs, refuse
from bot.handoff.replying import find_newest, refuse_unseen
from bot.ledger.conversations import lock_conversation
from bot.ledger.marks import add_mark
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note
from bot.ledger.waking import wake
from kernel.errors import Conflict, Invalid

LONGEST = timedelta(days=366)
AT_ONCE = 50  # chats woken in one transaction
UNTIL_REPLY = datetime(9999, 1, 1, tzinfo=UTC)  # as a time: such a chat is woken by the customer


class Unanswered(Conflict):
    """The customer waits for an answer: without a time nobody would ever give it."""

    code = "unanswered"


def snooze(
    session: Session,
    *,
    conversation_id: str,
    agent: Agent,
    now: datetime,
    until: datetime | None = None,
    seen_id: int | None = None,
) -> None:
    """Put a chat aside until a time, or until the customer writes, whichever comes first.

    Raises `NotYours`, `Invalid` for a time that is over or more than a year off, `Unanswered` where
    no time is set though the customer waits, and `NewerMessage` where they wrote after `seen_id`.
    """
    if until is not None and not now < until <= now + LONGEST:
        raise Invalid("Snooze until a time within a year from now.")
    found = lock_conversation(session, conversation_id=conversation_id)
    if found.owner != "person" or (found.agent_id != agent.id and not agent.may_overrule):
        refuse(session, conversation_id)
    refuse_unseen(session, conversation_id=conversation_id, seen_id=seen_id)
    asked = find_newest(session, conversation_id, "customer")
    if until is None and asked > find_newest(session, conversation_id, "agent"):
        raise Unanswered("The customer waits for an answer: give a time.")
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(snoozed_until=until or UNTIL_REPLY)
        .execution_options(synchronize_session=False)
    )
    add_mark(
        session,
        "snooze",
        conversation_id,
        now,
        author_id=agent.id,
        author_name=agent.name,
        until=until.isoformat() if until is not None else None,
    )
    add_note(session, "queue")


def unsnooze(session: Session, *, conversation_id: str, agent: Agent, now: datetime) -> bool:
    """Wake a chat by hand; False where it does not sleep. Raises `NotYours`."""
    found = lock_conversation(session, conversation_id=conversation_id)
    if found.owner != "person" or (found.agent_id != agent.id and not agent.may_overrule):
        refuse(session, conversation_id)
    return wake(
        session,
        conversation_id=conversation_id,
        now=now,
        why="agent",
        conditions=is_theirs(agent),
        author_id=agent.id,
        author_name=agent.name,
    )


def find_due(session: Session, *, now: datetime) -> list[str]:
    """Return chats whose time has come, those of the earliest first."""
    query = select(Conversation.id).where(Conversation.snoozed_until <= now)
    return list(session.scalars(query.order_by(Conversation.snoozed_until).limit(AT_ONCE)))


def wake_due(session: Session, *, now: datetime) -> list[str]:
    """Wake some of them, returned; of several processes that look, one wakes each."""
    due = (Conversation.snoozed_until <= now,)
    return [
        chosen
        for chosen in find_due(session, now=now)
        if wake(session, conversation_id=chosen, now=now, why="time", conditions=due)
    ]

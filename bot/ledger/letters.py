"""Dead letters: messages that were given up, for staff to look at and to have tried once more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from bot.ledger.models import Conversation, Inbox, Message
from bot.ledger.notes import add_note
from kernel.errors import Conflict, NotFound


@dataclass(frozen=True)
class DeadLetter:
    """A message whose turn was given up: which one, when it came, how often it was tried, why."""

    id: int
    conversation_id: str
    message_id: int
    text: str
    reason: str
    attempts: int
    received_at: datetime


def list_dead_letters(session: Session, *, limit: int = 100) -> list[DeadLetter]:
    """Return the dead letters, the newest first."""
    query = (
        select(Inbox, Message.text)
        .join(
            Message,
            (Message.conversation_id == Inbox.conversation_id) & (Message.id == Inbox.message_id),
        )
        .where(Inbox.state == "dead")
        .order_by(Inbox.id.desc())
        .limit(limit)
    )
    return [
        DeadLetter(
            row.id,
            row.conversation_id,
            row.message_id,
            text,
            row.reason or "",
            row.attempts,
            row.received_at,
        )
        for row, text in session.execute(query)
    ]


def requeue_letter(session: Session, *, letter_id: int, now: datetime) -> None:
    """Have a dead letter's turn tried once more.

    However often it is called, one turn follows. Raises `NotFound` for no letter, and `Conflict`
    where it waits or is answered already, or where a person answers the conversation.
    """
    # Locked, so that nobody takes the conversation over in between.
    session.execute(
        select(Conversation.id)
        .join(Inbox, Inbox.conversation_id == Conversation.id)
        .where(Inbox.id == letter_id)
        .with_for_update(of=Conversation)
    )
    bot_answers = exists().where(
        Conversation.id == Inbox.conversation_id, Conversation.owner == "bot"
    )
    conversation_id = session.execute(
        update(Inbox)
        .where(Inbox.id == letter_id, Inbox.state == "dead", bot_answers)
        .values(state="waiting", attempts=0, next_at=now, reason=None)
        .returning(Inbox.conversation_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if conversation_id is not None:
        return add_note(session, "inbox", conversation_id)
    if session.get(Inbox, letter_id) is None:
        raise NotFound("There is no such message.")
    raise Conflict("It is answered already, being answered, or the bot does not answer there now.")


def bury_letter(session: Session, *, conversation_id: str, message_id: int) -> None:
    """Note that a dead letter was answered after all: the customer had it tried again."""
    session.execute(
        update(Inbox)
        .where(
            Inbox.conversation_id == conversation_id,
            Inbox.message_id == message_id,
            Inbox.state.in_(("dead", "waiting")),
        )
        .values(state="done", reason=None)
        .execution_options(synchronize_session=False)
    )

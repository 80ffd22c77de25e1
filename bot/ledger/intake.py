"""Receiving: one inbox row and one message row; a repeat is known and gets the first id."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.ledger.models import Channel, Conversation, Inbox, Message, Owner
from bot.ledger.notes import add_note
from kernel.errors import NotFound


@dataclass(frozen=True)
class Incoming:
    """A message as it came in. `external_id` is the channel's own id of it."""

    conversation_id: str
    external_id: str
    text: str
    cid: str | None = None
    payload: str | None = None
    channel: Channel = "web"
    bot: str = ""


@dataclass(frozen=True)
class Received:
    """The id under which a message is kept, and who answers it."""

    message_id: int
    is_new: bool
    owner: Owner = "bot"


def receive(
    session: Session, *, incoming: Incoming, now: datetime, needs_turn: bool = True
) -> Received:
    """Store a message once, whoever sends it how often; a turn is due if the bot answers."""
    inbox_id = _register(session, incoming, now)
    if inbox_id is None:
        return Received(_first_id(session, incoming), is_new=False)
    number, owner = _next_number(session, incoming.conversation_id, now)
    session.add(
        Message(
            conversation_id=incoming.conversation_id,
            id=number,
            sender="customer",
            at=now,
            text=incoming.text,
            payload=incoming.payload,
            cid=incoming.cid,
        )
    )
    is_waiting = needs_turn and owner == "bot"
    state = "waiting" if is_waiting else "done"
    session.execute(
        update(Inbox).where(Inbox.id == inbox_id).values(message_id=number, state=state)
    )
    add_note(session, "message", incoming.conversation_id)
    if is_waiting:
        add_note(session, "inbox", incoming.conversation_id)
    return Received(number, is_new=True, owner=owner)


def _register(session: Session, incoming: Incoming, now: datetime) -> int | None:
    """Return the id of the new inbox row, or None for a repeat: the unique index decides."""
    values = {
        "channel": incoming.channel,
        "bot": incoming.bot,
        "external_id": incoming.external_id,
        "conversation_id": incoming.conversation_id,
        "message_id": 0,
        "state": "done",
        "received_at": now,
    }
    try:
        with session.begin_nested():
            return session.execute(insert(Inbox).values(**values).returning(Inbox.id)).scalar_one()
    except IntegrityError:
        return None


def _first_id(session: Session, incoming: Incoming) -> int:
    query = select(Inbox.message_id).where(
        Inbox.channel == incoming.channel,
        Inbox.bot == incoming.bot,
        Inbox.external_id == incoming.external_id,
    )
    found = session.scalar(query)
    if found is None:
        # It was not the unique index that refused: the conversation does not exist.
        raise NotFound("There is no such conversation.")
    return found


def _next_number(session: Session, conversation_id: str, now: datetime) -> tuple[int, Owner]:
    # Who writes into a closed conversation opens it again: nobody writes into the void.
    reopened = case((Conversation.owner == "closed", "bot"), else_=Conversation.owner)
    statement = (
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_id=Conversation.last_id + 1, updated_at=now, owner=reopened)
        .returning(Conversation.last_id, Conversation.owner)
        .execution_options(synchronize_session=False)
    )
    number, owner = session.execute(statement).one()
    return number, owner

"""Receiving: one inbox row and one message row; a repeat is known and gets the first id."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.ledger.models import Channel, Owner
from bot.ledger.notes import add_note
from bot.ledger.statements import ADD_MESSAGE, FIRST_ID, NEXT_NUMBER, NUMBER_INBOX, REGISTER


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
    known = {
        "channel": incoming.channel,
        "bot": incoming.bot,
        "external_id": incoming.external_id,
    }
    # The unique index decides what is a repeat: a look before would miss one in flight.
    register = REGISTER[session.get_bind().dialect.name]
    opening = {**known, "this": incoming.conversation_id, "now": now}
    inbox_id = session.execute(register, opening).scalar_one_or_none()
    if inbox_id is None:
        return Received(session.execute(FIRST_ID, known).scalar_one(), is_new=False)
    return _keep(session, incoming, inbox_id, now, needs_turn=needs_turn)


def _keep(
    session: Session, incoming: Incoming, inbox_id: int, now: datetime, *, needs_turn: bool
) -> Received:
    number, owner = session.execute(
        NEXT_NUMBER, {"this": incoming.conversation_id, "now": now}
    ).one()
    row = {
        "conversation_id": incoming.conversation_id,
        "id": number,
        "sender": "customer",
        "at": now,
        "text": incoming.text,
        "payload": incoming.payload,
        "cid": incoming.cid,
    }
    session.execute(ADD_MESSAGE, row)
    is_waiting = needs_turn and owner == "bot"
    state = "waiting" if is_waiting else "done"
    session.execute(NUMBER_INBOX, {"inbox_id": inbox_id, "number": number, "new_state": state})
    add_note(session, "message", incoming.conversation_id)
    if is_waiting:
        add_note(session, "inbox", incoming.conversation_id)
    return Received(number, is_new=True, owner=owner)

"""Receiving: one inbox row and one message row; a repeat is known and gets the first id."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger.models import Channel, Owner
from bot.ledger.notes import add_note
from bot.ledger.statements import ADD_MESSAGE, FIRST_ID, NEXT_NUMBER, NUMBER_INBOX, REGISTER
from bot.ledger.waking import wake
from kernel.errors import TooMany

# Why a message needs no turn of the bot: one is in line for a person, or talks to one.
FOR_PERSON = "person"
BY_PERSON = "answered"  # one has answered it, or closed the matter


@dataclass(frozen=True)
class Incoming:
    """A message as it came in. `external_id` is the channel's own id of it.

    `attachments` describes files that were kept before. `most_waiting` is how many messages of the
    conversation may wait for a turn before another is refused; None where none can be.
    """

    conversation_id: str
    external_id: str
    text: str
    cid: str | None = None
    payload: str | None = None
    channel: Channel = "web"
    bot: str = ""
    attachments: tuple[dict[str, Any], ...] = ()
    most_waiting: int | None = None


class TooManyWaiting(TooMany):
    """Earlier messages of the conversation wait for their turns; nothing was stored."""

    code = "too_many"


@dataclass(frozen=True)
class Received:
    """The id under which a message is kept, who answers it, and whether that takes longer."""

    message_id: int
    is_new: bool
    owner: Owner = "bot"
    is_delayed: bool = False


def is_known(session: Session, incoming: Incoming) -> bool:
    """Tell whether this message came in before."""
    known = {
        "channel": incoming.channel,
        "bot": incoming.bot,
        "external_id": incoming.external_id,
    }
    return session.execute(FIRST_ID, known).scalar_one_or_none() is not None


def receive(
    session: Session, *, incoming: Incoming, now: datetime, needs_turn: bool = True
) -> Received:
    """Store a message once, whoever sends it how often; a turn is due if the bot answers.

    Raises `TooManyWaiting`.
    """
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
    number, owner, is_delayed, snoozed_until, waiting = session.execute(
        NEXT_NUMBER, {"this": incoming.conversation_id, "now": now}
    ).one()
    is_waiting = needs_turn and owner == "bot"
    if is_waiting and incoming.most_waiting is not None and waiting >= incoming.most_waiting:
        raise TooManyWaiting("Earlier messages are still to be answered; try again in a moment.")
    row = {
        "conversation_id": incoming.conversation_id,
        "id": number,
        "sender": "customer",
        "at": now,
        "text": incoming.text,
        "payload": incoming.payload,
        "cid": incoming.cid,
        "attachments": list(incoming.attachments) or None,
    }
    session.execute(ADD_MESSAGE, row)
    state = "waiting" if is_waiting else "done"
    kept_for = FOR_PERSON if needs_turn and not is_waiting else None
    numbered = {"inbox_id": inbox_id, "number": number, "new_state": state, "why": kept_for}
    session.execute(NUMBER_INBOX, numbered)
    add_note(session, "message", incoming.conversation_id)
    if snoozed_until is not None:
        wake(session, conversation_id=incoming.conversation_id, now=now, why="reply")
    if is_waiting:
        add_note(session, "inbox", incoming.conversation_id)
    return Received(number, is_new=True, owner=owner, is_delayed=is_delayed)

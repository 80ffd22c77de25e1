"""What the bot offered right before a message: the buttons and cards of its newest answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import ButtonToken, Message
from bot.turns.choosing import Choice, choose, may_choose

SEVERAL = 2  # choices: fewer are no list that anybody counts
LOOKED_AT = 8  # messages of one answer at most
# "Something else", "never mind": they lead away from what was asked.
WAYS_OUT = ("/stop", "/nlu_fallback")

Shown = Sequence[Mapping[str, Any]]


def find_choice(
    session: Session, *, conversation_id: str, message_id: int, text: str
) -> Choice | None:
    """Return which of the buttons shown right before a message its text plainly means, or None."""
    if not may_choose(text):
        return None
    offered = read_choices(session, conversation_id=conversation_id, before=message_id)
    return choose(text, offered)


def read_choices(session: Session, *, conversation_id: str, before: int) -> list[Choice]:
    """Return what can be chosen by the message `before`: nothing where it follows another's words.

    Numbers count the choices of the newest message that has several, or else of the newest; those
    of others in the same answer can be chosen by their names.
    """
    answer = _read_answer(session, conversation_id, before)
    numbers = [message.id for message in answer]
    query = select(ButtonToken).where(
        ButtonToken.conversation_id == conversation_id, ButtonToken.message_id.in_(numbers)
    )
    tokens = session.scalars(query).all() if answer else ()
    payloads = {one.token: one.payload for one in tokens}
    counted = max(answer, key=lambda one: min(_count(one), SEVERAL), default=None)
    choices: list[Choice] = []
    for message in answer:
        choices += _list_choices(message, payloads, is_numbered=message is counted)
    return choices


def _count(message: Message) -> int:
    return len(_list_cards(message)) or len(message.buttons or ())


def _list_cards(message: Message) -> Shown:
    """Return the cards that can be chosen."""
    return [card for card in message.cards or () if card["buttons"]]


def _read_answer(session: Session, conversation_id: str, before: int) -> list[Message]:
    """Return the messages with buttons between the customer's last words and this, newest first."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.id < before)
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )
    found: list[Message] = []
    for message in session.scalars(query):
        if message.sender not in ("bot", "system"):
            break
        if message.buttons or message.cards:
            found.append(message)
    return found


def _list_choices(
    message: Message, payloads: Mapping[str, str], *, is_numbered: bool
) -> Iterator[Choice]:
    """Yield cards by title, as their first button, and then buttons; cards are what is counted."""
    cards = _list_cards(message)
    for card in cards:
        yield from _name(card["buttons"][:1], payloads, is_numbered, label=card["title"])
    for card in cards:
        yield from _name(card["buttons"], payloads, False)
    yield from _name(message.buttons or (), payloads, is_numbered and not cards)


def _name(
    buttons: Shown, payloads: Mapping[str, str], is_numbered: bool, label: str | None = None
) -> Iterator[Choice]:
    for button in buttons:
        payload = payloads[button["token"]]
        is_way_out = payload.startswith(WAYS_OUT)
        yield Choice(label or button["label"], payload, is_numbered, is_way_out)

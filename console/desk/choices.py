"""Which of the buttons that a customer was shown they pressed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import ButtonToken, Message


@dataclass(frozen=True)
class Shown:
    """A button under message `message_id`, and what it stands for."""

    token: str
    message_id: int
    label: str
    payload: str


def find_chosen(session: Session, conversation_id: str, messages: Sequence[Message]) -> set[str]:
    """Return the tokens of the buttons that the customer's messages among these have pressed."""
    pressed = [
        (one.id, one.text, one.payload)
        for one in messages
        if one.sender == "customer" and one.payload is not None
    ]
    if not pressed:
        return set()
    query = select(ButtonToken).where(
        ButtonToken.conversation_id == conversation_id,
        ButtonToken.payload.in_({payload for _id, _text, payload in pressed}),
    )
    shown = [
        Shown(one.token, one.message_id, one.label, one.payload) for one in session.scalars(query)
    ]
    return match_pressed(shown, pressed)


def match_pressed(
    shown: Sequence[Shown], pressed: Iterable[tuple[int, str, str | None]]
) -> set[str]:
    """Return the token of each press: id, words and payload of what the customer said. Pure.

    A press says what its button stands for, and in the button's own words; where several messages
    showed the same button, it is the last one before.
    """
    chosen: set[str] = set()
    for number, text, payload in pressed:
        fitting = [
            one
            for one in shown
            if one.message_id < number and (one.label, one.payload) == (text, payload)
        ]
        if fitting:
            chosen.add(max(fitting, key=lambda one: one.message_id).token)
    return chosen

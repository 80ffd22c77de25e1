"""The judge of what the product has to deliver: what arrived, against ledger and outbox. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.channels.telegram.markup import split
from tests.fakes.bot_api import visible
from tests.reliability.clients import Report
from tests.reliability.tables import MessageRow, Tables

ENDS = ("sent", "unknown")  # how a message of a healthy product may end


class Chat(Protocol):
    """A conversation before the judge."""

    report: Report
    tables: Tables
    id: str

    def lose(self, what: str) -> None:
        """Note a loss."""

    def double(self, what: str) -> None:
        """Note what was there twice."""

    def invert(self, what: str) -> None:
        """Note a wrong order."""


class Tally(Protocol):
    """What is counted."""

    updates: int
    shown: int
    unknown: int
    unseen: int


def judge_delivered(
    chat: Chat, tally: Tally, messages: Iterable[MessageRow], *, has_pauses: bool = False
) -> None:
    """Judge one chat: updates were all taken, messages arrived once and in order.

    A message that did not arrive must be `unknown`; one that is, may have arrived or not. With
    `has_pauses` it may arrive late: one who is stopped while sending ends the call on waking.
    """
    _judge_updates(chat, tally)
    delivered = chat.report.delivered or []
    held = _list_held(chat, [one for one in messages if one.sender != "customer"])
    arrived = Counter(delivered)
    most = Counter(text for text, _state in held)
    least = Counter(text for text, state in held if state != "unknown")
    tally.shown += len(delivered)
    tally.unknown += sum(state == "unknown" for _text, state in held)
    tally.unseen += (most - arrived).total()
    for text, count in (arrived - most).items():
        chat.double(f"{text!r} arrived {count} times too often")
    for text, count in (least - arrived).items():
        chat.lose(f"{text!r} did not arrive and is not unknown, {count} times")
    doubtful = {text for text, state in held if state == "unknown"} if has_pauses else set()
    shown = [text for text in _cut_surplus(delivered, most) if text not in doubtful]
    if not _is_within(shown, [text for text, _state in held]):
        chat.invert(f"arrived in the order {delivered}")


def _judge_updates(chat: Chat, tally: Tally) -> None:
    states = chat.tables.updates
    tally.updates += len(chat.report.updates)
    for number in chat.report.updates:
        if states.get(number) != "done":
            chat.lose(f"update {number} was acknowledged and is {states.get(number, 'not stored')}")


def _list_held(chat: Chat, messages: Iterable[MessageRow]) -> list[tuple[str, str]]:
    """Return the pieces that are to arrive, as people read them, and how their message ended."""
    rows = {one.message_id: one for one in chat.tables.posts if one.conversation_id == chat.id}
    held: list[tuple[str, str]] = []
    for message in messages:
        row = rows.get(message.id)
        if row is None:
            chat.lose(f"message {message.id} was never to be sent")
        elif row.state not in ENDS:
            chat.lose(f"message {message.id} is {row.state} {row.reason}".rstrip())
        state = row.state if row is not None else "sent"
        held += [(visible(piece, is_html=True), state) for piece in split(message.text)]
    return held


def _cut_surplus(delivered: Iterable[str], most: Counter[str]) -> list[str]:
    """Leave out what arrived too often: of that it is not the order that is wrong."""
    left, kept = Counter(most), []
    for text in delivered:
        if left[text] > 0:
            left[text] -= 1
            kept.append(text)
    return kept


def _is_within(some: Sequence[str], all_of_them: Iterable[str]) -> bool:
    """Tell whether the first are among the second, in the same order."""
    rest = iter(all_of_them)
    return all(any(one == other for other in rest) for one in some)

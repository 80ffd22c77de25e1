"""What the bot had understood, tried and gathered, read from the rows of a conversation. Pure.

What the dialogue engine keeps in its slots lies in its own database and is nobody else's to read;
the messages hold the same: what was read in each, and the answers to the questions of a form.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.labelling import UNSURE
from bot.ledger.models import Message
from bot.payloads import is_own
from console.copilot.summary import Line
from crm_backend.orders.rules import read_order_number

LAST_INTENTS = 4
FAILURES = frozenset({"failed", "slow", "gave_up", "unavailable"})  # results of turns
FORMS: Mapping[str, str] = {
    "open_ticket": "ticket_form",
    "comment_ticket": "comment_form",
    "return_item": "return_form",
    "change_address": "address_form",
}
# Entities worth a line, in the order they are shown.
KINDS = ("order_number", "ticket_number", "product", "category", "quantity", "date", "money")
CODES = frozenset({"confirm_identity", "refuse_code", "expire_code"})
# Intents that say nothing of what a conversation is about.
CALLS = frozenset({"request_human"})
NO_TOPICS = frozenset(UNSURE) | {
    *("greet", "say_goodbye", "thank", "affirm", "deny", "stop", "inform", "chitchat"),
    *("request_human", "request_help", "ask_if_bot", "complain"),
}


@dataclass(frozen=True)
class Reading:
    """How one message of the customer was read; `confidence` is 0 to 1."""

    message_id: int
    text: str
    intent: str
    confidence: float

    @property
    def is_clear(self) -> bool:
        """Whether the bot knew what to do with it."""
        return self.intent not in UNSURE


@dataclass(frozen=True)
class OpenForm:
    """A form that waits: its name if it is known, its question, and what was answered so far."""

    name: str
    question: str
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BotState:
    """What the bot knew by the end. `gathered` maps an entity to its values, the newest last."""

    readings: tuple[Reading, ...] = ()
    unclear: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    gathered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: OpenForm | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.readings or self.failures or self.gathered or self.form)


def read_state(
    messages: Sequence[Message], *, question_id: int | None = None, results: Sequence[str] = ()
) -> BotState:
    """Return the state; `question_id` is the message in which a form asks, `results` are turns'."""
    readings = [one for one in map(_read, messages) if one is not None]
    return BotState(
        readings=tuple(readings[-LAST_INTENTS:]),
        unclear=sum(not one.is_clear for one in readings),
        failures=dict(Counter(result for result in results if result in FAILURES)),
        gathered=_gather(messages),
        form=_find_form(messages, question_id),
    )


def read_lines(messages: Sequence[Message]) -> list[Line]:
    """Return messages as a summary reads them. Our own buttons and choices are not typed."""
    return [
        Line(
            id=message.id,
            sender=message.sender,
            text=message.text,
            mood=message.sentiment_score,
            is_typed=message.payload is None,
            is_understood=(one := _read(message)) is None or one.is_clear,
        )
        for message in messages
    ]


def _read(message: Message) -> Reading | None:
    intent: dict[str, Any] = (message.understanding or {}).get("intent") or {}
    name = str(intent.get("name") or "")
    if message.sender != "customer" or not name or name in CODES:
        return None
    return Reading(message.id, message.text, name, float(intent.get("confidence") or 0.0))


def _gather(messages: Sequence[Message]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
    for message in messages:
        for item in (message.understanding or {}).get("entities") or ():
            kind, value = str(item.get("entity")), str(item.get("value") or "").strip()
            if kind == "order_number":
                value = read_order_number(value) or value
            if kind in found and value:
                found[kind].pop(value, None)
                found[kind][value] = None
    return {kind: tuple(values) for kind, values in found.items() if values}


def _find_form(messages: Sequence[Message], question_id: int | None) -> OpenForm | None:
    asked = next((one for one in messages if one.id == question_id), None)
    if asked is None:
        return None
    begun = _find_beginning(messages, asked.id)
    name = FORMS.get(_intent_of(begun), "") if begun is not None else ""
    answers: list[tuple[str, str]] = []
    question = ""
    for message in messages:
        if begun is None or not begun.id < message.id < asked.id:
            continue
        if message.sender != "customer":
            question = message.text if message.sender == "bot" else ""
        elif question and _is_answer(message):
            answers.append((question, message.text))
            question = ""
    return OpenForm(name, asked.text, tuple(answers))


def _is_answer(message: Message) -> bool:
    """Tell whether a message can answer a form: no button of ours, no code, no call."""
    payload = (message.payload or "").lstrip("/")
    return not (is_own(payload) or payload in CODES or _intent_of(message) in CALLS)


def _find_beginning(messages: Sequence[Message], asked_id: int) -> Message | None:
    begun = [one for one in messages if one.id < asked_id and _intent_of(one) in FORMS]
    return begun[-1] if begun else None


def _intent_of(message: Message) -> str:
    read = _read(message)
    return read.intent if read is not None else ""


def topic_of(message: Message) -> str:
    """Return the intent of a message that says what a conversation is about, or nothing."""
    intent = _intent_of(message)
    return "" if intent in NO_TOPICS else intent

"""One turn as an action sees it: who is speaking, what was said, what is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from crm_backend.analytics.product_search import Wish, read_wish
from kernel.turns import Language, TurnContext, verify_turn

ANGRY = -0.7  # sentiment score from which an answer begins with an apology
REMEMBERED = 3  # customer messages looked back at
# What a button of "Did you mean …?" carries: the words it answers for are the ones said before.
CLARIFIED = "clarify:said"


@dataclass(frozen=True)
class Turn:
    """What an action may know. `said_in` are ids of earlier customer messages, newest first.

    `choices` are the intents a message may have had, likeliest first, where it could be several;
    `also` are further ones that parts of it plainly have. `moods` are the sentiment scores of the
    last messages, this one's last.
    """

    context: TurnContext
    now: datetime
    text: str = ""
    intent: str = ""
    entities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slots: Mapping[str, Any] = field(default_factory=dict)
    form: str | None = None
    sentiment: float = 0.0
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    moods: tuple[float, ...] = ()
    said_in: tuple[int, ...] = ()
    earlier_intents: tuple[str, ...] = ()

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.context.language

    @property
    def customer_id(self) -> int | None:
        """The customer, if their identity was proved; nothing else is believed."""
        return self.context.verified_customer_id

    @property
    def owner(self) -> int:
        """The verified customer, in an action that has made sure there is one."""
        if self.customer_id is None:
            raise LookupError("The customer of this turn is not verified.")
        return self.customer_id

    @cached_property
    def wish(self) -> Wish:
        """What the message says of a thing that is wished for."""
        return read_wish(self.text)

    @property
    def is_angry(self) -> bool:
        """Whether the message was strongly negative."""
        return self.sentiment <= ANGRY

    def first(self, entity: str) -> str | None:
        """Return the first value of `entity` in this message, or None."""
        values = self.entities.get(entity, ())
        return values[0] if values else None

    def key(self, purpose: str) -> str:
        """Return the idempotency key of one write of this turn."""
        return f"{self.context.turn_key}:{purpose}"

    def words(self) -> dict[str, Any]:
        """Return what was said, fit for a slot: `recall` takes it up again after a code."""
        entities = {name: list(values) for name, values in self.entities.items()}
        also = list(self.also)
        return {"text": self.text, "intent": self.intent, "entities": entities, "also": also}

    def recall(self, words: Any) -> "Turn":
        """Return this turn with earlier words in place of what was said in it."""
        if not isinstance(words, Mapping):
            return self
        entities = {name: tuple(values) for name, values in words.get("entities", {}).items()}
        return replace(
            self,
            text=str(words.get("text", "")),
            intent=str(words.get("intent", "")),
            also=tuple(map(str, words.get("also", ()))),
            entities=entities,
        )


def read_turn(tracker: Mapping[str, Any], *, secret: str, now: datetime) -> Turn:
    """Return the turn of a tracker sent by Rasa; raise `Unauthenticated` without our context."""
    message = tracker.get("latest_message") or {}
    metadata = message.get("metadata") or {}
    context = verify_turn(str(metadata.get("turn_context", "")), secret, now)
    earlier = _earlier_messages(tracker.get("events") or (), context.message_id)
    entities = _group_entities(message.get("entities") or ())
    text = _free_text(message)
    form = (tracker.get("active_loop") or {}).get("name")
    if form is None and CLARIFIED in entities.get("choice", ()) and earlier:
        text = earlier[0].text
    return Turn(
        context=context,
        now=now,
        text=text,
        intent=str((message.get("intent") or {}).get("name") or ""),
        entities=entities,
        slots=dict(tracker.get("slots") or {}),
        form=form,
        sentiment=_mood_of(message),
        choices=tuple(map(str, message.get("choices") or ())),
        also=tuple(map(str, message.get("also") or ())),
        moods=(*(one.mood for one in reversed(earlier)), _mood_of(message)),
        said_in=tuple(one.number for one in earlier),
        earlier_intents=tuple(one.intent for one in earlier),
    )


def _mood_of(message: Mapping[str, Any]) -> float:
    return float((message.get("sentiment") or {}).get("score") or 0.0)


def _free_text(message: Mapping[str, Any]) -> str:
    """Return what was typed; a button arrives as "/intent{…}", and nobody said that."""
    text = str(message.get("text") or "").replace("’", "'")  # as phones write it
    return "" if text.startswith("/") else text


def _group_entities(entities: Any) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, tuple[str, ...]] = {}
    for entity in entities:
        name, value = str(entity.get("entity")), str(entity.get("value"))
        grouped[name] = (*grouped.get(name, ()), value)
    return grouped


class _Earlier(NamedTuple):
    number: int
    intent: str
    text: str
    mood: float


def _earlier_messages(events: Any, current: int) -> list[_Earlier]:
    """Return the customer messages before the current one, newest first."""
    found: list[_Earlier] = []
    for event in reversed(events):
        if event.get("event") != "user":
            continue
        number = str((event.get("metadata") or {}).get("message_id", ""))
        if not number.isdecimal() or int(number) == current:
            continue
        parsed = event.get("parse_data") or {}
        intent = str((parsed.get("intent") or {}).get("name") or "")
        found.append(_Earlier(int(number), intent, _free_text(event), _mood_of(parsed)))
        if len(found) == REMEMBERED:
            break
    return found

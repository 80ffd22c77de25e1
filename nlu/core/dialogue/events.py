"""What happens in a story, one event after the other, with what Rasa adds between the steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from nlu.core.dialogue.features import Entities, value_of
from nlu.core.dialogue.finding import PathStep
from nlu.core.dialogue.known import GAP, LISTEN
from nlu.core.project.domain import Domain, Slot
from nlu.core.project.examples import read_marks
from nlu.core.project.faults import Place
from nlu.core.project.steps import (
    ActionStep,
    BotStep,
    EntityUse,
    GapStep,
    LoopStep,
    SlotStep,
    Step,
    Story,
    UserStep,
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something said, done or set. `name`: intent, action, slot or loop; `text`: exact words."""

    kind: Literal["user", "action", "slot", "loop"]
    name: str | None
    text: str | None = None
    value: Any = None
    entities: tuple[str, ...] = ()
    filled: tuple[tuple[str, Any], ...] = ()  # slots that the message's entities fill
    place: Place = field(default=Place(), compare=False)
    shown: str = field(default="", compare=False)  # as people wrote it
    is_implied: bool = field(default=False, compare=False)
    is_first: bool = field(default=False, compare=False)  # an action that nothing foretells

    @property
    def done(self) -> str:
        """The action's name, or the words it says."""
        return self.name or self.text or ""

    @property
    def step(self) -> PathStep:
        """The event as a step of a path."""
        kind = "gap" if self.name == GAP else self.kind
        return PathStep(kind, self.shown or self.done, self.place)


def listen(place: Place) -> Event:
    """Return the wait for the customer's next message, which no story needs to write."""
    return Event("action", LISTEN, place=place, is_implied=True)


class Reader:
    """Makes events of steps, as the domain wants it."""

    def __init__(self, domain: Domain) -> None:
        self.slots: dict[str, Slot] = domain.slots
        self.entities = Entities(domain)
        self.fills = _list_fills(domain)

    def read(self, step: Step, story: Story) -> list[Event]:
        """Return the event of a step; none for what stands between stories."""
        place = Place(story.place.path, step.line)
        if isinstance(step, UserStep):
            return [self._read_user(step, place)]
        if isinstance(step, ActionStep):
            return [Event("action", step.name, place=place, shown=step.name)]
        if isinstance(step, BotStep):
            return [Event("action", None, text=step.text, place=place, shown=step.text)]
        if isinstance(step, SlotStep):
            return [self._read_slot(step, place)]
        if isinstance(step, LoopStep):
            return [Event("loop", step.name, place=place, shown=step.name or "null")]
        if isinstance(step, GapStep) and step.is_action:
            return [Event("action", GAP, place=place, shown=GAP)]
        return []

    def _read_slot(self, step: SlotStep, place: Place) -> Event:
        value = value_of(self.slots.get(step.name), step)
        shown = step.name if step.is_any else f"{step.name}: {_show(step.value)}"
        return Event("slot", step.name, value=value, place=place, shown=shown)

    def _read_user(self, step: UserStep, place: Place) -> Event:
        used, text = step.entities, step.text
        if text is not None:
            text, spans = read_marks(text)
            used = tuple(EntityUse(one.entity, one.value, one.role, one.group) for one in spans)
        intent = None if step.intent is None else step.intent.partition("/")[0]
        named = ", ".join(one.name for one in used)
        said = step.intent or f"“{text}”"
        return Event(
            "user",
            intent,
            text=text,
            entities=self.entities.see(intent, used),
            filled=self._fill(used),
            place=place,
            shown=f"{said} ({named})" if named else said,
        )

    def _fill(self, used: tuple[EntityUse, ...]) -> tuple[tuple[str, Any], ...]:
        if not used or not self.fills:
            return ()
        filled: dict[str, list[Any]] = {}
        for slot, kinds in self.fills.items():
            values = [
                "" if one.value is None else one.value
                for kind in kinds
                for one in used
                if (one.name, one.role, one.group) == kind
            ]
            if values:
                filled[slot] = values
        return tuple(
            (name, tuple(values) if self.slots[name].type == "list" else values[-1])
            for name, values in filled.items()
        )


def _show(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(_show, value)) if isinstance(value, tuple) else str(value)


def _list_fills(domain: Domain) -> dict[str, list[tuple[Any, Any, Any]]]:
    """Return for each slot the entities that fill it whatever form is open."""
    if domain.settings.get("config", {}).get("store_entities_as_slots") is False:
        return {}
    fills: dict[str, list[tuple[Any, Any, Any]]] = {}
    for slot in domain.slots.values():
        for mapping in slot.mappings or ():
            conditions = mapping.get("conditions") or [{}]
            is_bound = isinstance(conditions[0], dict) and conditions[0].get("active_loop")
            if mapping.get("type") == "from_entity" and not is_bound:
                kind = (mapping.get("entity"), mapping.get("role"), mapping.get("group"))
                fills.setdefault(slot.name, []).append(kind)
    return fills

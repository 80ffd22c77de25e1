"""Who uses which name: all that stories, rules, tests, forms, slots and responses name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from nlu.core.project.domain import Slot
from nlu.core.project.faults import Place
from nlu.core.project.project import Project
from nlu.core.project.steps import (
    ActionStep,
    BotStep,
    CheckpointStep,
    EntityUse,
    LoopStep,
    OrStep,
    SlotStep,
    Step,
    Story,
    UserStep,
)


@dataclass(frozen=True)
class Use:
    """A name where it stands; `by` is the story, slot, form or response that names it."""

    name: str
    place: Place
    by: str
    more: Any = None


@dataclass
class Uses:
    """All names in use, by what they name."""

    intents: list[Use] = field(default_factory=list)  # in stories and rules
    tested_intents: list[Use] = field(default_factory=list)
    mapped_intents: list[Use] = field(default_factory=list)  # in slots and forms
    entities: list[Use] = field(default_factory=list)  # more: EntityUse
    actions: list[Use] = field(default_factory=list)  # more: the story
    tested_actions: list[Use] = field(default_factory=list)
    texts: list[Use] = field(default_factory=list)  # exact words of the bot
    slots: list[Use] = field(default_factory=list)
    loops: list[Use] = field(default_factory=list)
    buttons: list[Use] = field(default_factory=list)  # name: payload


def list_uses(project: Project) -> Uses:
    """Collect all names."""
    uses = Uses()
    for story in project.stories:
        for step in _steps(story):
            _note(step, story, uses, is_test=False)
    for story in project.tests:
        for step in _steps(story):
            _note(step, story, uses, is_test=True)
    _note_domain(project, uses)
    return uses


def _steps(story: Story) -> Iterator[Step]:
    yield from story.conditions
    for step in story.steps:
        if isinstance(step, OrStep):
            yield from step.options
        elif isinstance(step, CheckpointStep):
            yield from step.slots
        else:
            yield step


def _note(step: Step, story: Story, uses: Uses, *, is_test: bool) -> None:
    place, by = Place(story.place.path, step.line), story.name
    if isinstance(step, UserStep):
        if step.intent:
            listed = uses.tested_intents if is_test else uses.intents
            listed.append(Use(step.intent, place, by))
        uses.entities += [Use(one.name, place, by, one) for one in step.entities]
    elif isinstance(step, ActionStep):
        listed = uses.tested_actions if is_test else uses.actions
        listed.append(Use(step.name, place, by, story))
    elif isinstance(step, BotStep) and not is_test:
        uses.texts.append(Use(step.text, place, by))
    elif isinstance(step, SlotStep):
        uses.slots.append(Use(step.name, place, by, step))
    elif isinstance(step, LoopStep) and step.name:
        uses.loops.append(Use(step.name, place, by))


def _note_domain(project: Project, uses: Uses) -> None:
    for slot in project.domain.slots.values():
        for mapping in slot.mappings or ():
            _note_mapping(mapping, slot, uses)
    for form in project.domain.forms.values():
        ignored = form.ignored_intents
        uses.mapped_intents += [Use(n, form.place, form.name, "ignored_intents") for n in ignored]
        uses.slots += [Use(name, form.place, form.name) for name in form.required_slots]
    for intent in project.domain.intents.values():
        for key in ("use_entities", "ignore_entities"):
            for name in listed(intent.about.get(key)):
                uses.entities.append(Use(name, intent.place, intent.name, EntityUse(name)))
    for response in project.domain.responses.values():
        for number, variation in enumerate(response.about["variations"]):
            place = Place(response.place.path, response.about["lines"][number])
            _note_variation(variation, place, response.name, uses)


def _note_mapping(mapping: dict[str, Any], slot: Slot, uses: Uses) -> None:
    for key in ("intent", "not_intent"):
        for name in listed(mapping.get(key)):
            uses.mapped_intents.append(Use(name, slot.place, slot.name, key))
    for condition in rows(mapping.get("conditions")):
        if condition.get("active_loop"):
            uses.loops.append(Use(str(condition["active_loop"]), slot.place, slot.name))


def _note_variation(variation: dict[str, Any], place: Place, name: str, uses: Uses) -> None:
    for button in rows(variation.get("buttons")):
        if button.get("payload"):
            uses.buttons.append(Use(str(button["payload"]), place, name))
    for condition in rows(variation.get("condition")):
        if condition.get("type") == "slot":
            uses.slots.append(Use(str(condition.get("name")), place, name))


def listed(given: Any) -> list[str]:
    """Return names given as one or as several."""
    if isinstance(given, bool) or given is None:
        return []
    return [str(one) for one in (given if isinstance(given, list) else [given])]


def rows(given: Any) -> Iterator[dict[str, Any]]:
    """Yield the mappings of a list; nothing for anything else."""
    yield from (one for one in (given if isinstance(given, list) else ()) if isinstance(one, dict))


def read_payload(payload: str) -> tuple[str, dict[str, Any]] | None:
    """Return intent and entities of a button; None for words that are said as they stand.

    Raises `ValueError` where the entities are no JSON object.
    """
    if not payload.startswith("/"):
        return None
    name, brace, rest = payload[1:].partition("{")
    if not brace:
        return name.strip(), {}
    given = json.loads(brace + rest)
    if not isinstance(given, dict):
        raise ValueError("no JSON object")
    return name.strip(), given


class Named:
    """The names that code uses; `utter_x_*` stands for all that begin so."""

    def __init__(self, names: Collection[str]) -> None:
        self.exact = {name for name in names if "*" not in name}
        self.patterns = [name for name in names if "*" in name]

    def __contains__(self, name: str) -> bool:
        return name in self.exact or any(fnmatchcase(name, one) for one in self.patterns)

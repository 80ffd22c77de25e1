"""Reads stories and rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from nlu.core.project.faults import Place
from nlu.core.project.reader import Notes, frozen, is_null, line_of
from nlu.core.project.steps import (
    ActionStep,
    BotStep,
    CheckpointStep,
    EntityUse,
    GapStep,
    LoopStep,
    OrStep,
    SlotStep,
    Step,
    Story,
    UserStep,
)
from nlu.core.project.yaml import Table, Text

GAP = "..."
KNOWN = "intent, user, action, bot, slot_was_set, active_loop, checkpoint, or"


def read_stories(top: Any, notes: Notes) -> list[Story]:
    """Return the stories and rules of a file, in order."""
    found = []
    for key, kind in (("stories", "story"), ("rules", "rule")):
        for item in notes.rows(top.get(key), f"{key!r}"):
            story = _read_story(item, "story" if kind == "story" else "rule", notes)
            if story is not None:
                found.append(story)
    return sorted(found, key=lambda one: one.place.line)


def _read_story(item: Any, kind: Literal["story", "rule"], notes: Notes) -> Story | None:
    if not isinstance(item, Table) or kind not in item:
        notes.add(item, f"Each entry begins with `- {kind}:` and its name; Rasa skips this one.")
        return None
    name = notes.text(item[kind], f"The name of a {kind}")
    steps: list[Step] = []
    for node in notes.rows(item.get("steps"), "'steps'"):
        steps += read_step(node, notes)
    if not steps:
        notes.add(item[kind], f"The {kind} {name!r} has no steps; Rasa skips it.")
    conditions: list[SlotStep | LoopStep] = []
    for node in notes.rows(item.get("condition"), "'condition'"):
        read = read_step(node, notes)
        conditions += [one for one in read if isinstance(one, SlotStep | LoopStep)]
        if len(conditions) < len(read):
            notes.add(node, "A condition is an active_loop or a slot_was_set.")
    return Story(
        name=name,
        kind=kind,
        steps=tuple(steps),
        place=Place(notes.path, line_of(item[kind])),
        conditions=tuple(conditions),
        is_start=frozen(item.get("conversation_start")) is True,
        waits=frozen(item.get("wait_for_user_input")) is not False,
    )


def read_step(node: Any, notes: Notes) -> list[Step]:
    """Return what one entry under `steps` says; several slots are several steps."""
    if isinstance(node, Text) and node == GAP:
        return [GapStep(node.line)]
    if not isinstance(node, Table):
        notes.add(node, f"A step is one of {KNOWN}; Rasa skips this one.")
        return []
    for key, read in READERS.items():
        if key in node:
            return read(node, notes)
    if "metadata" not in node:
        given = ", ".join(map(str, node)) or "nothing"
        notes.add(node, f"{given} is no step; a step is one of {KNOWN}. Rasa skips it.")
    return []


def _read_action(node: Table, notes: Notes) -> list[Step]:
    name = notes.text(node["action"], "'action'").strip()
    return [GapStep(node.line, is_action=True) if name == GAP else ActionStep(name, node.line)]


def _read_bot(node: Table, notes: Notes) -> list[Step]:
    return [BotStep(notes.text(node["bot"], "'bot'"), node.line)]


def _read_checkpoint(node: Table, notes: Notes) -> list[Step]:
    slots = read_slots(node.get("slot_was_set"), notes)
    return [CheckpointStep(notes.text(node["checkpoint"], "'checkpoint'"), slots, node.line)]


def _read_loop(node: Table, _notes: Notes) -> list[Step]:
    loop = node["active_loop"]
    return [LoopStep(None if is_null(loop) else str(loop), node.line)]


def _read_user(node: Table, notes: Notes) -> list[Step]:
    intent = None
    if "intent" in node:
        intent = notes.text(node["intent"], "'intent'").strip().removeprefix("/")
    text = None if is_null(node.get("user")) else str(node["user"]).strip()
    entities = []
    for entry in notes.rows(node.get("entities"), "'entities'"):
        if isinstance(entry, Text):
            entities.append(EntityUse(entry))
        elif isinstance(entry, Table):
            entities += _read_entity(entry)
        else:
            notes.add(entry, "An entity is a name, or a name with its value.")
    return [UserStep(intent, tuple(entities), text, node.line)]


def _read_entity(entry: Table) -> list[EntityUse]:
    role, group = (frozen(entry.get(key)) for key in ("role", "group"))
    named = [key for key in entry if key not in ("role", "group")]
    return [EntityUse(key, frozen(entry[key]), role, group) for key in named]


def _read_or(node: Table, notes: Notes) -> list[Step]:
    options: list[UserStep | SlotStep] = []
    for entry in notes.rows(node["or"], "'or'"):
        read = read_step(entry, notes)
        if not read or not all(isinstance(one, UserStep | SlotStep) for one in read):
            notes.add(entry, "'or' takes intents or slot_was_set; Rasa skips the whole of it.")
        options += [one for one in read if isinstance(one, UserStep | SlotStep)]
    return [OrStep(tuple(options), node.line)]


def read_slots(node: Any, notes: Notes) -> tuple[SlotStep, ...]:
    """Return the slots under `slot_was_set`, with their values."""
    found = []
    for entry in notes.rows(node, "'slot_was_set'"):
        if isinstance(entry, Text):
            found.append(SlotStep(entry, is_any=True, line=entry.line))
        else:
            for name, value in notes.table(entry, "'slot_was_set'").items():
                found.append(SlotStep(str(name), frozen(value), line=line_of(name)))
    return tuple(found)


# In the order in which Rasa looks for them: a checkpoint may have `slot_was_set` beside it.
READERS: dict[str, Callable[[Table, Notes], list[Step]]] = {
    "intent": _read_user,
    "user": _read_user,
    "or": _read_or,
    "action": _read_action,
    "bot": _read_bot,
    "checkpoint": _read_checkpoint,
    "slot_was_set": lambda node, notes: [*read_slots(node["slot_was_set"], notes)],
    "active_loop": _read_loop,
}

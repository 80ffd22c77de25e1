"""Writes steps as YAML: names and texts quoted wherever they would mean something else."""

import re
from collections.abc import Iterable, Sequence

import yaml

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
    UserStep,
    Value,
)

# What means itself in YAML 1.1 and 1.2 alike, in every place.
PLAIN = re.compile(r"[^\W\d_](?:[\w./+-]|[ ](?=[\w./+-]))*|_[\w]*")
MEANS_MORE = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def write_scalar(text: str) -> str:
    """Return a text as a scalar on one line."""
    if PLAIN.fullmatch(text) and text.lower() not in MEANS_MORE:
        return text
    written = yaml.dump(
        text,
        Dumper=yaml.SafeDumper,
        default_style='"',
        width=float("inf"),
        allow_unicode=True,
    )
    return written.removesuffix("\n")


def write_value(value: Value) -> str:
    """Return a value of a slot or an entity; lists within brackets."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(write_value, value))}]"
    if isinstance(value, float) and "e" in (written := repr(value)) and "." not in written:
        return written.replace("e", ".0e")
    return write_scalar(value) if isinstance(value, str) else repr(value)


def write_entry(steps: Sequence[Step], column: int) -> list[str]:
    """Return one entry of `steps` with its dash in a column: one step, or slots set together."""
    return [" " * column + line for line in _write_dashed(steps)]


def _write_dashed(steps: Sequence[Step]) -> list[str]:
    first, *more = _write_keys(steps)
    return [f"- {first}", *(f"  {line}" for line in more)]


def _write_keys(steps: Sequence[Step]) -> list[str]:
    slots = [one for one in steps if isinstance(one, SlotStep)]
    if slots:
        return ["slot_was_set:", *_write_slots(slots)]
    (step,) = steps
    if isinstance(step, UserStep):
        return _write_user(step)
    if isinstance(step, OrStep):
        options = [line for one in step.options for line in _write_dashed([one])]
        return ["or:", *options]
    if isinstance(step, CheckpointStep):
        slots = list(step.slots)
        conditions = ["slot_was_set:", *_write_slots(slots)] if slots else []
        return [f"checkpoint: {write_scalar(step.name)}", *conditions]
    return [_write_line(step)]


def _write_line(step: Step) -> str:
    if isinstance(step, ActionStep):
        return f"action: {write_scalar(step.name)}"
    if isinstance(step, BotStep):
        return f"bot: {write_scalar(step.text)}"
    if isinstance(step, LoopStep):
        return f"active_loop: {'null' if step.name is None else write_scalar(step.name)}"
    assert isinstance(step, GapStep)  # noqa: S101 - the last of the kinds
    return "..."


def _write_user(step: UserStep) -> list[str]:
    lines = [] if step.intent is None else [f"intent: {write_scalar(step.intent)}"]
    if step.text is not None:
        lines.append(f"user: {write_scalar(step.text)}")
    if step.entities:
        lines.append("entities:")
        lines += [line for one in step.entities for line in _write_entity(one)]
    return lines or ['user: ""']


def _write_entity(use: EntityUse) -> list[str]:
    more = [(key, value) for key, value in (("role", use.role), ("group", use.group)) if value]
    name = write_scalar(use.name)
    if use.value is None and not more:
        return [f"- {name}"]
    return [f"- {name}: {write_value(use.value)}", *(f"  {k}: {write_scalar(v)}" for k, v in more)]


def _write_slots(slots: Iterable[SlotStep]) -> list[str]:
    return [
        f"- {write_scalar(one.name)}" + ("" if one.is_any else f": {write_value(one.value)}")
        for one in slots
    ]

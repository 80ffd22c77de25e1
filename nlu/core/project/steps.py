"""What a story or a rule consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nlu.core.project.faults import Place

Value = str | int | float | bool | None | tuple["Value", ...]


@dataclass(frozen=True)
class EntityUse:
    """An entity that the customer's message names in a story; `value` None: any."""

    name: str
    value: Value = None
    role: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class UserStep:
    """The customer says something: an intent, or (`intent` None) exact words."""

    intent: str | None
    entities: tuple[EntityUse, ...] = ()
    text: str | None = None
    line: int = 0


@dataclass(frozen=True)
class ActionStep:
    """The bot does something, a response included."""

    name: str
    line: int = 0


@dataclass(frozen=True)
class BotStep:
    """The bot says exact words (end-to-end training)."""

    text: str
    line: int = 0


@dataclass(frozen=True)
class SlotStep:
    """Slots are set; `named` holds (slot, value), `is_any` where no value was written."""

    name: str
    value: Value = None
    is_any: bool = False
    line: int = 0


@dataclass(frozen=True)
class LoopStep:
    """A form or loop becomes active, or (`name` None) none is any more."""

    name: str | None
    line: int = 0


@dataclass(frozen=True)
class CheckpointStep:
    """A place where stories are joined, under conditions."""

    name: str
    slots: tuple[SlotStep, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class OrStep:
    """One of several things happens."""

    options: tuple[UserStep | SlotStep, ...]
    line: int = 0


@dataclass(frozen=True)
class GapStep:
    """`...` in a rule: anything may have come before, or may follow.

    `is_action` where it stood as `action: ...`; Rasa skips one that stands alone.
    """

    line: int = 0
    is_action: bool = False


Step = UserStep | ActionStep | BotStep | SlotStep | LoopStep | CheckpointStep | OrStep | GapStep


@dataclass(frozen=True)
class Story:
    """A story or a rule. `conditions`, `is_start` and `waits` are those of rules."""

    name: str
    kind: Literal["story", "rule"]
    steps: tuple[Step, ...]
    place: Place
    conditions: tuple[SlotStep | LoopStep, ...] = ()
    is_start: bool = False
    waits: bool = True

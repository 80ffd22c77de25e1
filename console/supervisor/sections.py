"""The sections of the desk's settings: the one place where a new one is added.

A section with `fields` is drawn by the form that all simple settings share, at `/staff/desk/<key>`.
One without has pages of its own there. The words are in the catalog by convention:
`desk_<key>`, `desk_<key>_about`; of each field `desk_<key>_<name>`, `desk_<key>_<name>_about`; of
each choice `desk_<key>_<name>_<choice>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel

from bot.handoff.desk import Refunds, Targets, Timers
from bot.handoff.hours import Hours
from bot.handoff.matching import Assignment
from bot.handoff.outcomes import Outcomes
from bot.handoff.reasons import Escalation

FieldKind = Literal["seconds", "number", "choice", "money"]


@dataclass(frozen=True)
class Field:
    """One value of a simple setting. What `may_be_empty` is None when nothing is written."""

    name: str
    kind: FieldKind = "seconds"
    may_be_empty: bool = False


@dataclass(frozen=True)
class Section:
    """Something that is set for the desk. `setting` is None where it is no `DeskSetting`."""

    key: str
    setting: type[BaseModel] | None
    fields: tuple[Field, ...] = ()

    @property
    def path(self) -> str:
        """Where it is set."""
        return f"/staff/desk/{self.key}"


AGENTS = Section("agents", None)
SECTIONS: tuple[Section, ...] = (
    Section("hours", Hours),
    Section("targets", Targets, (Field("first_response_seconds"), Field("answer_seconds"))),
    Section("timers", Timers, (Field("gone_seconds"), Field("silent_seconds"))),
    Section(
        "assignment",
        Assignment,
        (
            Field("mode", "choice"),
            Field("language", "choice"),
            Field("skill", "choice"),
            Field("anybody_after_seconds", may_be_empty=True),
            Field("answer_seconds", may_be_empty=True),
            Field("capacity", "number"),
        ),
    ),
    Section("skills", None),
    AGENTS,
    Section("escalation", Escalation),
    Section("outcomes", Outcomes),
    Section("refunds", Refunds, (Field("agent_limit_cents", "money"),)),
)


def find_section(key: str) -> Section | None:
    """Return the section that the shared form draws, or None."""
    return next((one for one in SECTIONS if one.key == key and one.fields), None)


def list_choices(section: Section, field: Field) -> tuple[str, ...]:
    """Return what a choice may be, as its setting declares it."""
    if section.setting is None:
        return ()
    return tuple(map(str, get_args(section.setting.model_fields[field.name].annotation)))


def find_bounds(section: Section, field: Field) -> tuple[int | None, int | None]:
    """Return the least and the most a number may be, as its setting declares it."""
    if section.setting is None:
        return None, None
    schema = section.setting.model_json_schema()["properties"][field.name]
    parts: list[Mapping[str, Any]] = [schema, *schema.get("anyOf", ())]
    known = next((one for one in parts if "minimum" in one), {})
    return known.get("minimum"), known.get("maximum")

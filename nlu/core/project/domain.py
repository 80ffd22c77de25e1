"""Reads what the dialogue knows: intents, entities, slots, forms, actions, responses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nlu.core.project.faults import Place
from nlu.core.project.reader import Notes, line_of, plain
from nlu.core.project.yaml import Table, Text

SECTIONS = (
    *("intents", "entities", "slots", "forms", "actions", "responses", "e2e_actions"),
    *("session_config", "config"),
)


@dataclass(frozen=True)
class Named:
    """Something the domain names, with what stands beside the name."""

    name: str
    place: Place
    about: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Slot:
    """A slot: its type (text, bool, categorical, float, list, any or a class), and its mappings."""

    name: str
    place: Place
    type: str
    mappings: tuple[dict[str, Any], ...] | None  # None where none were written (Rasa 2)
    influences: bool
    about: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Form:
    """A form, and the slots it fills in order."""

    name: str
    place: Place
    required_slots: tuple[str, ...]
    ignored_intents: tuple[str, ...] = ()


@dataclass
class Domain:
    """All parts of the domain; `twice` holds what stands in two places."""

    intents: dict[str, Named] = field(default_factory=dict)
    entities: dict[str, Named] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    actions: dict[str, Named] = field(default_factory=dict)
    e2e_actions: dict[str, Named] = field(default_factory=dict)
    responses: dict[str, Named] = field(default_factory=dict)  # about["variations"]: list of dicts
    settings: dict[str, Any] = field(default_factory=dict)
    twice: list[tuple[str, str, Place, Place]] = field(default_factory=list)  # section, name, 1, 2

    def add(self, section: str, thing: Any) -> None:
        """Take a thing in; the first of a name stays."""
        known = getattr(self, section)
        if thing.name in known:
            self.twice.append((section, thing.name, known[thing.name].place, thing.place))
        else:
            known[thing.name] = thing


def is_domain(top: Table) -> bool:
    """Tell whether a file is a part of the domain (a file of responses alone is one)."""
    return any(key in top for key in SECTIONS)


def read_domain(top: Table, notes: Notes, domain: Domain) -> None:
    """Add what a file of the domain says."""
    for section in ("intents", "entities", "actions", "e2e_actions"):
        for entry in notes.rows(top.get(section), f"{section!r}"):
            named = _read_named(entry, notes)
            if named is not None:
                domain.add(section, named)
    for name, about in notes.table(top.get("slots"), "'slots'").items():
        domain.add("slots", _read_slot(name, about, notes))
    for name, about in notes.table(top.get("forms"), "'forms'").items():
        domain.add("forms", _read_form(name, about, notes))
    for name, variations in notes.table(top.get("responses"), "'responses'").items():
        place = Place(notes.path, line_of(name))
        rows = [row for row in notes.rows(variations, f"{name}") if isinstance(row, Table)]
        lines = [row.line for row in rows]
        about = {"variations": [plain(row) for row in rows], "lines": lines}
        domain.add("responses", Named(str(name), place, about))
        if not rows:
            notes.add(name, f"{name} has no variation; write at least one `- text:`.")
    for section in ("session_config", "config"):
        domain.settings |= {section: plain(top[section])} if section in top else {}


def _read_named(entry: Any, notes: Notes) -> Named | None:
    if isinstance(entry, Text) and entry:
        return Named(str(entry), Place(notes.path, entry.line))
    if isinstance(entry, Table) and len(entry) == 1:
        name, about = next(iter(entry.items()))
        more = plain(about) if isinstance(about, Table) else {}
        return Named(str(name), Place(notes.path, line_of(name)), more)
    notes.add(entry, "An entry is a name, or a name with settings under it.")
    return None


def _read_slot(name: str, about: Any, notes: Notes) -> Slot:
    more = plain(notes.table(about, f"The slot {name}")) if about is not None else {}
    mappings = more.get("mappings")
    if mappings is not None and not (
        isinstance(mappings, list) and all(isinstance(one, dict) for one in mappings)
    ):
        notes.add(name, f"The mappings of the slot {name} must be a list of `- type: …`.")
        mappings = []
    if not more.get("type"):
        notes.add(name, f"The slot {name} has no type (text, bool, categorical, float, list, any).")
    return Slot(
        name=str(name),
        place=Place(notes.path, line_of(name)),
        type=str(more.get("type") or "any"),
        mappings=None if mappings is None else tuple(mappings),
        influences=more.get("influence_conversation", True) is not False
        and more.get("type") != "any",
        about=more,
    )


def _read_form(name: str, about: Any, notes: Notes) -> Form:
    more = plain(notes.table(about, f"The form {name}"))
    slots = more.get("required_slots", [])
    if isinstance(slots, dict):  # Rasa 2: slots with their mappings
        slots = list(slots)
    elif not isinstance(slots, list):
        notes.add(name, f"The required_slots of {name} must be a list of slots.")
        slots = []
    ignored = more.get("ignored_intents") or []
    return Form(
        name=str(name),
        place=Place(notes.path, line_of(name)),
        required_slots=tuple(map(str, slots)),
        ignored_intents=tuple(map(str, ignored if isinstance(ignored, list) else [ignored])),
    )

"""Slots and forms: what the bot remembers, and what it asks for in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from console.studio.editing.domain import find_files, table_add, table_find, table_remove, table_set
from console.studio.editing.files import Edition
from console.studio.editing.mentions import Mention
from console.studio.editing.naming import check_name, list_uses, open_readable
from console.studio.editing.reading import know
from console.studio.editing.refusing import Gone, StillUsed
from kernel.errors import Invalid
from nlu.core.project.files import Changes, Files

TYPES = ("text", "bool", "categorical", "float", "list", "any")
MAPPINGS = ("from_entity", "from_text", "from_intent", "from_trigger_intent", "custom")
NEEDED = {"from_entity": "entity", "from_intent": "value", "from_trigger_intent": "value"}


class BadSlot(Invalid):
    """A slot that Rasa would refuse; `what` names the field."""

    code = "studio_bad_slot"

    def __init__(self, what: str) -> None:
        super().__init__(f"The slot needs another {what}.", what=what)
        self.what = what


def check_slot(about: Mapping[str, Any]) -> None:
    """Raise `BadSlot` for what Rasa would refuse of a slot."""
    kind = about.get("type")
    if kind not in TYPES:
        raise BadSlot("type")
    if kind == "categorical" and not about.get("values"):
        raise BadSlot("values")
    if kind == "any" and about.get("influence_conversation") is not False:
        raise BadSlot("influence_conversation")
    low, high = about.get("min_value", 0.0), about.get("max_value", 1.0)
    if kind == "float" and not low < high:
        raise BadSlot("max_value")
    for mapping in about.get("mappings") or ():
        needed = NEEDED.get(str(mapping.get("type")))
        if mapping.get("type") not in MAPPINGS or (needed and needed not in mapping):
            raise BadSlot("mappings")


def add_slot(files: Files, *, name: str, about: Mapping[str, Any]) -> Changes:
    """Return the changes that add a slot; raise `BadName`, `NameTaken`, `BadSlot`."""
    edition, name = Edition(files), check_name("slot", name)
    check_slot(about)
    table_add(edition, "slots", name, dict(about))
    return edition.changes


def set_slot(files: Files, *, name: str, about: Mapping[str, Any]) -> Changes:
    """Return the changes by which a slot is of another kind; raise `Gone`, `BadSlot`."""
    edition = Edition(files)
    check_slot(about)
    table_set(edition, "slots", name, dict(about))
    return edition.changes


def delete_slot(files: Files, *, name: str) -> Changes:
    """Return the changes by which a slot is gone; raise `StillUsed`, `Gone`."""
    return _delete(files, "slots", name, list_slot_obstacles(Edition(files), name))


def list_slot_obstacles(edition: Edition, name: str) -> list[Mention]:
    """Return what uses a slot beside its own declaration and texts that may get it otherwise."""
    uses = list_uses(edition, "slot", name)
    return [one for one in uses if not one.is_definition and one.about != name]


def add_form(files: Files, *, name: str, slots: Sequence[str]) -> Changes:
    """Return the changes that add a form; raise `BadName`, `NameTaken`, `Gone` for a slot."""
    edition, name = Edition(files), check_name("form", name)
    _check_slots(edition, slots)
    table_add(edition, "forms", name, {"required_slots": list(slots)})
    return edition.changes


def set_form(
    files: Files, *, name: str, slots: Sequence[str], ignored: Sequence[str] = ()
) -> Changes:
    """Return the changes by which a form asks for these slots in this order.

    While it runs the `ignored` intents fill no slot. Raises `Gone`, also for a slot.
    """
    edition = Edition(files)
    path = table_find(edition, "forms", name)
    before = edition.read(path, ("forms", name))
    about = dict(before) if isinstance(before, dict) else {}
    old = about.get("required_slots")
    known = list(old) if isinstance(old, list | dict) else []
    _check_slots(edition, [one for one in slots if one not in known])
    if isinstance(old, dict):  # as Rasa 2 wrote it: slots with their mappings
        about["required_slots"] = {one: old.get(one) for one in slots}
    else:
        about["required_slots"] = list(slots)
    about.pop("ignored_intents", None)
    if ignored:
        about["ignored_intents"] = list(ignored)
    edition.rewrite(path, ("forms", name), about)
    return edition.changes


def delete_form(files: Files, *, name: str) -> Changes:
    """Return the changes by which a form is gone; raise `StillUsed`, `Gone`."""
    return _delete(files, "forms", name, list_form_obstacles(Edition(files), name))


def list_form_obstacles(edition: Edition, name: str) -> list[Mention]:
    """Return what uses a form."""
    uses = list_uses(edition, "form", name)
    return [one for one in uses if not one.is_definition]


def set_session(files: Files, *, minutes: float, carries_over: bool) -> Changes:
    """Return the changes by which a session lasts so long and passes its slots on, or not."""
    edition = Edition(files)
    found = find_files(edition, "session_config")
    kept = edition.read(found[0], ("session_config",)) if found else {}
    about = dict(kept) if isinstance(kept, dict) else {}
    about["session_expiration_time"] = int(minutes) if minutes == int(minutes) else minutes
    about["carry_over_slots_to_new_session"] = carries_over
    edition.rewrite(found[0] if found else "domain.yml", ("session_config",), about)
    return edition.changes


def _delete(files: Files, section: str, name: str, used: Sequence[Mention]) -> Changes:
    edition = open_readable(files)
    if used:
        raise StillUsed(name, [f"{one.path}:{one.line}" for one in used])
    table_remove(edition, section, name)
    return edition.changes


def _check_slots(edition: Edition, slots: Sequence[str]) -> None:
    known = know(edition.files).project.domain.slots
    for one in slots:
        if one not in known:
            raise Gone(one)

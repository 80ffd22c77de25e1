"""A slot as a form: its fields read into what the domain says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.studio.editing.slots import BadSlot
from crm_backend.text import plain

MOST_MAPPINGS = 12
OURS = ("type", "values", "min_value", "max_value", "initial_value", "influence_conversation")
OF_MAPPING = ("type", "entity", "role", "group", "intent", "not_intent", "value", "conditions")


def read_slot(form: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form says of a slot; what it has no field for stays as it was.

    Raises `BadSlot` for a number that is none.
    """
    kind = text_of(form, "type")
    about: dict[str, Any] = {"type": kind}
    if kind == "categorical":
        about["values"] = split(text_of(form, "values"))
    if kind == "float":
        for name in ("min_value", "max_value"):
            if text_of(form, name):
                about[name] = _number(text_of(form, name), name)
    if first := text_of(form, "initial_value"):
        about["initial_value"] = _initial(first, kind)
    influences = kind != "any" and text_of(form, "influences") == "1"
    if not influences or "influence_conversation" in old:
        about["influence_conversation"] = influences
    kept = {key: one for key, one in old.items() if key not in (*OURS, "mappings")}
    mappings = _read_mappings(form, old.get("mappings"))
    return about | kept | ({"mappings": mappings} if mappings else {})


def split(text: str) -> list[str]:
    """Return what is separated by commas or lines."""
    parts = text.replace("，", ",").replace("、", ",").replace("\n", ",").split(",")
    return list(dict.fromkeys(one.strip() for one in parts if one.strip()))


def text_of(form: Mapping[str, Any], name: str) -> str:
    """Return a field without space around it."""
    return plain(str(form.get(name, ""))).strip()


def _read_mappings(form: Mapping[str, Any], old: Any) -> list[dict[str, Any]]:
    before = old if isinstance(old, list) else []
    found = []
    for place in range(MOST_MAPPINGS):
        kind = text_of(form, f"mapping_{place}")
        if not kind:
            continue
        was = before[place] if place < len(before) and isinstance(before[place], dict) else {}
        made: dict[str, Any] = {"type": kind}
        for name in ("entity", "value"):
            if given := text_of(form, f"{name}_{place}"):
                made[name] = _same(given, was.get(name))
        for name in ("intent", "not_intent"):
            if names := split(text_of(form, f"{name}_{place}")):
                made[name] = names[0] if len(names) == 1 and was.get(name) != names else names
        for name in ("role", "group"):
            if name in was and was.get("entity") == made.get("entity"):
                made[name] = was[name]
        if loop := text_of(form, f"loop_{place}"):
            made["conditions"] = _conditions(was.get("conditions"), loop)
        rest = {key: one for key, one in was.items() if key not in OF_MAPPING}
        found.append(made | (rest if was.get("type") == kind else {}))
    return found


def _conditions(old: Any, loop: str) -> list[dict[str, Any]]:
    rows = [one for one in old if isinstance(one, dict)] if isinstance(old, list) else []
    if rows and rows[0].get("active_loop") == loop:
        return rows
    return [{"active_loop": loop}]


def _same(typed: str, old: Any) -> Any:
    """Return a value as it was where it reads the same: true stays a truth, 3 a number."""
    spelled = str(old).lower() if isinstance(old, bool) else str(old)
    if old is not None and typed == spelled:
        return old
    return {"true": True, "false": False}.get(typed.lower(), typed)


def _initial(text: str, kind: str) -> Any:
    if kind == "bool":
        return text.lower() in ("true", "yes", "1")
    if kind == "float":
        return _number(text, "initial_value")
    return split(text) if kind == "list" else text


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise BadSlot(name) from error

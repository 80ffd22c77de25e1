"""What of a `config.yml` can be trained here. Code that comes with a project is never loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlu.core.foreign.components import (
    IMPORTERS,
    NOT_INSTALLED,
    OURS,
    RECIPE,
    REPLACED,
    RUNS,
    Part,
    bare_name,
)
from nlu.core.foreign.findings import Finding, find
from nlu.core.project.faults import Place, ProjectUnreadable
from nlu.core.project.reader import is_null, line_of
from nlu.core.project.yaml import Rows, Table, Text, read_yaml

PARTS: tuple[Part, ...] = ("pipeline", "policies")
OUTSIDE = re.compile(r"/|~|\.\.(/|$)|[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def survey_config(path: str, text: str) -> list[Finding]:
    """Return what of a configuration cannot be used here, each with its line."""
    try:
        top = read_yaml(text, path)
    except ProjectUnreadable:
        return []  # it is among the faults of the project
    return list(_survey(path, top)) if isinstance(top, Table) else []


def _survey(path: str, top: Table) -> Iterator[Finding]:
    recipe = top.get("recipe")
    if not is_null(recipe) and str(recipe) != RECIPE:
        yield find("stops", "recipe", Place(path, line_of(recipe)), name=recipe)
    for part in PARTS:
        listed = top.get(part)
        if is_null(listed):
            place = Place(path, line_of(listed) or 1)
            yield find("warns", "no_parts", place, part=part)
        elif not isinstance(listed, Rows):
            yield find("stops", "parts_named", Place(path, line_of(listed)), part=part)
        else:
            for entry in listed:
                yield from _survey_part(path, part, entry)
    for entry in _rows(top.get("importers")):
        name, line = _name_of(entry)
        if bare_name(name) not in IMPORTERS:
            yield find("stops", "importer", Place(path, line), name=name)


def _survey_part(path: str, part: Part, entry: Any) -> Iterator[Finding]:
    name, line = _name_of(entry)
    place, bare = Place(path, line), bare_name(name)
    if not name:
        yield find("stops", "part_nameless", place, part=part)
    elif name in OURS or bare in RUNS[part]:
        yield from _survey_options(path, entry)
    elif bare in NOT_INSTALLED:
        yield find("stops", "not_installed", place, name=bare, needs=NOT_INSTALLED[bare])
    elif bare in REPLACED:
        yield find("stops", "replaced", place, name=bare, by=REPLACED[bare])
    elif "." in bare:
        yield find("stops", "code", place, name=name)
    else:
        yield find("stops", "unknown_part", place, name=name, part=part)


def _survey_options(path: str, entry: Any) -> Iterator[Finding]:
    """Refuse options that name a file outside of the project, or an address."""
    for key, value in entry.items() if isinstance(entry, Table) else ():
        if isinstance(value, Text) and key != "name" and OUTSIDE.match(value):
            yield find("stops", "option_outside", Place(path, line_of(value)), name=key)


def _rows(node: Any) -> list[Any]:
    return list(node) if isinstance(node, Rows) else []


def _name_of(entry: Any) -> tuple[str, int]:
    if isinstance(entry, Table):
        name = entry.get("name")
        return (str(name) if isinstance(name, Text) else ""), line_of(name) or entry.line
    return (str(entry) if isinstance(entry, Text) else ""), line_of(entry)

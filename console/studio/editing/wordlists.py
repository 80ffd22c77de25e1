"""Synonyms, lookup tables and regexes: added, changed, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from console.studio.editing.examples import tidy
from console.studio.editing.files import Edition
from console.studio.editing.lines import Entry, list_entries, new_entry, set_lines
from console.studio.editing.naming import check_name
from console.studio.editing.personal import refuse_personal
from console.studio.editing.refusing import BadName, Gone
from nlu.core.project.files import Changes, Files

Kind = Literal["synonym", "lookup", "regex"]
DEFAULT = {
    "synonym": "data/nlu/synonyms.yml",
    "lookup": "data/nlu/lookups.yml",
    "regex": "data/nlu/regexes.yml",
}


def set_wordlist(
    files: Files, *, kind: Kind, name: str, words: Sequence[str], path: str | None = None
) -> Changes:
    """Return the changes by which a list has exactly these words; it is added if it is new.

    Lines that stay keep their place. A list without words is deleted. Raises `BadName`,
    `PersonalData`.
    """
    edition, name = Edition(files), _check(kind, name)
    wanted = [one for one in dict.fromkeys(map(tidy, words)) if one]
    entries = _find(edition, kind, name)
    known = {raw for one in entries for raw, _ in one.lines}
    fresh = [one for one in wanted if one not in known]
    for one in fresh:
        if kind != "regex":
            refuse_personal(one)
    for place, entry in reversed(list(enumerate(entries))):
        gone = {line: None for raw, line in entry.lines if raw not in wanted}
        added = fresh if place == 0 else []
        if gone or added:
            set_lines(edition, entry, changed=gone, added=added)
    if not entries and fresh:
        new_entry(edition, path or _choose_file(edition, kind), kind, name, fresh)
    return edition.changes


def delete_wordlist(files: Files, *, kind: Kind, name: str) -> Changes:
    """Return the changes by which a list is gone; raise `Gone`."""
    edition = Edition(files)
    if not _find(edition, kind, name):
        raise Gone(name)
    return set_wordlist(files, kind=kind, name=name, words=[])


def _check(kind: Kind, name: str) -> str:
    if kind != "synonym":
        return check_name("entity", name)
    if not (tidied := tidy(name)) or len(tidied) > 200:
        raise BadName(name)
    return tidied


def _find(edition: Edition, kind: Kind, name: str) -> list[Entry]:
    return [one for one in list_entries(edition) if (one.kind, one.name) == (kind, name)]


def _choose_file(edition: Edition, kind: Kind) -> str:
    return next((one.path for one in list_entries(edition) if one.kind == kind), DEFAULT[kind])

"""Names: what may be one, where one is used, and giving a thing another everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal

from console.studio.editing.files import Edition
from console.studio.editing.lines import list_entries, set_lines
from console.studio.editing.mentions import Kind as MentionKind
from console.studio.editing.mentions import Mention, list_mentions
from console.studio.editing.nodes import parse
from console.studio.editing.refusing import BadName, CannotEdit, Gone, NameTaken
from console.studio.editing.rewriting import replace_leaves
from nlu.core.project.examples import MARK
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.files import Changes, Files

Kind = Literal["intent", "entity", "slot", "form", "response"]
REACH: dict[Kind, tuple[MentionKind, ...]] = {
    "intent": ("intent",),
    "entity": ("entity",),
    "slot": ("slot",),
    "form": ("form", "action"),
    "response": ("action",),
}
PART = r"[^\W\d][\w\-]*"
PATTERNS: dict[Kind, re.Pattern[str]] = {
    "intent": re.compile(rf"{PART}(?:/[\w\-]+)?"),
    "entity": re.compile(PART),
    "slot": re.compile(PART),
    "form": re.compile(PART),
    "response": re.compile(r"utter_[\w\-]+(?:/[\w\-]+)?"),
}
MAX_NAME = 80
# What Rasa itself means by them.
RESERVED = {"restart", "back", "session_start", "nlu_fallback", "null", "true", "false"}
RESERVED |= {"requested_slot", "session_started_metadata", "EXTERNAL", "or"}
ENTITY_KEY = re.compile(r'("entity"\s*:\s*)("(?:[^"\\]|\\.)*")')


def check_name(kind: Kind, name: str) -> str:
    """Return a name without space around it; raise `BadName`."""
    name = name.strip()
    is_good = PATTERNS[kind].fullmatch(name) and len(name) <= MAX_NAME
    if not is_good or name in RESERVED:
        raise BadName(name)
    return name


def list_uses(edition: Edition, kind: Kind, name: str) -> Iterator[Mention]:
    """Go through the places that name a thing, its own definition included."""
    reach = REACH[kind]
    for one in list_mentions(edition):
        if one.name == name and one.kind in reach:
            yield one


def is_known(edition: Edition, kind: Kind, name: str) -> bool:
    """Tell whether there is a thing of that name."""
    return any(one.is_definition or one.what == "nlu" for one in list_uses(edition, kind, name))


def rename(files: Files, *, kind: Kind, old: str, new: str) -> Changes:
    """Return the changes by which a thing is called otherwise wherever it is named.

    Raises `BadName`, `NameTaken`, `Gone`, `CannotEdit`.
    """
    edition, new = open_readable(files), check_name(kind, new)
    if not any(True for _ in list_uses(edition, kind, old)):
        raise Gone(old)
    if is_known(edition, kind, new):
        raise NameTaken(new)
    replace_name(edition, kind, old, new)
    for asks, asked in list_followers(edition, kind, old, new):
        replace_name(edition, "response", asks, asked)
    return edition.changes


def open_readable(files: Files) -> Edition:
    """Return an edition of files that can all be read: what is done everywhere must find all.

    Raises `CannotEdit` with the file that cannot.
    """
    for path, text in files.items():
        if not is_readable(path, text):
            raise CannotEdit(path)
    return Edition(files)


@lru_cache(maxsize=512)
def is_readable(path: str, text: str) -> bool:
    """Tell whether a file is YAML."""
    try:
        parse(text, path)
    except ProjectUnreadable:
        return False
    return True


def list_followers(edition: Edition, kind: Kind, old: str, new: str) -> list[tuple[str, str]]:
    """Return the responses whose names follow from a name, and what they are to be called.

    The questions for a slot, and the answers of a retrieval intent (`utter_faq/hours`).
    """
    if kind == "slot":
        return list_questions(edition, old, new)
    names = {one.name for one in list_mentions(edition) if one.kind == "action"}
    is_retrieval = "/" in old or any(one.startswith(f"utter_{old}/") for one in names)
    if kind == "intent" and is_retrieval and f"utter_{old}" in names:
        return [(f"utter_{old}", f"utter_{new}")]
    return []


def list_questions(edition: Edition, old: str, new: str) -> list[tuple[str, str]]:
    """Return the responses by which forms ask for a slot, and what they are to be called."""
    names = {one.name for one in list_mentions(edition) if one.kind == "action"}
    forms = {one.name for one in list_mentions(edition) if one.kind == "form"}
    asks = ["utter_ask_", "action_ask_", *(f"utter_ask_{form}_" for form in sorted(forms))]
    return [(ask + old, ask + new) for ask in asks if ask + old in names]


def replace_name(edition: Edition, kind: Kind, old: str, new: str) -> None:
    """Put a name in the place of another, in every file."""
    by_file: dict[str, list[Mention]] = {}
    for one in list_uses(edition, kind, old):
        by_file.setdefault(one.path, []).append(one)
    for path, mentions in by_file.items():
        leaves: dict[int, Any] = {}
        for one in sorted(mentions, key=lambda one: -one.start):
            leaf, text = leaves.get(one.leaf.start, (one.leaf, one.leaf.value))
            leaves[leaf.start] = (leaf, text[: one.start] + new + text[one.end :])
        edition.set(path, replace_leaves(edition.files[path], list(leaves.values()), path))
    if kind == "entity":
        replace_marks(edition, lambda raw: rename_in_marks(raw, old, new))


def replace_marks(edition: Edition, change: Any) -> None:
    """Change the examples of intents, each by a function of what is written."""
    for entry in list_entries(edition):
        if entry.kind == "intent":
            changed = {line: change(raw) for raw, line in entry.lines if change(raw) != raw}
            if changed:
                set_lines(edition, entry, changed=changed)


def rename_in_marks(raw: str, old: str, new: str) -> str:
    """Return an example in which the marks of an entity bear another name."""

    def put(mark: re.Match[str]) -> str:
        whole, entity = mark[0], mark["entity"]
        if entity is not None:
            if entity.strip() != old:
                return whole
            start = mark.start("entity") - mark.start()
            return whole[:start] + entity.replace(old, new) + whole[start + len(entity) :]
        tail = whole[len(mark["words"]) + 2 :]
        quoted = f'"{old}"'
        tail = ENTITY_KEY.sub(lambda key: key[1] + f'"{new}"' if key[2] == quoted else key[0], tail)
        return whole[: len(mark["words"]) + 2] + tail

    return MARK.sub(put, raw)

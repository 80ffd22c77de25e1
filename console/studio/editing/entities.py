"""Entities: added, renamed, deleted, marked in examples."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from console.studio.editing.domain import (
    choose_file,
    find_files,
    list_add,
    list_remove,
    name_of,
    rows_of,
)
from console.studio.editing.files import Edition
from console.studio.editing.mentions import Mention
from console.studio.editing.naming import (
    check_name,
    is_known,
    list_uses,
    open_readable,
    replace_marks,
)
from console.studio.editing.refusing import Gone, NameTaken, StillUsed
from kernel.errors import Invalid
from nlu.core.project.examples import MARK, Span, read_marks
from nlu.core.project.files import Changes, Files


class BadMark(Invalid):
    """What should be marked is not there, is marked already, or cannot be."""

    code = "studio_bad_mark"

    def __init__(self) -> None:
        super().__init__("Select words of the example that are not marked yet.")


def add_entity(files: Files, *, name: str, about: Mapping[str, Any] | None = None) -> Changes:
    """Return the changes that add an entity; `about` holds roles, groups, influence_conversation.

    Raises `BadName`, `NameTaken`.
    """
    edition, name = Edition(files), check_name("entity", name)
    if is_known(edition, "entity", name):
        raise NameTaken(name)
    list_add(edition, "entities", name, dict(about or {}))
    return edition.changes


def set_entity(files: Files, *, name: str, about: Mapping[str, Any]) -> Changes:
    """Return the changes by which an entity has other roles, groups or influence."""
    edition = Edition(files)
    for path in find_files(edition, "entities"):
        rows = rows_of(edition, path, "entities")
        for place, row in enumerate(rows):
            if name_of(row) == name:
                entry = {name: dict(about)} if about else name
                edition.rewrite(path, ("entities", place), entry)
                return edition.changes
    rows = rows_of(edition, path := choose_file(edition, "entities"), "entities")
    edition.rewrite(path, ("entities",), [*rows, {name: dict(about)} if about else name])
    return edition.changes


def delete_entity(files: Files, *, name: str) -> Changes:
    """Return the changes by which an entity is gone; in examples its words stay, unmarked.

    Raises `StillUsed` where stories, slots or buttons name it, `Gone`.
    """
    edition = open_readable(files)
    if used := list_obstacles(edition, name):
        raise StillUsed(name, [f"{one.path}:{one.line}" for one in used])
    before = edition.files
    list_remove(edition, "entities", name)
    replace_marks(edition, lambda raw: unmark_all(raw, name))
    if edition.files == before:
        raise Gone(name)
    return edition.changes


def list_obstacles(edition: Edition, name: str) -> list[Mention]:
    """Return what uses an entity beside its marks and its declaration."""
    return [one for one in list_uses(edition, "entity", name) if not one.is_definition]


def mark(
    raw: str,
    *,
    start: int,
    end: int,
    entity: str,
    value: str = "",
    role: str = "",
    group: str = "",
) -> str:
    """Return an example in which characters `start` to `end` of its bare text are an entity.

    Raises `BadMark` where they are empty, out of the text or overlap another mark.
    """
    text, spans = read_marks(raw)
    check_name("entity", entity)
    words = text[start:end] if 0 <= start < end <= len(text) else ""
    start += len(words) - len(words.lstrip())
    words = words.strip()
    end = start + len(words)
    overlaps = any(one.start < end and start < one.end for one in spans)
    if not words or overlaps or set(words) & set("[]") or set(value) & set("()[]{}"):
        raise BadMark
    places = _raw_places(raw)
    made = _write_mark(words, Span(entity, start, end, value or words, role or None, group or None))
    changed = raw[: places[start]] + made + raw[places[end - 1] + 1 :]
    wanted = sorted(
        [*spans, Span(entity, start, end, value or words, role or None, group or None)],
        key=lambda one: one.start,
    )
    if read_marks(changed) != (text, tuple(wanted)):
        raise BadMark
    return changed


def unmark(raw: str, *, start: int) -> str:
    """Return an example without the mark whose words begin at a character of its bare text.

    Raises `BadMark` where there is none.
    """
    length = at = 0
    for found in MARK.finditer(raw):
        length += found.start() - at
        if length == start:
            return raw[: found.start()] + found["words"] + raw[found.end() :]
        length += len(found["words"])
        at = found.end()
    raise BadMark


def unmark_all(raw: str, entity: str) -> str:
    """Return an example in which nothing is marked as an entity; other marks stay."""

    def strip(found: re.Match[str]) -> str:
        _, spans = read_marks(found[0])
        kept = [one for one in spans if one.entity != entity]
        if len(kept) == len(spans):
            return found[0]
        words = found["words"]
        return (
            words
            if not kept
            else f"[{words}]" + json.dumps([_about(one, words) for one in kept], ensure_ascii=False)
        )

    return MARK.sub(strip, raw)


def _write_mark(words: str, span: Span) -> str:
    if span.role is None and span.group is None and not set(span.value) & set(':"'):
        value = f":{span.value}" if span.value != words else ""
        return f"[{words}]({span.entity}{value})"
    return f"[{words}]" + json.dumps(_about(span, words), ensure_ascii=False)


def _about(span: Span, words: str) -> dict[str, str]:
    found = {"entity": span.entity, "role": span.role, "group": span.group}
    found["value"] = span.value if span.value != words else None
    return {key: value for key, value in found.items() if value is not None}


def _raw_places(raw: str) -> list[int]:
    """Return for each character of the bare text where it stands in what was typed."""
    places: list[int] = []
    at = 0
    for found in MARK.finditer(raw):
        places += range(at, found.start())
        places += range(found.start("words"), found.end("words"))
        at = found.end()
    return [*places, *range(at, len(raw))]

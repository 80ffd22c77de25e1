"""The lists of lines under `nlu`: of intents, synonyms, lookup tables and regexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from console.studio.editing.emitting import Block
from console.studio.editing.files import Edition
from console.studio.editing.refusing import CannotEdit
from nlu.core.project.examples import list_lines
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.reader import Notes, is_null, plain
from nlu.core.project.yaml import Rows, Table, Text, read_yaml

Kind = Literal["intent", "synonym", "lookup", "regex"]
KINDS: tuple[Kind, ...] = ("intent", "synonym", "lookup", "regex")
PREFIX = re.compile(r"(\s*[-*+]\s?)(.*?)(\s*)")


@dataclass(frozen=True)
class Entry:
    """An entry under `nlu`: its place there, and its lines with their numbers in the file."""

    path: str
    place: int
    kind: Kind
    name: str
    lines: tuple[tuple[str, int], ...]
    is_block: bool


def list_entries(edition: Edition, path: str | None = None) -> Iterator[Entry]:
    """Go through the entries of all files, or of one; a file that cannot be read has none."""
    paths = sorted(edition.files) if path is None else [path]
    for one in paths:
        if one in edition.files and not one.startswith("tests/"):
            yield from read_entries(one, edition.files[one])


@lru_cache(maxsize=512)
def read_entries(path: str, text: str) -> tuple[Entry, ...]:
    """Return the entries of a file."""
    try:
        top = read_yaml(text, path)
    except ProjectUnreadable:
        return ()
    rows = top.get("nlu") if isinstance(top, Table) else None
    if not isinstance(rows, Rows):
        return ()
    found = [_read_entry(path, place, row) for place, row in enumerate(rows)]
    return tuple(one for one in found if one is not None)


def _read_entry(path: str, place: int, row: Any) -> Entry | None:
    if not isinstance(row, Table):
        return None
    kind = next((one for one in KINDS if one in row), None)
    if kind is None or not isinstance(row[kind], Text):
        return None
    node = row.get("examples")
    is_block = isinstance(node, Text) and "\n" in node and not node.is_plain
    lines = tuple(list_lines(node, Notes(path)))
    return Entry(path, place, kind, str(row[kind]).strip(), lines, is_block)


def set_lines(
    edition: Edition,
    entry: Entry,
    *,
    changed: Mapping[int, str | None] | None = None,
    added: Sequence[str] = (),
) -> None:
    """Change lines by their numbers (None takes one out) and add others at the end.

    An entry without lines goes, and a file without entries. Raises `CannotEdit`.
    """
    changes = dict(changed or {})
    wanted = [changes.get(line, raw) for raw, line in entry.lines]
    left = [one for one in (*wanted, *added) if one is not None]
    if not left:
        edition.remove_part(entry.path, ("nlu", entry.place))
        return
    text = _set_block(edition.files[entry.path], entry, changes, added) if entry.is_block else None
    if text is not None and _says(entry, text, left):
        edition.set(entry.path, text)
        return
    _set_rows(edition, entry, changes, added)
    if not _says(entry, edition.files[entry.path], left):
        raise CannotEdit(entry.path)


def _says(entry: Entry, text: str, wanted: Sequence[str]) -> bool:
    found = [one for one in read_entries(entry.path, text) if one.place == entry.place]
    return bool(found) and [raw for raw, _ in found[0].lines] == list(wanted)


def _set_block(
    text: str, entry: Entry, changes: Mapping[int, str | None], added: Sequence[str]
) -> str | None:
    """Change a block of dashes line by line; None where the lines are not what was read."""
    lines = text.split("\n")
    prefix, last = "", 0
    for raw, line in entry.lines:
        found = PREFIX.fullmatch(lines[line - 1]) if line <= len(lines) else None
        if found is None or found[2] != raw:
            return None
        prefix, last = found[1], line
        new = changes.get(line, raw)
        if new is not None:
            lines[line - 1] = found[1] + new + found[3]
    if not last:
        return None
    end = "\r" if lines[last - 1].endswith("\r") else ""
    if not prefix.endswith(" "):
        prefix += " "
    lines[last:last] = [prefix + one + end for one in added]
    gone = {line for line, new in changes.items() if new is None}
    return "\n".join(one for number, one in enumerate(lines, 1) if number not in gone)


def _set_rows(
    edition: Edition, entry: Entry, changes: Mapping[int, str | None], added: Sequence[str]
) -> None:
    """Change a list of texts, each perhaps with more beside it, or write the block anew."""
    where = ("nlu", entry.place, "examples")
    top: Any = read_yaml(edition.files[entry.path], entry.path)
    node = top["nlu"][entry.place].get("examples")
    if not isinstance(node, Rows):
        kept = [changes.get(line, raw) for raw, line in entry.lines]
        lines = [one for one in (*kept, *added) if one is not None]
        edition.rewrite(entry.path, where, Block("".join(f"- {one}\n" for one in lines)))
        return
    rows: list[Any] = []
    for row in node:
        text = row.get("text") if isinstance(row, Table) else row
        line = text.line if isinstance(text, Text) else 0
        new = changes.get(line, "")
        if line not in changes or is_null(text):
            rows.append(plain(row))
        elif new is not None:
            rows.append(plain(row) | {"text": new} if isinstance(row, Table) else new)
    are_tables = all(isinstance(row, Table) for row in node)
    rows += [{"text": one} if are_tables else one for one in added]
    edition.rewrite(entry.path, where, rows)


def new_entry(edition: Edition, path: str, kind: Kind, name: str, lines: Sequence[str]) -> None:
    """Add an entry at the end of a file, which begins with it if it is not there."""
    rows = edition.read(path, ("nlu",))
    block = Block("".join(f"- {one}\n" for one in lines))
    entry = {kind: name, "examples": block}
    edition.rewrite(path, ("nlu",), [*(rows if isinstance(rows, list) else []), entry])
    made = list(list_entries(edition, path))[-1]
    if [raw for raw, _ in made.lines] != list(lines) or made.name != name:
        raise CannotEdit(path)

"""Reads examples of intents with the entities marked in them, synonyms, lookups and regexes.

A mark is `[words](entity)`, `[words](entity:value)`, `[words]{"entity": …, "role": …}` or
`[words][{…}, {…}]`, as in Rasa's documentation of the training data format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from nlu.core.project.faults import Place
from nlu.core.project.reader import Notes, line_of
from nlu.core.project.yaml import Rows, Table, Text

# As Rasa reads marks; the lengths are bounded, or a long row of brackets takes their square.
MARK = re.compile(
    r"\[(?P<words>[^\]]{1,300}?)\](?:\((?P<entity>[^:)]{1,200}?)(?::(?P<value>[^)]{1,300}))?\)"
    r"|(?P<single>\{[^}]{1,800}?\})|\[(?P<several>.{0,1600}?)\])"
)
DASH = re.compile(r"\s*[-*+]\s?(.*)")
ListKind = Literal["synonym", "lookup", "regex"]


@dataclass(frozen=True)
class Span:
    """An entity in an example: characters `start` to `end` of the bare text."""

    entity: str
    start: int
    end: int
    value: str
    role: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Example:
    """One line people may say. `raw` is as it was typed, `text` without marks."""

    raw: str
    text: str
    intent: str
    spans: tuple[Span, ...]
    place: Place


@dataclass(frozen=True)
class WordList:
    """A synonym (`name` is what is meant), a lookup table or a regex of an entity."""

    kind: ListKind
    name: str
    words: tuple[str, ...]
    place: Place


@dataclass
class Understood:
    """All that messages are learned from."""

    examples: list[Example] = field(default_factory=list)
    lists: list[WordList] = field(default_factory=list)


def read_examples(top: Table, notes: Notes, understood: Understood) -> None:
    """Add what stands under `nlu` in a file."""
    for item in notes.rows(top.get("nlu"), "'nlu'"):
        if not isinstance(item, Table):
            notes.add(item, "An entry begins with `- intent:`, `synonym:`, `lookup:` or `regex:`.")
        elif "intent" in item:
            intent = notes.text(item["intent"], "'intent'").strip()
            for raw, line in list_lines(item.get("examples"), notes):
                place = Place(notes.path, line)
                text, spans = read_marks(raw, notes, line)
                understood.examples.append(Example(raw, text, intent, spans, place))
        else:
            _read_list(item, notes, understood)


def _read_list(item: Table, notes: Notes, understood: Understood) -> None:
    kinds: tuple[ListKind, ...] = ("synonym", "lookup", "regex")
    kind = next((one for one in kinds if one in item), None)
    if kind is None:
        notes.add(item, "An entry begins with `- intent:`, `synonym:`, `lookup:` or `regex:`.")
        return
    words = tuple(raw for raw, _ in list_lines(item.get("examples"), notes))
    name = notes.text(item[kind], f"{kind!r}").strip()
    understood.lists.append(WordList(kind, name, words, Place(notes.path, line_of(item[kind]))))


def list_lines(node: Any, notes: Notes) -> Iterator[tuple[str, int]]:
    """Yield each example with its line: a block of dashes, or a list of texts."""
    if isinstance(node, Rows):
        for entry in node:
            text = entry.get("text") if isinstance(entry, Table) else entry
            if isinstance(text, Text):
                yield from ((line.strip(), text.line) for line in [_bare(text)] if line.strip())
            else:
                notes.add(entry, "An example is a text, or `text:` with metadata.")
    elif isinstance(node, Text):
        first = node.line + 1 if "\n" in node and not node.is_plain else node.line
        for offset, line in enumerate(node.split("\n")):
            found = DASH.fullmatch(line)
            if found and found[1].strip():
                yield found[1].strip(), first + offset
            elif line.strip() and not line.lstrip().startswith("#"):
                notes.add(first + offset, "An example begins with a dash; Rasa skips this line.")
    elif node is not None:
        notes.add(node, "'examples' is a block: `examples: |`, then a line each with a dash.")


def _bare(text: Text) -> str:
    found = DASH.fullmatch(text.strip())
    return found[1] if found else str(text)


def read_marks(raw: str, notes: Notes | None = None, line: int = 0) -> tuple[str, tuple[Span, ...]]:
    """Return an example without its marks, and what they mark."""
    parts: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for mark in MARK.finditer(raw):
        parts += [raw[at : mark.start()], mark["words"]]
        length += mark.start() - at
        try:
            spans += _read_mark(mark, length)
        except (ValueError, KeyError, TypeError):
            if notes is not None:
                notes.add(line, f"The mark {mark[0]} cannot be read; write [words](entity).")
        length += len(mark["words"])
        at = mark.end()
    return "".join([*parts, raw[at:]]), tuple(spans)


def _read_mark(mark: re.Match[str], start: int) -> list[Span]:
    words, end = mark["words"], start + len(mark["words"])
    if mark["entity"] is not None:
        return [Span(mark["entity"].strip(), start, end, mark["value"] or words)]
    written = mark["single"] or f"[{mark['several']}]"
    given = json.loads(written)
    return [
        Span(
            entity=str(one["entity"]),
            start=start,
            end=end,
            value=str(one.get("value", words)),
            role=one.get("role"),
            group=one.get("group"),
        )
        for one in (given if isinstance(given, list) else [given])
    ]

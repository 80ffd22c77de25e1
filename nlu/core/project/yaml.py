"""YAML as people type it: read with the line of every part, and refused before it can do harm.

Read as Rasa does, by YAML 1.2: `yes` and `no` are words. Limits come first: a document of a few
hundred bytes may stand for millions of nodes by its aliases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    NodeEvent,
    ScalarEvent,
)

from nlu.core.project.faults import Place, ProjectUnreadable

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_ALIASES = 50
MAX_EXPANDED = 200_000  # nodes, were every alias written out
TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map", "int", "float", "bool")}
NULLS = {"", "~", "null", "Null", "NULL"}
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False}
INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Text(str):
    """A scalar. `is_plain` where it stood without quotes and not as a block."""

    line: int
    is_plain: bool

    @classmethod
    def at(cls, value: str, line: int, is_plain: bool) -> Text:
        """Return a text that knows its line."""
        text = cls(value)
        text.line, text.is_plain = line, is_plain
        return text

    @property
    def value(self) -> str | int | float | bool | None:
        """What the scalar means by YAML 1.2's core rules."""
        if not self.is_plain:
            return str(self)
        if self in NULLS:
            return None
        if self in BOOLEANS:
            return BOOLEANS[self]
        if INTEGER.fullmatch(self):
            return int(self)
        return float(self) if FLOAT.fullmatch(self) else str(self)


class Rows(list[Any]):
    """A sequence of `Text`, `Rows` and `Table`."""

    line: int


class Table(dict[str, Any]):
    """A mapping; its keys are `Text`."""

    line: int


Node = Text | Rows | Table


def read_yaml(text: str, path: str = "") -> Node | None:
    """Return what a document says, None for an empty one; raise `ProjectUnreadable`."""
    if len(text.encode()) > MAX_BYTES:
        raise ProjectUnreadable(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB; split it by topic.", Place(path)
        )
    try:
        return _Reader(path, _count(yaml.parse(text, Loader=Loader), path)).read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 0
        problem = error.problem or error.context or "cannot be read"
        raise ProjectUnreadable(f"This is no YAML: {problem}.", Place(path, line)) from error
    except yaml.YAMLError as error:
        raise ProjectUnreadable(f"This is no YAML: {error}.", Place(path)) from error


def _count(events: Iterator[Any], path: str) -> Iterator[Any]:
    """Pass events on; raise as soon as a document is deeper or larger than any of ours."""
    size = _Size()
    for event in events:
        place = Place(path, event.start_mark.line + 1)
        _refuse_tag(event, place)
        size.add(event)
        if len(size.open) > MAX_DEPTH:
            raise ProjectUnreadable(f"This is nested deeper than {MAX_DEPTH} levels.", place)
        if size.aliases > MAX_ALIASES or size.total > MAX_EXPANDED:
            raise ProjectUnreadable("Aliases (*name) make this too large; write it out.", place)
        yield event


class _Size:
    """How many nodes a document has, were every alias written out."""

    def __init__(self) -> None:
        self.total = self.aliases = 0
        self.open: list[tuple[str | None, int]] = []  # anchor, and the total before it
        self._sizes: dict[str, int] = {}

    def add(self, event: Any) -> None:
        """Count what an event begins or ends."""
        if isinstance(event, AliasEvent):
            self.aliases += 1
            self.total += self._sizes.get(str(event.anchor), 1)
        elif isinstance(event, CollectionEndEvent):
            anchor, before = self.open.pop()
            if anchor:
                self._sizes[anchor] = self.total - before
        elif isinstance(event, NodeEvent):
            if isinstance(event, CollectionStartEvent):
                self.open.append((event.anchor, self.total))
            self.total += 1


def _refuse_tag(event: Any, place: Place) -> None:
    tag = getattr(event, "tag", None)
    if tag is not None and tag not in TAGS:
        raise ProjectUnreadable(f"The tag {tag} is not taken; leave it out.", place)


class _Reader:
    """Makes nodes of events."""

    def __init__(self, path: str, events: Iterator[Any]) -> None:
        self.path, self.events = path, events
        self.anchors: dict[str, Node] = {}

    def read(self) -> Node | None:
        found: list[Node] = []
        for event in self.events:
            if isinstance(event, NodeEvent):
                found.append(self._node(event))
                if len(found) > 1:
                    place = Place(self.path, found[1].line)
                    raise ProjectUnreadable("There is a second document (---); split it.", place)
        return found[0] if found else None

    def _node(self, event: Any) -> Node:
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            if event.anchor not in self.anchors:
                raise ProjectUnreadable(
                    f"There is no anchor &{event.anchor} above this.", Place(self.path, line)
                )
            return self.anchors[event.anchor]
        node: Node
        if isinstance(event, ScalarEvent):
            node = Text.at(event.value, line, is_plain=not event.style)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Rows()
            node.line = line
            while not isinstance(inner := next(self.events), CollectionEndEvent):
                node.append(self._node(inner))
        else:
            node = self._table(line)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _table(self, line: int) -> Table:
        table = Table()
        table.line = line
        merged: list[Node] = []
        while not isinstance(event := next(self.events), CollectionEndEvent):
            key = self._node(event)
            value = self._node(next(self.events))
            if not isinstance(key, Text):
                raise ProjectUnreadable("A key must be a word.", Place(self.path, key.line))
            if key == "<<" and key.is_plain:
                merged += value if isinstance(value, Rows) else [value]
            elif key in table:
                raise ProjectUnreadable(
                    f"{key!r} stands here twice; one of the two would be lost.",
                    Place(self.path, key.line),
                )
            else:
                table[key] = value
        for other in merged:
            if isinstance(other, Table):
                table.update({name: one for name, one in other.items() if name not in table})
        return table

"""YAML with the place of every part in its text, so that a part can be replaced and no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, MappingStartEvent, ScalarEvent

from console.studio.editing.refusing import CannotEdit
from nlu.core.project.yaml import Text, read_yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Leaf:
    """A scalar: characters `start` to `end` of the text. `style` is "", "'", '"', "|" or ">"."""

    start: int
    end: int
    value: str
    style: str
    line: int
    is_shared: bool = False
    in_flow: bool = False

    @property
    def plain(self) -> Any:
        """What it means."""
        return Text.at(self.value, self.line, is_plain=not self.style).value


@dataclass
class Branch:
    """A sequence (`keys` empty) or a mapping. `is_shared` where an anchor names it."""

    start: int
    end: int
    line: int
    is_mapping: bool
    is_flow: bool
    is_shared: bool = False
    keys: list[Leaf] = field(default_factory=list)
    values: list[Node] = field(default_factory=list)

    @property
    def plain(self) -> Any:
        """What it means."""
        if self.is_mapping:
            return {str(key.value): one.plain for key, one in self.pairs()}
        return [one.plain for one in self.values]

    def pairs(self) -> Iterator[tuple[Leaf, Node]]:
        """Go through a mapping."""
        return zip(self.keys, self.values, strict=True)

    def get(self, key: str | int) -> Node | None:
        """Return what stands under a key or at a place, None for nothing."""
        if isinstance(key, int):
            inside = not self.is_mapping and 0 <= key < len(self.values)
            return self.values[key] if inside else None
        if not self.is_mapping:
            return None
        return next((one for name, one in self.pairs() if name.value == key), None)


@dataclass
class Link:
    """An alias: it stands for what is written elsewhere."""

    start: int
    end: int
    line: int
    plain: Any
    is_shared: bool = True


Node = Leaf | Branch | Link


def parse(text: str, path: str = "") -> Node | None:
    """Return what a text holds, None for an empty one; raise `ProjectUnreadable`."""
    if read_yaml(text, path) is None:
        return None
    return _Builder(text).build()


def rows(node: Node | None) -> list[Branch]:
    """Return the mappings in a list."""
    values = node.values if isinstance(node, Branch) and not node.is_mapping else []
    return [one for one in values if isinstance(one, Branch) and one.is_mapping]


def pairs(node: Node | None) -> list[tuple[Leaf, Node]]:
    """Return the entries of a mapping."""
    return list(node.pairs()) if isinstance(node, Branch) and node.is_mapping else []


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.events = yaml.parse(text, Loader=Loader)
        self.anchors: dict[str, Any] = {}
        self.flows = 0

    def build(self) -> Node:
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                return self._node(event)
        raise AssertionError("read_yaml found a document")

    def _node(self, event: Any) -> Node:
        start, end, line = event.start_mark.index, event.end_mark.index, event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            return Link(start, end, line, self.anchors[str(event.anchor)])
        node: Node
        if isinstance(event, ScalarEvent):
            style = event.style or ""
            if style in ("|", ">"):
                end = self._trim(start, end)
            shared, in_flow = bool(event.anchor), self.flows > 0
            node = Leaf(start, end, event.value, style, line, shared, in_flow)
        else:
            node = self._branch(event, start, line)
        if event.anchor:
            self.anchors[event.anchor] = node.plain
        return node

    def _branch(self, event: Any, start: int, line: int) -> Branch:
        is_mapping = isinstance(event, MappingStartEvent)
        node = Branch(start, start, line, is_mapping, bool(event.flow_style), bool(event.anchor))
        self.flows += node.is_flow
        while not isinstance(inner := next(self.events), CollectionEndEvent):
            made = self._node(inner)
            if is_mapping:
                if not isinstance(made, Leaf):
                    raise CannotEdit
                node.keys.append(made)
                node.values.append(self._node(next(self.events)))
            else:
                node.values.append(made)
        self.flows -= node.is_flow
        if node.is_flow:
            node.end = getattr(inner.end_mark, "index", node.start)
        elif node.values:  # the mark of the end lies behind blank lines and comments
            node.end = node.values[-1].end
        return node

    def _trim(self, start: int, end: int) -> int:
        """Return where the last line of a block ends: the mark lies behind blank lines."""
        return start + len(self.text[start:end].rstrip(" \n\r"))

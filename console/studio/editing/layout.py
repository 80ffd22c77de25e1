"""Where everything stands in a YAML text: lines and columns of each part, comments of each line.

Edits replace lines and leave all others byte for byte, so they must know where parts begin and end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LINE = re.compile(r"[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029]|$)")
COMMENT = re.compile(r"(?P<before>[\s:,?\-\[\]{}]*)(?P<comment>#.*)")
Mark = tuple[int, int]  # line and column, both from 0


@dataclass(repr=False)
class Part:
    """A node of the document: where it begins and ends, and what it holds."""

    start: Mark
    end: Mark
    value: str | None = None  # of a scalar
    style: str = ""  # "" plain, ' and " quoted, | and > a block
    is_flow: bool = False
    rows: list["Part"] | None = None
    pairs: list[tuple["Part", "Part"]] | None = None
    inner: list["Part"] = field(default_factory=list)

    def get(self, name: str) -> "Part | None":
        """Return the value of a key."""
        return next((value for key, value in self.pairs or () if key.value == name), None)

    def key(self, name: str) -> "Part | None":
        """Return a key itself."""
        return next((key for key, _value in self.pairs or () if key.value == name), None)

    @property
    def last(self) -> int:
        """The last line on which something of it stands."""
        if self.style in ("|", ">") or (self.end[1] == 0 and self.end[0] > self.start[0]):
            return max(self.start[0], self.end[0] - 1)
        if self.is_flow or not self.inner:
            return self.end[0] if self.is_flow or self.value is not None else self.start[0]
        return max(one.last for one in self.inner)

    def walk(self) -> Iterator["Part"]:
        """Yield this part and all within it."""
        yield self
        for one in self.inner:
            yield from one.walk()


def split_lines(text: str) -> list[str]:
    """Return the lines of a text as YAML counts them, each with its end."""
    return [line for line in LINE.findall(text) if line]


def newline_of(lines: list[str]) -> str:
    """Return how lines end here."""
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


def find_parts(text: str) -> Part | None:
    """Return the parts of a text that `read_yaml` has taken; None for an empty one."""
    events = iter(yaml.parse(text, Loader=Loader))
    for event in events:
        if isinstance(event, NodeEvent):
            return _part(event, events)
    return None


def _part(event: Any, events: Iterator[Any]) -> Part:
    start, end = (event.start_mark.line, event.start_mark.column), _end(event)
    if isinstance(event, ScalarEvent):
        return Part(start, end, value=event.value, style=event.style or "")
    if isinstance(event, AliasEvent):
        return Part(start, end, value="")
    part = Part(start, end, is_flow=bool(event.flow_style))
    if isinstance(event, SequenceStartEvent):
        part.rows = part.inner
        while not isinstance(event := next(events), CollectionEndEvent):
            part.inner.append(_part(event, events))
    elif isinstance(event, MappingStartEvent):
        part.pairs = []
        while not isinstance(event := next(events), CollectionEndEvent):
            pair = (_part(event, events), _part(next(events), events))
            part.pairs.append(pair)
            part.inner += pair
    if part.is_flow:
        part.end = _end(event)
    return part


def _end(event: Any) -> Mark:
    return (event.end_mark.line, event.end_mark.column)


def find_comments(part: Part, lines: list[str], first: int, last: int) -> dict[int, str]:
    """Return the comments that stand on lines `first` to `last` of a part, by line."""
    ends: dict[int, int] = {}
    for one in part.walk():
        if one.value is not None:
            for line in range(one.start[0], one.last + 1):
                is_end = line == one.last and one.style not in ("|", ">")
                column = one.end[1] if is_end else len(lines[line])
                ends[line] = max(ends.get(line, 0), column)
    found = {}
    for line in range(first, last + 1):
        end = ends.get(line, 0)
        comment = COMMENT.fullmatch(lines[line].rstrip()[end:])
        if comment and (comment["before"][-1:].isspace() or end + len(comment["before"]) == 0):
            found[line] = comment["comment"]
    return found


def replace_part(lines: list[str], part: Part, text: str) -> list[str]:
    """Return the lines with a scalar written anew."""
    first, last = part.start[0], part.last
    ends_line = part.style in ("|", ">")
    tail = newline_of(lines) if ends_line else lines[last][part.end[1] :]
    head = lines[first][: part.start[1]]
    gap = "" if not head or head[-1].isspace() else " "
    return [*lines[:first], f"{head}{gap}{text}{tail}", *lines[last + 1 :]]


def shift(lines: list[str], by: int) -> list[str]:
    """Return lines moved to the right, or (`by` < 0) to the left."""
    if by >= 0:
        return [" " * by + line if line.strip() else line for line in lines]
    return [line[min(-by, len(line) - len(line.lstrip(" "))) :] for line in lines]

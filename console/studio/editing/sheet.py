"""The stories and rules of one file with the lines each stands on, and each of their steps."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from console.studio.editing.comparing import bare, bare_story
from console.studio.editing.layout import Part, find_parts, newline_of, split_lines
from kernel.errors import Invalid, NotFound
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.reader import Notes, plain
from nlu.core.project.steps import (
    Step,
    Story,
)
from nlu.core.project.stories import read_step, read_stories
from nlu.core.project.yaml import Rows, Table, read_yaml

Kind = Literal["story", "rule"]
SECTIONS: dict[str, Kind] = {"stories": "story", "rules": "rule"}
SECTION_OF: dict[Kind, str] = {kind: name for name, kind in SECTIONS.items()}


class CannotEdit(Invalid):
    """The file is written in a way that cards cannot change safely; its text can be changed."""

    code = "story_cannot_edit"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} cannot be changed here: {reason}", path=path, reason=reason)


class StoryGone(NotFound):
    """There is no story of this name in the file (any more)."""

    code = "studio_story_gone"

    def __init__(self, path: str, name: str) -> None:
        super().__init__(f"{path} has no {name!r} any more.", path=path, name=name)


@dataclass(frozen=True)
class StoryKey:
    """Names a story: `nth` tells those of one name and file apart."""

    path: str
    kind: Kind
    name: str
    nth: int = 0


@dataclass(frozen=True)
class Entry:
    """One entry under `steps` or `condition`: lines from 0, and what it says (nothing: skipped)."""

    head: int  # where comments begin that belong to it
    first: int
    last: int
    part: Part = field(repr=False)
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Listed:
    """A list of entries: the key it stands under, and the column of its dashes."""

    key: Part | None
    value: Part | None
    column: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Written:
    """A story as it is written; `position` counts within its section."""

    key: StoryKey
    position: int
    head: int
    first: int
    last: int
    column: int
    name: Part = field(repr=False)
    part: Part = field(repr=False)
    steps: Listed = field(repr=False)
    conditions: Listed = field(repr=False)
    story: Story = field(repr=False)

    @property
    def inner(self) -> int:
        """The column of its keys."""
        return self.part.start[1]


class Sheet:
    """A file's text, taken apart. Raises `CannotEdit` for one that is no YAML."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.lines = split_lines(text)
        try:
            top = read_yaml(text, path)
        except ProjectUnreadable as error:
            raise CannotEdit(path, str(error)) from error
        if top is not None and not isinstance(top, Table):
            raise CannotEdit(path, "it does not begin with keys such as `stories:`.")
        self.top = top
        self.parts = find_parts(text)
        self.newline = newline_of(self.lines)

    @cached_property
    def written(self) -> list[Written]:
        """All stories and rules, as they follow in the file."""
        found: list[Written] = []
        for section, kind in SECTIONS.items():
            rows = self.top.get(section) if self.top else None
            part = self.parts.get(section) if self.parts else None
            if isinstance(rows, Rows) and part is not None and part.rows is not None:
                if part.is_flow and part.rows:
                    raise CannotEdit(self.path, f"`{section}:` stands in brackets.")
                found += self._read_section(kind, rows, part)
        return sorted(found, key=lambda one: one.first)

    def _read_section(self, kind: Kind, rows: Rows, part: Part) -> list[Written]:
        found: list[Written] = []
        above = -1
        for position, (node, inner) in enumerate(zip(rows, part.rows or (), strict=True)):
            read = read_stories({SECTION_OF[kind]: _rows(node)}, Notes(self.path))
            if read and isinstance(node, Table) and inner.get(kind) is not None:
                if inner.is_flow:
                    raise CannotEdit(self.path, f"{read[0].name!r} stands in brackets.")
                nth = sum(one.key.name == read[0].name for one in found)
                key = StoryKey(self.path, kind, read[0].name, nth)
                found.append(self._read_story(key, position, node, inner, part, above, read[0]))
            above = inner.last
        return found

    def _read_story(
        self,
        key: StoryKey,
        position: int,
        node: Table,
        part: Part,
        section: Part,
        above: int,
        story: Story,
    ) -> Written:
        column = section.start[1]
        first = self._dash(part, column)
        name = part.get(key.kind)
        assert name is not None  # noqa: S101 - it was read
        return Written(
            key=key,
            position=position,
            head=self._head(first, column, above),
            first=first,
            last=max(one.last for one in part.inner),
            column=column,
            name=name,
            part=part,
            steps=self._read_list(node.get("steps"), part, "steps"),
            conditions=self._read_list(node.get("condition"), part, "condition"),
            story=bare_story(story),
        )

    def _read_list(self, rows: Any, part: Part, name: str) -> Listed:
        key, value = part.key(name), part.get(name)
        if not isinstance(rows, Rows) or value is None or value.rows is None or key is None:
            return Listed(key, value, part.start[1], ())
        entries: list[Entry] = []
        column = value.start[1] if value.rows and not value.is_flow else part.start[1]
        above = key.start[0]
        for node, inner in zip(rows, value.rows, strict=True):
            steps = tuple(bare(one) for one in read_step(node, Notes(self.path)))
            first = inner.start[0] if value.is_flow else self._dash(inner, column)
            head = first if value.is_flow else self._head(first, column, above)
            entries.append(Entry(head, first, inner.last, inner, steps))
            above = inner.last
        return Listed(key, value, column, tuple(entries))

    def _dash(self, part: Part, column: int) -> int:
        """Return the line of the dash before a part; it may stand above it."""
        line = part.start[0]
        while line and self.lines[line][column : column + 1] != "-":
            line -= 1
        return line

    def _head(self, first: int, column: int, above: int) -> int:
        """Return where comments begin that stand right above, in the column of the dash."""
        head = first
        while head - 1 > above and self.lines[head - 1].startswith(" " * column + "#"):
            head -= 1
        return head

    def find(self, key: StoryKey) -> Written:
        """Return a story; raise `StoryGone`."""
        for one in self.written:
            if one.key == key:
                return one
        raise StoryGone(key.path, key.name)

    def at_line(self, line: int) -> Written | None:
        """Return the story that stands on a line (from 1)."""
        return next((one for one in self.written if one.head < line <= one.last + 1), None)

    def text_of(self, written: Written) -> str:
        """Return the lines of a story, with the comments that belong to it."""
        return "".join(self.lines[written.head : written.last + 1])

    def sum_of(self, written: Written) -> str:
        """Return a short sum of a story's text: forms tell by it which version they change."""
        return hashlib.sha256(self.text_of(written).encode()).hexdigest()[:16]

    @property
    def others(self) -> dict[str, Any]:
        """All that the file says besides stories and rules."""
        top = plain(self.top) or {}
        return {key: value for key, value in top.items() if key not in SECTIONS}


def _rows(node: Any) -> Rows:
    rows = Rows([node])
    rows.line = getattr(node, "line", 0)
    return rows

"""The entries of a block list or mapping as whole lines: taken out, put in, moved."""

from __future__ import annotations

import re

from console.studio.editing.nodes import Branch, Leaf
from console.studio.editing.refusing import CannotEdit

Edit = tuple[int, int, str]
BLANK = re.compile(r"\r?\n[ \t]*\r?\n")


class Chunks:
    """The entries of a block, each from its key or dash to the end of its last line."""

    def __init__(self, text: str, node: Branch) -> None:
        self.text, self.node = text, node
        self.column = node.start - self._line_start(node.start)

    def start(self, place: int) -> int:
        """Return where an entry begins: at its key, or at its dash."""
        if self.node.is_mapping:
            return self.node.keys[place].start
        if place == 0:
            return self.node.start
        dash = re.compile(rf"^ {{{self.column}}}-", re.MULTILINE)
        found = dash.search(self.text, self.end(place - 1), self.node.values[place].start + 1)
        if found is None:
            raise CannotEdit
        return found.end() - 1

    def end(self, place: int) -> int:
        """Return the end of an entry's last line, what is noted on it included."""
        value = self.node.values[place]
        at = value.end
        if isinstance(value, Leaf) and value.start == value.end and self.node.is_mapping:
            at = max(at, self.node.keys[place].end)
        return self._line_end(at)

    def insert(self, place: int, entry: str) -> Edit:
        """Put an entry in before the one that now has its place."""
        pad, body = " " * self.column, shift(entry, self.column)
        gap = "\n" * (2 if self._is_airy() else 1)
        if place == 0:
            return self.start(0), self.start(0), f"{body}{gap}{pad}"
        at = self.end(place - 1)
        return at, at, f"{gap}{pad}{body}"

    def delete(self, place: int) -> Edit:
        """Take an entry out, with the blank lines it leaves."""
        start, end = self.start(place), self.end(place)
        line = self._line_start(start)
        if self.text[line:start].strip():  # stands behind the dash of the list around it
            follows = self.start(place + 1)
            is_noted = "#" in self.text[end:follows]
            return start, end if is_noted else follows, ""
        if line == 0:
            return 0, min(end + len(self._newline(end)), len(self.text)), ""
        before = len(self.text[:line].rstrip(" \r\n"))
        rest = self.text[end:]
        is_last = not rest.strip()
        if is_last or BLANK.match(rest):
            return self._line_end(before) if before else 0, end, ""
        return line - len(self._newline_before(line)), end, ""

    def move(self, place: int, to: int) -> Edit:
        """Put an entry before one that stands above it."""
        start, end = self.start(place), self.end(place)
        above = self.text[self.start(to) : self.end(place - 1)]
        between = self.text[self.end(place - 1) : start]
        return self.start(to), end, self.text[start:end] + between + above

    def _is_airy(self) -> bool:
        """Tell whether blank lines stand between the entries."""
        count = len(self.node.values)
        return count > 1 and bool(
            BLANK.search(self.text, self.end(count - 2), self.start(count - 1))
        )

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[at:end].endswith("\r") else end

    def _newline(self, at: int) -> str:
        return "\r\n" if self.text.startswith("\r\n", at) else "\n"

    def _newline_before(self, at: int) -> str:
        return "\r\n" if self.text.endswith("\r\n", 0, at) else "\n"


def shift(text: str, column: int) -> str:
    """Return lines of which all but the first are indented."""
    first, *others = text.split("\n")
    pad = " " * column
    return "\n".join([first, *(pad + line if line else line for line in others)])

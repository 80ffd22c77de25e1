"""Takes YAML apart, one key after the other; notes what is wrong and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nlu.core.project.faults import Place
from nlu.core.project.yaml import Rows, Table, Text


@dataclass(frozen=True, order=True)
class Fault:
    """Something Rasa would skip, guess at or refuse; `reason` says what to do."""

    place: Place
    reason: str


@dataclass
class Notes:
    """Collects the faults of one file."""

    path: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, node: Any, reason: str) -> None:
        """Note a fault at a node (or a line)."""
        line = node if isinstance(node, int) else getattr(node, "line", 0)
        self.faults.append(Fault(Place(self.path, line), reason))

    def rows(self, node: Any, what: str) -> Iterator[Any]:
        """Go through a list; nothing for none, a fault for anything else."""
        if isinstance(node, Rows):
            yield from node
        elif not is_null(node):
            self.add(node, f"{what} must be a list: a line each, beginning with a dash.")

    def table(self, node: Any, what: str) -> Table:
        """Return a mapping; an empty one for none, with a fault for anything else."""
        if isinstance(node, Table):
            return node
        if not is_null(node):
            self.add(node, f"{what} must hold keys with values (name: value).")
        return Table()

    def text(self, node: Any, what: str) -> str:
        """Return a text, "" with a fault for anything else."""
        if isinstance(node, Text) and node.strip():
            return node
        self.add(node, f"{what} must be a text that is not empty.")
        return ""


def is_null(node: Any) -> bool:
    """Tell whether a node is absent or says null."""
    return node is None or (isinstance(node, Text) and node.value is None)


def line_of(node: Any) -> int:
    """Return the line of a node, 0 for none."""
    return int(getattr(node, "line", 0))


def plain(node: Any) -> Any:
    """Return what a node means as plain values: str, int, float, bool, None, list, dict."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Rows):
        return [plain(one) for one in node]
    if isinstance(node, Table):
        return {str(key): plain(value) for key, value in node.items()}
    return None


def frozen(node: Any) -> Any:
    """Return the same, lists as tuples."""
    value = plain(node)
    return tuple(value) if isinstance(value, list) else value

"""Makes a part of a YAML text say something else, by the fewest changed characters.

Comments, order, quotes and everything beside the part stay as they are. What comes of it is read
again: a text that does not say exactly what was meant is refused, never returned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from console.studio.editing.differing import find_edit, is_same
from console.studio.editing.leaves import write_leaf
from console.studio.editing.nodes import Branch, Leaf, Node, parse
from console.studio.editing.refusing import CannotEdit
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.reader import plain
from nlu.core.project.yaml import read_yaml

MAX_EDITS = 400
Where = Sequence[str | int]


def rewrite(text: str, where: Where, value: Any, path: str = "") -> str:
    """Return a text in which the part at `where` (keys and places) says `value`.

    A key that is not there yet is added. Raises `CannotEdit`, and `ProjectUnreadable` for a text
    that is no YAML.
    """
    wanted = _put(plain(read_yaml(text, path)), where, value)
    for _ in range(MAX_EDITS):
        edit = find_edit(text, parse(text, path), wanted)
        if edit is None:
            return check(text, wanted, path)
        start, end, new = edit
        if "\r\n" in text:
            new = new.replace("\r\n", "\n").replace("\n", "\r\n")
        text = text[:start] + new + text[end:]
        try:
            parse(text, path)
        except ProjectUnreadable as error:
            raise CannotEdit(path) from error
    raise CannotEdit(path)


def replace_leaves(text: str, leaves: Sequence[tuple[Leaf, str]], path: str = "") -> str:
    """Return a text in which scalars say something else; each keeps its quotes where it can."""
    new = {leaf.start: value for leaf, value in leaves}
    wanted = [new.get(one.start, one.value) for one in list_leaves(parse(text, path))]
    for leaf, value in sorted(leaves, key=lambda pair: -pair[0].start):
        if leaf.is_shared:
            raise CannotEdit(path)
        text = text[: leaf.start] + write_leaf(text, leaf, value) + text[leaf.end :]
    try:
        if [one.value for one in list_leaves(parse(text, path))] == wanted:
            return text
    except ProjectUnreadable as error:
        raise CannotEdit(path) from error
    raise CannotEdit(path)


def list_leaves(node: Node | None) -> Iterator[Leaf]:
    """Go through all scalars in the order of the text, keys included."""
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Branch) and node.is_mapping:
        for key, value in node.pairs():
            yield key
            yield from list_leaves(value)
    elif isinstance(node, Branch):
        for value in node.values:
            yield from list_leaves(value)


def find(node: Node | None, where: Where) -> Node | None:
    """Return what stands at a place, None for nothing."""
    for key in where:
        if not isinstance(node, Branch):
            return None
        node = node.get(key)
    return node


def check(text: str, wanted: Any, path: str) -> str:
    """Return the text if it says what is wanted; raise `CannotEdit` if not."""
    try:
        said = plain(read_yaml(text, path))
    except ProjectUnreadable as error:
        raise CannotEdit(path) from error
    if not is_same(said, wanted):
        raise CannotEdit(path)
    return text


def _put(whole: Any, where: Where, value: Any) -> Any:
    if not where:
        return value
    key, rest = where[0], where[1:]
    if isinstance(key, int):
        rows = list(whole or [])
        if key >= len(rows):
            rows.append(_put(None, rest, value))
        else:
            rows[key] = _put(rows[key], rest, value)
        return rows
    table = dict(whole or {})
    return table | {key: _put(table.get(key), rest, value)}

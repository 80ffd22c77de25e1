"""Finds the next small change on the way from what a YAML text says to what it should say."""

from __future__ import annotations

import json
from typing import Any

from console.studio.editing.chunks import Chunks, shift
from console.studio.editing.emitting import emit
from console.studio.editing.leaves import write_leaf
from console.studio.editing.nodes import Branch, Leaf, Node
from console.studio.editing.refusing import CannotEdit

Edit = tuple[int, int, str]  # characters from, to, and what is to stand there


def find_edit(text: str, node: Node | None, wanted: Any) -> Edit | None:
    """Return one change, or None where the text says what is wanted."""
    if node is None:
        if wanted is None:
            return None
        gap = "" if not text or text.endswith("\n") else "\n"
        return len(text), len(text), f"{gap}{emit(wanted)}\n"
    if is_same(node.plain, wanted):
        return None
    if _may_stay(node, wanted):
        return _differ(text, node, wanted)
    return node.start, node.end, emit(wanted)


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same, type and all (1 is not true)."""
    return canonical(one) == canonical(other)


def canonical(value: Any) -> str:
    """Return a value as a text that two values share where they are the same."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _may_stay(node: Node, wanted: Any) -> bool:
    """Tell whether a node keeps its kind, so that parts of it may stay."""
    if isinstance(node, Leaf):
        return not isinstance(wanted, dict | list)
    if isinstance(node, Branch):
        kind = dict if node.is_mapping else list
        return isinstance(wanted, kind) and bool(wanted) and bool(node.values)
    return False


def _differ(text: str, node: Node, wanted: Any) -> Edit | None:
    if is_same(node.plain, wanted):
        return None
    if node.is_shared:
        raise CannotEdit
    if isinstance(node, Leaf):
        return node.start, node.end, write_leaf(text, node, wanted)
    if not isinstance(node, Branch):
        raise CannotEdit
    if node.is_flow:
        return _differ_flow(text, node, wanted)
    if node.is_mapping:
        return _differ_mapping(text, node, wanted)
    return _differ_rows(text, node, wanted)


def _differ_flow(text: str, node: Branch, wanted: Any) -> Edit | None:
    """Change a value within [ ] or { }, or else write the whole anew with the old parts' text."""
    if node.is_mapping:
        old = {key.value: one for key, one in node.pairs()}
        if old.keys() == wanted.keys() and all(_may_stay(old[key], wanted[key]) for key in old):
            edits = (_differ(text, old[key], wanted[key]) for key in old)
            return next((one for one in edits if one is not None), None)
        return node.start, node.end, emit(wanted, is_flow=True)
    known = {canonical(one.plain): text[one.start : one.end] for one in node.values}
    parts = [known.get(canonical(one)) or emit([one], is_flow=True)[1:-1] for one in wanted]
    return node.start, node.end, "[" + ", ".join(parts) + "]"


def _differ_mapping(text: str, node: Branch, wanted: dict[str, Any]) -> Edit | None:
    chunks = Chunks(text, node)
    names = [key.value for key in node.keys]
    before = -1
    for key in wanted:
        if key not in names:
            return chunks.insert(before + 1, emit({key: wanted[key]}))
        before = names.index(key)
    for place, name in enumerate(names):
        if name not in wanted:
            return chunks.delete(place)
    for place, name in enumerate(names):
        child = node.values[place]
        if is_same(child.plain, wanted[name]):
            continue
        if _may_stay(child, wanted[name]):
            return _differ(text, child, wanted[name])
        if child.is_shared:
            raise CannotEdit
        new = emit({"k": wanted[name]})[1:]
        start, end = node.keys[place].end, child.end
        return start, chunks.end(place) if "\n" in new else end, shift(new, chunks.column)
    return None


def _differ_rows(text: str, node: Branch, wanted: list[Any]) -> Edit | None:
    chunks = Chunks(text, node)
    old = [canonical(one.plain) for one in node.values]
    new = [canonical(one) for one in wanted]
    pairs = enumerate(zip(old, new, strict=False))
    place = next((i for i, (one, other) in pairs if one != other), -1)
    if place < 0:
        if len(old) > len(new):
            return chunks.delete(len(new))
        return chunks.insert(len(old), emit([wanted[len(old)]]))
    comes = new[place] in old[place:]
    is_spare = old.count(old[place]) > new.count(old[place])
    if comes:
        return (
            chunks.delete(place) if is_spare else chunks.move(old.index(new[place], place), place)
        )
    if not is_spare:
        return chunks.insert(place, emit([wanted[place]]))
    child = node.values[place]
    if _may_stay(child, wanted[place]):
        return _differ(text, child, wanted[place])
    if child.is_shared:
        raise CannotEdit
    return chunks.start(place), chunks.end(place), shift(emit([wanted[place]]), chunks.column)

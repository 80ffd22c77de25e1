"""Scalars written anew in the style they had."""

from __future__ import annotations

import re
from typing import Any

from console.studio.editing.emitting import emit_leaf
from console.studio.editing.nodes import Leaf

HEADER = re.compile(r"\|(-?)[ \t]*(?:#[^\n]*)?")


def write_leaf(text: str, leaf: Leaf, value: Any) -> str:
    """Return what is to stand in the place of a scalar, in its own style where that can hold it."""
    if leaf.style == "|" and isinstance(value, str):
        block = _write_block(text[leaf.start : leaf.end], value)
        if block is not None:
            return block
    value = str(value) if isinstance(value, str) else value  # its style is that of what it replaces
    style = leaf.style if leaf.style in ("'", '"') else ""
    new = emit_leaf(value, style, is_flow=leaf.in_flow)
    is_absent = leaf.start == leaf.end and text[leaf.start - 1 : leaf.start] not in ("", " ", "\n")
    return f" {new}" if is_absent else new


def _write_block(old: str, value: str) -> str | None:
    """Return a block with other lines, None where a block cannot hold them."""
    header, _, content = old.replace("\r\n", "\n").partition("\n")
    found = HEADER.fullmatch(header)
    first = next((line for line in content.split("\n") if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip(" "))]
    ends_well = value.rstrip("\n") + ("" if found and found[1] else "\n") == value
    lines = value.removesuffix("\n").split("\n")
    is_clean = all(line.isprintable() for line in lines) and lines[0].strip() != ""
    if found is None or not indent or not ends_well or not is_clean or lines[0][0] == " ":
        return None
    return "\n".join([header, *(indent + line if line else "" for line in lines)])

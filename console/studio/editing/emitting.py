"""Values as YAML text, in the style of the shipped files."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

WIDTH = 1_000_000  # never fold
# Words that other readers (YAML 1.1) take for true and false.
TRUTHS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"}


class Block(str):
    """A text of several lines that is to stand as a block (`|`)."""


class Quoted(str):
    """A text that is to stand in double quotes, as texts that customers read do here."""


def emit(value: Any, *, is_flow: bool = False) -> str:
    """Return a value as YAML, without a line break at its end."""
    yaml = YAML(typ="rt")
    yaml.width = WIDTH
    yaml.allow_unicode = True
    yaml.default_flow_style = True if is_flow else False  # noqa: SIM210 - None means neither
    out = io.StringIO()
    yaml.dump(_styled(value), out)
    return out.getvalue().removesuffix("\n").removesuffix("\n...")


def emit_leaf(value: Any, style: str, *, is_flow: bool) -> str:
    """Return a scalar in a style ("", "'" or '"'), or in quotes where that style cannot hold it."""
    if not isinstance(value, str):
        return emit([value], is_flow=True)[1:-1]
    if style == '"' or "\n" in value:
        return emit([Quoted(value)], is_flow=True)[1:-1]
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return emit([value], is_flow=is_flow)[1:-1] if is_flow else emit([value])[2:]


def _styled(value: Any) -> Any:
    if isinstance(value, dict):
        return {_styled(key): _styled(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_styled(one) for one in value]
    if isinstance(value, str):
        return _style_text(value)
    return value


def _style_text(value: str) -> str:
    if isinstance(value, Block) and _fits_block(value):
        return str.__new__(LiteralScalarString, value)
    is_odd = "\n" in value or value.lower() in TRUTHS or not value.isprintable()
    if isinstance(value, Quoted | Block) or is_odd:
        return str.__new__(DoubleQuotedScalarString, value)
    return str(value)


def _fits_block(value: str) -> bool:
    lines = value.split("\n")
    is_clean = all(line.isprintable() and line == line.rstrip() for line in lines)
    return (
        value.endswith("\n") and not value.endswith("\n\n") and is_clean and value[0] not in " \n"
    )

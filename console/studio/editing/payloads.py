"""What a button sends: `/intent`, or `/intent{"entity": "value"}`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Literal

INTENT = re.compile(r"\s*/\s*([^{@\s]+)")
KEY = re.compile(r'"((?:[^"\\]|\\.)+)"\s*:')


def names_in_payload(payload: str) -> Iterator[tuple[Literal["intent", "entity"], str, int, int]]:
    """Yield the names in a payload, and where they stand."""
    found = INTENT.match(payload)
    if found is None:
        return
    yield "intent", found[1], found.start(1), found.end(1)
    base, slash, _ = found[1].partition("/")
    if slash:
        yield "intent", base, found.start(1), found.start(1) + len(base)
    for key in KEY.finditer(payload, found.end()):
        yield "entity", key[1], key.start(1), key.end(1)


def read_payload(payload: str) -> tuple[str, dict[str, str]] | None:
    """Return the intent and the entities of a payload; None for one of another kind."""
    found = INTENT.match(payload)
    if found is None:
        return None
    rest = payload[found.end() :].strip()
    if not rest:
        return found[1], {}
    try:
        given = json.loads(rest)
    except ValueError:
        return None
    if not isinstance(given, dict):
        return None
    return found[1], {str(key): str(value) for key, value in given.items()}

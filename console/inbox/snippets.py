"""A line of text with the words in it that were looked for, as data: markup is the page's. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ledger.matching import Term

LENGTH = 160  # characters of a line
BEFORE = 40  # of them before the first match


@dataclass(frozen=True)
class Part:
    """A piece of a line; `is_match` where it is one of the words."""

    text: str
    is_match: bool = False


Snippet = tuple[Part, ...]


def find_parts(text: str, terms: Sequence[Term]) -> Snippet | None:
    """Return the line around the first match, or None unless every word is in the text.

    >>> find_parts("Where is my order?", split_terms("ORDER"))
    (Part(text='Where is my ', is_match=False), Part(text='order', is_match=True), ...)
    """
    line = " ".join(text.split())
    if not terms or not all(_seek(term.text).search(line) for term in terms):
        return None
    longest = sorted((term.text for term in terms), key=len, reverse=True)
    seek = re.compile("|".join(map(re.escape, longest)), re.IGNORECASE)
    first = seek.search(line)
    start = max(0, first.start() - BEFORE) if first is not None else 0
    start = _begin_word(line, start)
    end = min(len(line), start + LENGTH)
    parts: list[Part] = [Part("…")] if start else []
    place = start
    for match in seek.finditer(line, start, end):
        if match.start() > place:
            parts.append(Part(line[place : match.start()]))
        parts.append(Part(match.group(), is_match=True))
        place = match.end()
    parts.append(Part(line[place:end] + ("…" if end < len(line) else "")))
    return tuple(part for part in parts if part.text)


def _seek(text: str) -> "re.Pattern[str]":
    return re.compile(re.escape(text), re.IGNORECASE)


def _begin_word(line: str, start: int) -> int:
    """Return where to begin so that no word is cut, if one begins near."""
    if start == 0:
        return 0
    space = line.find(" ", start, start + BEFORE // 2)
    return start if space < 0 else space + 1

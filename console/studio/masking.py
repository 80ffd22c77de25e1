"""What of a message is somebody's: found, replaced by its kind, or by an example. Pure.

Nobody in the studio sees who wrote a message, and no training data hold it (S70). Three lines stand
behind each other: patterns (here and those the bot itself reads by), what is known of the customer
(names, address), and how people introduce themselves. What all three miss, whoever labels must
strike out by hand, which the page says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from console.copilot.masking import LINK, TITLED, TITLED_ZH
from kernel.personal import (
    CARD,
    EMAIL,
    IBAN,
    IDENTITY,
    NAME,
    NUMBER,
    POSTCODE,
    ROAD,
    ROAD_ZH,
    SURNAMES_ZH,
    TOKEN,
)
from nlu.core.entities.patterns import EMAIL as BOT_EMAIL
from nlu.core.entities.patterns import ORDER, PHONE, TICKET

OF_BOT = (("email", BOT_EMAIL), ("ticket_number", TICKET), ("order_number", ORDER))
# "I'm Ada" but not "I'm Really annoyed": two words written large, or one after "my name is".
CALLED = re.compile(
    rf"(?i:\bmy name(?:'s| is)|\bname:|\bcalled|\byours(?: sincerely)?,|\bregards,|\bcheers,)\s+"
    rf"(?P<a>{NAME}(?: {NAME}){{0,2}})"
    rf"|(?i:\b(?:i am|i'm|i’m|this is))\s+(?P<b>{NAME} {NAME})"
    rf"|(?:我叫|我是|姓名[:：]?|名字[是叫:：])(?P<c>[{SURNAMES_ZH}][\u4e00-\u9fff]{{1,2}})(?=[,，。.!！\s]|$)"
)
# Entities that the bot reads and that are somebody's.
PERSONAL = frozenset({"email", "phone", "order_number", "ticket_number"})
KINDS = (
    *("card", "account", "email", "order_number", "ticket_number", "phone", "link", "token"),
    *("name", "address", "number"),
)
PLACEHOLDER = re.compile(rf"\[({'|'.join(KINDS)})\]")
# Shorter names count as they are written alone ("Al", not "al"); shorter places do not count.
SHORTEST_NAME, SHORTEST_PLACE = 3, 4
LEAST_DIGITS, MOST_DIGITS = 9, 15  # of a telephone number (E.164), as the bot reads it


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` of a text, and of which kind they are (`KINDS`)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Known:
    """What is known of who wrote: names as they are written, and parts of their address."""

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Iterable[str | None], places: Iterable[str | None] = ()) -> Self:
        """Return what is known, what is unknown or empty left out."""
        return cls(tuple(filter(None, names)), tuple(filter(None, places)))


NOBODY = Known()


def is_card(text: str) -> bool:
    """Tell whether 13 to 19 digits are a payment card's by their check digit (ISO/IEC 7812)."""
    digits = [int(one) for one in text if one.isdigit()]
    doubled = [sum(divmod(2 * one, 10)) for one in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and any(digits) and (sum(digits[::-2]) + sum(doubled)) % 10 == 0


def find_personal(text: str, known: Known = NOBODY, read: Iterable[Span] = ()) -> list[Span]:
    """Return what is somebody's, in order and without overlaps; the surest kind wins.

    `read` are spans that the bot's own reading found.
    """
    taken: list[Span] = []
    for span in (*_find_sure(text), *read, *_find_known(text, known), *_find_likely(text)):
        span = _trim(span, text)
        if span.start < span.end and all(
            span.end <= other.start or span.start >= other.end for other in taken
        ):
            taken.append(span)
        elif span.start < span.end:
            taken = _join(taken, span)
    return sorted(taken)


def _trim(span: Span, text: str) -> Span:
    start, end = max(span.start, 0), min(span.end, len(text))
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, span.kind)


def _join(taken: Sequence[Span], span: Span) -> list[Span]:
    """Return spans in which what `span` adds belongs to those it overlaps: no rest is left over."""
    apart = [one for one in taken if one.end <= span.start or one.start >= span.end]
    touched = [one for one in taken if one not in apart]
    start, end = (
        min(span.start, *(one.start for one in touched)),
        max(span.end, *(one.end for one in touched)),
    )
    return [*apart, Span(start, end, touched[0].kind)]


def _find_sure(text: str) -> Iterator[Span]:
    for found in CARD.finditer(text):
        if is_card(found[0]):
            yield Span(*found.span(), "card")
    for kind, pattern in (
        ("token", TOKEN),
        ("email", EMAIL),
        ("link", LINK),
        ("account", IBAN),
        ("number", IDENTITY),
    ):
        for found in pattern.finditer(text):
            yield Span(*found.span(), kind)
    for kind, pattern in OF_BOT:
        for found in pattern.finditer(text):
            yield Span(*found.span(), kind)
    for found in PHONE.finditer(text):
        digits = sum(sign.isdigit() for sign in found[0])
        if LEAST_DIGITS <= digits <= MOST_DIGITS and len(set(found[0])) > 3:
            yield Span(*found.span(), "phone")


def _find_known(text: str, known: Known) -> Iterator[Span]:
    for name in known.names:
        parts = [name, *name.split()] if name.isascii() else [name, name[1:]]
        for part in parts:
            if len(part) >= 2:
                is_word = part.isascii() and len(part) < SHORTEST_NAME
                yield from _find_word(text, part, "name", is_exact=is_word)
    for place in known.places:
        bare = " ".join(re.sub(r"[\d,;#/]", " ", place).split())
        for part in {place, bare}:
            if len(part) >= (SHORTEST_PLACE if part.isascii() else 2):
                yield from _find_word(text, part, "address")
    surnames = {name[0] for name in known.names if not name.isascii()}
    for found in TITLED_ZH.finditer(text):
        if found[0][0] in surnames:
            yield Span(found.start(), found.start() + 1, "name")


def _find_word(text: str, word: str, kind: str, *, is_exact: bool = False) -> Iterator[Span]:
    edges = (r"(?<![^\W\d_])", r"(?![^\W\d_])") if word.isascii() else ("", "")
    pattern = rf"{edges[0]}{re.escape(word)}{edges[1]}"
    for found in re.finditer(pattern, text, re.NOFLAG if is_exact else re.IGNORECASE):
        yield Span(*found.span(), kind)


def _find_likely(text: str) -> Iterator[Span]:
    for pattern in (ROAD, POSTCODE, ROAD_ZH):
        for found in pattern.finditer(text):
            yield Span(*found.span(), "address")
    for found in TITLED.finditer(text):
        yield Span(*found.span(), "name")
    for found in CALLED.finditer(text):
        group = next(name for name in ("a", "b", "c") if found[name])
        yield Span(*found.span(group), "name")
    for found in NUMBER.finditer(text):
        yield Span(*found.span(), "number")


def read_spans(understood: Mapping[str, Any]) -> list[Span]:
    """Return the personal spans that the bot read in a message."""
    return [
        Span(one["start"], one["end"], one["entity"])
        for one in understood.get("entities") or ()
        if one.get("entity") in PERSONAL
        and isinstance(one.get("start"), int)
        and isinstance(one.get("end"), int)
        and one["start"] < one["end"]
    ]


def mask(text: str, known: Known = NOBODY, read: Iterable[Span] = ()) -> str:
    """Return a text in which everything personal is replaced by its kind: `[email]`."""
    kept, at = [], 0
    for span in find_personal(text, known, read):
        kept += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return "".join((*kept, text[at:]))

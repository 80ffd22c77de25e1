"""What the page of an intent shows: its examples in two columns, a part at a time. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from console.studio.editing.examples import ExampleAt, at_of
from console.studio.editing.reading import LANGUAGES, Known, compare
from console.studio.editing.refusing import Gone
from console.studio.likeness import group
from kernel.turns import Language
from nlu.core.project.examples import Example, Span

PART = 100  # examples of a language that are shown at once
MOST_KEYS = 1_000
ALIKE = 0.75  # cosine of examples that differ in little more than a courtesy
Only = Literal["", "torn", "alike"]


@dataclass(frozen=True)
class Piece:
    """A part of an example's bare text: words, perhaps an entity."""

    text: str
    span: Span | None = None


@dataclass(frozen=True)
class Shown:
    """An example in the list: `key` names it in forms, `other` is an intent that has it too,
    `near` the words of one that says nearly the same."""

    key: str
    example: Example
    pieces: tuple[Piece, ...]
    other: str = ""
    near: str = ""


@dataclass(frozen=True)
class Column:
    """The examples of one language: the ones shown, how many match, how many there are."""

    language: Language
    shown: tuple[Shown, ...]
    matching: int
    total: int
    start: int

    @property
    def before(self) -> int | None:
        """Where the part before begins."""
        return max(0, self.start - PART) if self.start else None

    @property
    def after(self) -> int | None:
        """Where the next part begins."""
        end = self.start + PART
        return end if end < self.matching else None


def make_columns(
    known: Known, intent: str, *, q: str = "", start: int = 0, only: Only = ""
) -> list[Column]:
    """Return the examples of an intent by language, those that hold `q`.

    `only` leaves those that read like one of another intent ("torn"), or nearly like one of this
    ("alike", one beside the other).
    """
    torn = {id(one): other.intent for one, other in known.torn.get(intent, ())}
    wanted, columns = compare(q) if q.strip() else "", []
    for language in LANGUAGES:
        spoken = [one for one, tongue in known.of_intent.get(intent, ()) if tongue == language]
        found = [one for one in spoken if wanted in compare(one.raw)] if wanted else spoken
        near: dict[int, str] = {}
        if only == "torn":
            found = [one for one in found if id(one) in torn]
        elif only == "alike":
            groups = find_alike(found)
            found = [one for some in groups for one in some]
            near = {id(one): some[0].text for some in groups for one in some[1:]}
        shown = tuple(
            Shown(key_of(one), one, cut(one), torn.get(id(one), ""), near.get(id(one), ""))
            for one in found[start : start + PART]
        )
        columns.append(Column(language, shown, len(found), len(spoken), start))
    return columns


def find_alike(examples: Sequence[Example]) -> list[list[Example]]:
    """Return groups of examples that say nearly the same, each led by the one all others are near.

    1,000 examples take a quarter of a second.
    """
    groups: dict[int, list[Example]] = {}
    leaders = group([one.text for one in examples], ALIKE).tolist()
    for leader, one in zip(leaders, examples, strict=True):
        rest = groups.setdefault(leader, [examples[leader]])
        if one is not rest[0]:
            rest.append(one)
    return [some for some in groups.values() if len(some) > 1]


def cut(example: Example) -> tuple[Piece, ...]:
    """Return the bare text of an example in pieces, those that are marked with their entity."""
    pieces, at = [], 0
    for span in example.spans:
        if span.start < at:  # a second entity of the same words
            continue
        if span.start > at:
            pieces.append(Piece(example.text[at : span.start]))
        pieces.append(Piece(example.text[span.start : span.end], span))
        at = span.end
    return (*pieces, Piece(example.text[at:])) if at < len(example.text) else tuple(pieces)


def key_of(example: Example) -> str:
    """Return a short name of an example as it stands: another wording has another."""
    place = example.place
    digest = hashlib.sha256(f"{place.path}\0{example.raw}".encode()).hexdigest()[:16]
    return f"{place.line}-{digest}"


def find_examples(known: Known, intent: str, keys: Sequence[str]) -> list[Example]:
    """Return the examples that keys name; raise `Gone` where one was changed meanwhile.

    Lines may have moved: the wording tells.
    """
    of_wording: dict[str, list[Example]] = {}
    for one, _ in known.of_intent.get(intent, ()):
        of_wording.setdefault(key_of(one).partition("-")[2], []).append(one)
    found: dict[int, Example] = {}
    for key in keys[:MOST_KEYS]:
        line, _, wording = key.partition("-")
        alike = of_wording.get(wording)
        if not alike:
            raise Gone(intent)
        number = int(line) if line.isdecimal() and len(line) < 9 else 0
        one = min(alike, key=lambda some: abs(some.place.line - number))
        found[id(one)] = one
    return list(found.values())


def places_of(examples: Sequence[Example]) -> list[ExampleAt]:
    """Return where examples stand."""
    return [at_of(one) for one in examples]

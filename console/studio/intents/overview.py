"""The list of intents: how many examples, where used, what to look at. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from console.studio.editing.code import read_names
from console.studio.editing.reading import LANGUAGES, Known
from kernel.turns import Language

FEW = 10  # examples in a language: with fewer the held-out score of an intent is mostly chance
Sort = Literal["domain", "name", "few", "many", "warnings"]
SORTS: tuple[Sort, ...] = ("domain", "name", "few", "many", "warnings")


@dataclass(frozen=True)
class Notice:
    """Something to look at: its words by key, and what they name."""

    key: str
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class IntentRow:
    """A line of the list. `found` counts examples that hold what was looked for."""

    name: str
    counts: dict[Language, int]
    stories: int
    rules: int
    warnings: tuple[Notice, ...]
    found: int = 0

    @property
    def total(self) -> int:
        """How many examples there are in all."""
        return sum(self.counts.values())


def list_intents(known: Known, q: str = "", sort: Sort = "domain") -> list[IntentRow]:
    """Return the intents whose name or examples hold `q`, in an order."""
    wanted = q.strip().casefold()
    rows = [_make_row(known, name, wanted) for name in known.intents]
    if wanted:
        words = wanted.replace(" ", "_")
        rows = [one for one in rows if one.found or words in one.name.casefold()]
    if sort == "name":
        return sorted(rows, key=lambda one: one.name)
    if sort in ("few", "many"):
        return sorted(rows, key=lambda one: one.total, reverse=sort == "many")
    if sort == "warnings":
        return sorted(rows, key=lambda one: -len(one.warnings))
    return rows


def _make_row(known: Known, name: str, wanted: str) -> IntentRow:
    counts = known.counts.get(name, Counter[Language]())
    told = known.told_in.get(name, [])
    found = 0
    if wanted:
        examples = known.of_intent.get(name, ())
        found = sum(wanted in one.text.casefold() for one, _ in examples)
    return IntentRow(
        name=name,
        counts={one: counts.get(one, 0) for one in LANGUAGES},
        stories=sum(one.kind == "story" for one in told),
        rules=sum(one.kind == "rule" for one in told),
        warnings=tuple(find_warnings(known, name)),
        found=found,
    )


def find_warnings(known: Known, name: str) -> list[Notice]:
    """Return what is to be looked at in an intent."""
    counts = known.counts.get(name, Counter[Language]())
    found = []
    if name.partition("/")[0] not in known.project.domain.intents:
        found.append(Notice("intents_warn_undeclared"))
    if not counts:
        by_program = bool(read_names().places(name))
        found.append(Notice("intents_note_program" if by_program else "intents_warn_empty"))
    spoken = {language for one in known.counts.values() for language in one}
    for language in LANGUAGES:
        count = counts.get(language, 0)
        if counts and language in spoken and count < FEW:
            found.append(Notice(f"intents_warn_few_{language}", (("count", count),)))
    if not known.told_in.get(name):
        found.append(Notice("intents_warn_unused"))
    if torn := len(known.torn.get(name, ())):
        found.append(Notice("intents_warn_torn", (("count", torn),)))
    return found

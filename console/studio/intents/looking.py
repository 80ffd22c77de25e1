"""A dry look at lines that somebody wants to add: what each would do. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from console.studio.editing.examples import tidy
from console.studio.editing.personal import find_refused
from console.studio.editing.reading import Known, compare
from nlu.core.language import detect_language
from nlu.core.project.examples import MARK, read_marks
from nlu.core.project.reader import Notes

MOST, LONGEST = 500, 500  # lines at once, characters of one
Sort = Literal["new", "here", "twice", "elsewhere", "personal", "mark", "entity", "long"]
REFUSED: frozenset[Sort] = frozenset({"personal", "mark", "long", "here", "twice"})


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a line. `about` names the other intent, or what is wrong."""

    place: int
    text: str
    sort: Sort
    about: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether the line cannot be added as it is, or is there."""
        return self.sort in REFUSED

    @property
    def language(self) -> str:
        """The language it would be counted under."""
        return detect_language(read_marks(self.text)[0])


def split(typed: str) -> list[str]:
    """Return the lines of a text field, empty ones left out."""
    return [one for one in map(tidy, typed.splitlines()) if one]


def look(known: Known, intent: str, lines: list[str]) -> list[Verdict]:
    """Return what is to be said of each line, in order."""
    seen: set[str] = set()
    verdicts = []
    for place, line in enumerate(lines[:MOST]):
        sort, about = judge(known, intent, line)
        compared = compare(read_marks(line)[0])
        if sort in ("new", "entity", "elsewhere") and compared in seen:
            sort, about = "twice", ""
        seen.add(compared)
        verdicts.append(Verdict(place, line, sort, about))
    return verdicts


def judge(known: Known, intent: str, line: str) -> tuple[Sort, str]:
    """Return what is to be said of one line."""
    notes = Notes("")
    text, spans = read_marks(line, notes, 1)
    if len(line) > LONGEST:
        return "long", str(LONGEST)
    if personal := find_refused(line):
        return "personal", personal[0][1]
    if notes.faults or not text.strip():
        return "mark", MARK.search(line)[0] if MARK.search(line) else line  # type: ignore[index]
    alike = known.same.get(compare(text), [])
    if any(one.intent == intent for one in alike):
        return "here", next(one.raw for one in alike if one.intent == intent)
    if alike:
        return "elsewhere", alike[0].intent
    strange = [one.entity for one in spans if one.entity not in known.project.domain.entities]
    return ("entity", strange[0]) if strange else ("new", "")

"""Examples of intents: added, changed, moved, taken out. Everything beside their lines stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.studio.editing.files import Edition
from console.studio.editing.lines import Entry, list_entries, new_entry, set_lines
from console.studio.editing.personal import refuse_personal
from console.studio.editing.refusing import CannotEdit, Gone
from kernel.turns import Language
from nlu.core.language import detect_language
from nlu.core.project.examples import Example
from nlu.core.project.files import Changes, Files

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
BULLET = re.compile(r"\A(?:[-*+•·](?: |$))+")
FOLDERS: dict[Language, str] = {"en": "data/nlu/en", "zh": "data/nlu/zh"}


@dataclass(frozen=True)
class ExampleAt:
    """An example as somebody saw it: its file, its line, and what was written there."""

    path: str
    line: int
    raw: str


def tidy(text: str) -> str:
    """Return an example as one line, without the bullet of a list it was copied from."""
    line = " ".join(UNSEEN.sub(" ", text).split())
    return BULLET.sub("", line)


def add_examples(
    files: Files, *, intent: str, texts: Sequence[str], path: str | None = None
) -> Changes:
    """Return the changes by which an intent has more examples; those it has already are left out.

    Each goes to `path`, or else to the file that has most of the intent in its language. Raises
    `PersonalData`.
    """
    edition = Edition(files)
    put_examples(edition, intent, texts, path)
    return edition.changes


def put_examples(
    edition: Edition,
    intent: str,
    texts: Sequence[str],
    path: str | None = None,
    *,
    is_new: bool = True,
) -> None:
    """Add examples to an edition; what the bot learned from already is not looked at again."""
    known = {raw for one in _entries_of(edition, intent) for raw, _ in one.lines}
    fresh = [one for one in dict.fromkeys(map(tidy, texts)) if one and one not in known]
    for one in fresh:
        if is_new:
            refuse_personal(one)
    for language in FOLDERS:
        spoken = [one for one in fresh if detect_language(one) == language]
        if spoken:
            where = path or choose_file(edition, intent, language)
            here = _entries_of(edition, intent, where)
            if here:
                set_lines(edition, max(here, key=lambda one: len(one.lines)), added=spoken)
            else:
                new_entry(edition, where, "intent", intent, spoken)


def _entries_of(edition: Edition, intent: str, path: str | None = None) -> list[Entry]:
    entries = list_entries(edition, path)
    return [one for one in entries if (one.kind, one.name) == ("intent", intent)]


def choose_file(edition: Edition, intent: str, language: Language) -> str:
    """Return the file for new examples of an intent in a language."""
    counts: Counter[str] = Counter()
    for entry in list_entries(edition):
        if entry.kind == "intent" and entry.name == intent:
            spoken = sum(detect_language(raw) == language for raw, _ in entry.lines)
            counts[entry.path] += 1000 * spoken + len(entry.lines)
    best = sorted(counts, key=lambda path: (-counts[path], path))
    if best and counts[best[0]] >= 1000:
        return best[0]
    for path in best:  # in the other language alone: its twin
        for other in set(FOLDERS) - {language}:
            twin = path.replace(f"/{other}/", f"/{language}/")
            if twin != path:
                return twin
    if best and not any(f"/{one}/" in best[0] for one in FOLDERS):  # languages side by side
        return best[0]
    name = re.sub(r"\W+", "_", intent.split("/")[0])
    return f"{FOLDERS[language]}/{name}.yml"


def change_example(files: Files, *, at: ExampleAt, text: str) -> Changes:
    """Return the changes by which an example is worded otherwise; raise `Gone`, `PersonalData`."""
    edition, new = Edition(files), tidy(text)
    if not new:
        return remove_examples(files, at=[at])
    refuse_personal(new)
    entry, line = find_entry(edition, at)
    set_lines(edition, entry, changed={line: new})
    return edition.changes


def remove_examples(files: Files, *, at: Iterable[ExampleAt]) -> Changes:
    """Return the changes by which examples are gone; raise `Gone` for one that is already."""
    edition = Edition(files)
    _take_out(edition, at)
    return edition.changes


def move_examples(files: Files, *, at: Sequence[ExampleAt], intent: str) -> Changes:
    """Return the changes by which examples are of another intent; raise `Gone`."""
    edition = Edition(files)
    texts = _take_out(edition, at)
    is_known = bool(_entries_of(edition, intent))
    put_examples(edition, intent, texts, None if is_known else at[0].path, is_new=False)
    return edition.changes


def at_of(example: Example) -> ExampleAt:
    """Return where an example stands."""
    return ExampleAt(example.place.path, example.place.line, example.raw)


def _take_out(edition: Edition, at: Iterable[ExampleAt]) -> list[str]:
    wanted = list(at)
    by_file: dict[str, list[ExampleAt]] = {}
    for one in wanted:
        by_file.setdefault(one.path, []).append(one)
    for path, some in by_file.items():
        found = [find_entry(edition, one) for one in some]
        gone: dict[int, tuple[Entry, dict[int, str | None]]] = {}
        for entry, line in found:
            gone.setdefault(entry.place, (entry, {}))[1][line] = None
        for place in sorted(gone, reverse=True):  # from below: lines above keep their numbers
            set_lines(edition, gone[place][0], changed=gone[place][1])
        if path not in edition.files and not gone:
            raise CannotEdit(path)
    return [one.raw for one in wanted]


def find_entry(edition: Edition, at: ExampleAt) -> tuple[Entry, int]:
    """Return the entry that holds an example, and its line now; raise `Gone` where it is not there.

    Where lines were added above it meanwhile it is found by its words.
    """
    entries = list_entries(edition, at.path)
    places = [(one, line) for one in entries for raw, line in one.lines if raw == at.raw]
    if not places:
        raise Gone(at.raw)
    return min(places, key=lambda one: abs(one[1] - at.line))

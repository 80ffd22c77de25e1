"""Findings of the prover, by the lines of the file they stand on."""

from functools import partial

from console.studio.editing.sheet import Written
from console.studio.proving.view import Shown, findings_of
from console.studio.stories.cards import FindingsAt
from kernel.turns import Language
from nlu.core.project.files import Files


def make_finder(files: Files, path: str, language: Language) -> FindingsAt:
    """Return what tells the findings at lines of a file, in words for a reader."""
    return partial(_find, findings_of(files, path, language))


def _find(findings: list[Shown], first: int, last: int) -> tuple[Shown, ...]:
    return tuple(one for one in findings if first <= one.line <= last)


def find_above(written: Written, findings_at: FindingsAt) -> tuple[Shown, ...]:
    """Return what is wrong with a story but stands at none of its entries."""
    entries = (*written.steps.entries, *written.conditions.entries)
    at_entries = {one for entry in entries for one in findings_at(entry.first + 1, entry.last + 1)}
    whole = findings_at(written.first + 1, written.last + 1)
    return tuple(one for one in whole if one not in at_entries)

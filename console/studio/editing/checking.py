"""The last look at an edit: the new text must say what was meant, and nothing else may differ."""

from collections.abc import Sequence
from dataclasses import replace

from console.studio.editing.comparing import told
from console.studio.editing.sheet import CannotEdit, Kind, Listed, Sheet, Written
from kernel.errors import Conflict, Invalid
from nlu.core.project.files import Files
from nlu.core.project.steps import LoopStep, SlotStep, Story

MAX_NAME = 150
UNUSUAL = "it is laid out in a way that cards do not know. Change it as text."


class NameTaken(Conflict):
    """Another story (or rule) has this name already."""

    code = "story_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is one named {name!r} already.", name=name)


class BadName(Invalid):
    """A name that is empty, too long or on several lines."""

    code = "story_bad_name"

    def __init__(self) -> None:
        super().__init__(f"A name has 1 to {MAX_NAME} characters on one line.", most=MAX_NAME)


def open_sheet(files: Files, path: str) -> Sheet:
    """Return a file taken apart; raises `CannotEdit` for one that is not there."""
    if path not in files:
        raise CannotEdit(path, "there is no such file any more.")
    return Sheet(path, files[path])


def check_name(files: Files, kind: Kind, name: str, *, was: str | None = None) -> str:
    """Return a name without space around it; raise `BadName` or `NameTaken` (anywhere)."""
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise BadName
    if name != was and name in names_of(files, kind):
        raise NameTaken(name)
    return name


def names_of(files: Files, kind: Kind) -> set[str]:
    """Return the names of all stories (or rules) in the files that can be read."""
    found: set[str] = set()
    for path, text in files.items():
        if f"{kind}:" in text and not path.startswith("tests/"):
            try:
                found |= {one.key.name for one in Sheet(path, text).written if one.key.kind == kind}
            except CannotEdit:
                continue
    return found


def finish(sheet: Sheet, lines: Sequence[str], expected: Sequence[Story]) -> str:
    """Return the new text; raise `CannotEdit` unless it says just what is expected."""
    text = "".join(lines)
    after = Sheet(sheet.path, text)
    meant = told(expected)
    if told([one.story for one in after.written]) != meant or after.others != sheet.others:
        raise CannotEdit(sheet.path, UNUSUAL)
    return text


def with_story(sheet: Sheet, written: Written, story: Story | None) -> list[Story]:
    """Return what the file is to say with one story changed, or gone (None)."""
    found = [story if one is written else one.story for one in sheet.written]
    return [one for one in found if one is not None]


def from_entries(written: Written, steps: Listed, conditions: Listed) -> Story:
    """Return a story that says what its entries say."""
    return replace(
        written.story,
        steps=tuple(step for one in steps.entries for step in one.steps),
        conditions=tuple(
            step
            for one in conditions.entries
            for step in one.steps
            if isinstance(step, SlotStep | LoopStep)
        ),
    )

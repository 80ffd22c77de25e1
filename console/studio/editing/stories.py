"""Changes of whole stories and rules: add, rename, copy, branch, move, delete; new files.

Every function takes the project's files and returns the changes to make, {} for none. Lines that
are not concerned stay byte for byte. Raises `CannotEdit`, `StoryGone`, `NameTaken`, `BadName`.
"""

from collections.abc import Sequence
from dataclasses import replace

from console.studio.editing.checking import (
    check_name,
    finish,
    open_sheet,
    with_story,
)
from console.studio.editing.comparing import bare
from console.studio.editing.layout import replace_part, shift
from console.studio.editing.sheet import SECTION_OF, CannotEdit, Kind, Sheet, StoryKey, Written
from console.studio.editing.writing import write_entry, write_scalar
from kernel.errors import Conflict
from nlu.core.project.faults import Place
from nlu.core.project.files import Changes, Files
from nlu.core.project.steps import Step, Story

HEAD = 'version: "3.1"\n'


def add_story(
    files: Files, path: str, kind: Kind, name: str, steps: Sequence[Sequence[Step]] = ()
) -> Changes:
    """Add a story or a rule at the end of its section; the file is made where there is none.

    `steps` are entries: of each the steps it says.
    """
    name = check_name(files, kind, name)
    sheet = Sheet(path, files.get(path, HEAD))
    column, inner = _style(sheet, kind)
    pad, keys = " " * column, " " * (column + 2)
    entries = [line for one in steps for line in write_entry(one, inner)]
    body = [f"{keys}steps:", *entries] if steps else [f"{keys}steps: []"]
    block = [f"{pad}- {kind}: {write_scalar(name)}", *body]
    told = tuple(bare(step) for one in steps for step in one)
    story = Story(name, kind, told, Place())
    lines = _put(sheet, kind, [line + sheet.newline for line in block])
    return {path: finish(sheet, lines, _with_last(sheet, kind, story))}


def rename_story(files: Files, key: StoryKey, name: str) -> Changes:
    """Give a story another name."""
    sheet = open_sheet(files, key.path)
    written = sheet.find(key)
    name = check_name(files, key.kind, name, was=key.name)
    if name == key.name:
        return {}
    lines = replace_part(sheet.lines, written.name, write_scalar(name))
    story = replace(written.story, name=name)
    return {key.path: finish(sheet, lines, with_story(sheet, written, story))}


def delete_story(files: Files, key: StoryKey) -> Changes:
    """Delete a story with the comments right above it, and the blank lines that followed."""
    sheet = open_sheet(files, key.path)
    written = sheet.find(key)
    lines = _without(sheet, written)
    return {key.path: finish(sheet, lines, with_story(sheet, written, None))}


def branch_story(files: Files, key: StoryKey, upto: int | None, name: str) -> Changes:
    """Put a story behind another one that begins alike: its entries up to and with `upto`.

    Conditions of a rule are copied, too. None copies all entries.
    """
    sheet = open_sheet(files, key.path)
    written = sheet.find(key)
    name = check_name(files, key.kind, name)
    entries = written.steps.entries
    kept = len(entries) if upto is None else max(0, min(upto + 1, len(entries)))
    if kept == 0 and entries:
        raise CannotEdit(key.path, "there is no step to branch from.")
    lines = sheet.lines[written.first : written.last + 1]
    if not lines[-1].endswith(("\n", "\r")):
        lines[-1] += sheet.newline
    for one in reversed(entries[kept:]):
        del lines[one.head - written.first : one.last + 1 - written.first]
    at = written.name.start[0] - written.first
    tail = replace_part(sheet.lines, written.name, write_scalar(name))
    lines[at : written.name.last + 1 - written.first] = [tail[written.name.start[0]]]
    steps = tuple(step for one in entries[:kept] for step in one.steps)
    story = replace(written.story, name=name, steps=steps)
    whole = _put(sheet, key.kind, lines, after=written)
    expected = with_story(sheet, written, written.story)
    place = sheet.written.index(written) + 1
    expected[place:place] = [story]
    return {key.path: finish(sheet, whole, expected)}


def move_story(files: Files, key: StoryKey, path: str) -> Changes:
    """Move a story to the end of its section in another file, which is made if need be."""
    if path == key.path:
        return {}
    sheet = open_sheet(files, key.path)
    written = sheet.find(key)
    target = Sheet(path, files.get(path, HEAD))
    column, _inner = _style(target, key.kind)
    lines = sheet.lines[written.head : written.last + 1]
    lines = [line.rstrip("\r\n") + target.newline for line in shift(lines, column - written.column)]
    put = _put(target, key.kind, lines)
    return {
        key.path: finish(sheet, _without(sheet, written), with_story(sheet, written, None)),
        path: finish(target, put, _with_last(target, key.kind, written.story)),
    }


def set_flags(files: Files, key: StoryKey, *, is_start: bool, waits: bool) -> Changes:
    """Say of a rule whether it holds at the start alone, and whether it waits at its end."""
    sheet = open_sheet(files, key.path)
    written = sheet.find(key)
    lines = list(sheet.lines)
    wanted = (
        ("wait_for_user_input", waits, written.story.waits, "false"),
        ("conversation_start", is_start, written.story.is_start, "true"),
    )
    for name, is_on, was_on, value in sorted(
        wanted, key=lambda one: -(part.start[0] if (part := written.part.key(one[0])) else 0)
    ):
        if is_on == was_on:
            continue
        part = written.part.key(name)
        if part is not None:
            other = written.part.get(name)
            del lines[part.start[0] : (other.last if other else part.last) + 1]
        elif is_on == (value == "true"):
            lines.insert(
                written.name.last + 1, " " * written.inner + f"{name}: {value}{sheet.newline}"
            )
    if lines == sheet.lines:
        return {}
    story = replace(written.story, is_start=is_start, waits=waits)
    return {key.path: finish(sheet, lines, with_story(sheet, written, story))}


def add_file(files: Files, path: str, note: str = "") -> Changes:
    """Add a file that holds nothing yet; `note` becomes its first line, as a comment."""
    if path in files:
        raise FileThere(path)
    first = "".join(f"# {line}\n" for line in note.splitlines() if line.strip())
    return {path: first + HEAD}


class FileThere(Conflict):
    """A file that is to be made is there already."""

    code = "studio_file_there"

    def __init__(self, path: str) -> None:
        super().__init__(f"There is a file {path} already.", path=path)


def _style(sheet: Sheet, kind: Kind) -> tuple[int, int]:
    """Return the columns of dashes: of stories, and of steps, as the file has them."""
    alike = [one for one in sheet.written if one.key.kind == kind] or sheet.written
    if not alike:
        return 0, 2
    column = alike[-1].column
    steps = next((one.steps.column for one in reversed(alike) if one.steps.entries), column + 2)
    return column, column + max(2, steps - column)


def _put(sheet: Sheet, kind: Kind, block: list[str], after: Written | None = None) -> list[str]:
    """Return the file's lines with a story behind another, or at the end of its section."""
    alike = [one for one in sheet.written if one.key.kind == kind]
    lines = list(sheet.lines)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += sheet.newline
    if alike:
        line = (after or alike[-1]).last + 1
        is_tight = len(alike) > 1 and alike[-1].head == alike[-2].last + 1
        gap = [] if is_tight else [sheet.newline]
        return [*lines[:line], *gap, *block, *lines[line:]]
    section = SECTION_OF[kind]
    key = sheet.parts.key(section) if sheet.parts else None
    if key is None:
        gap = [sheet.newline] if lines and lines[-1].strip() else []
        return [*lines, *gap, f"{section}:{sheet.newline}", *block]
    value = sheet.parts.get(section) if sheet.parts else None
    last = max(key.start[0], value.last) if value else key.start[0]
    head = lines[key.start[0]][: key.end[1]] + f":{sheet.newline}"
    return [*lines[: key.start[0]], head, *block, *lines[last + 1 :]]


def _without(sheet: Sheet, written: Written) -> list[str]:
    """Return the file's lines without a story; an empty section goes, too."""
    lines = list(sheet.lines)
    first, end = written.head, written.last + 1
    section = SECTION_OF[written.key.kind]
    part = sheet.parts.get(section) if sheet.parts else None
    key = sheet.parts.key(section) if sheet.parts else None
    if part is not None and key is not None and len(part.rows or ()) == 1:
        head = key.start[0]
        between = lines[head + 1 : first]
        lines[head:end] = between if any(line.strip() for line in between) else []
        end = head + len(between if any(line.strip() for line in between) else [])
        first = head
    else:
        del lines[first:end]
        end = first
        if written.position and first and lines[first - 1].strip():
            return lines  # what separates the next one stays
    while end < len(lines) and not lines[end].strip():
        del lines[end]
    while end == len(lines) and end and not lines[end - 1].strip():
        end -= 1
        del lines[end]
    return lines


def _with_last(sheet: Sheet, kind: Kind, story: Story) -> list[Story]:
    """Return what the file is to say with a story behind the others of its kind."""
    found = [one.story for one in sheet.written]
    alike = [at for at, one in enumerate(sheet.written) if one.key.kind == kind]
    place = alike[-1] + 1 if alike else len(found)
    if not alike and SECTION_OF[kind] in (sheet.top or {}):
        line = sheet.parts.key(SECTION_OF[kind]).start[0]  # type: ignore[union-attr]
        place = sum(one.first < line for one in sheet.written)
    return [*found[:place], story, *found[place:]]

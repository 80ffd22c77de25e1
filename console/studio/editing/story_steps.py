"""Changes of single steps and conditions. An entry is one dash under `steps` or `condition`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from console.studio.editing.checking import finish, from_entries, open_sheet, with_story
from console.studio.editing.comparing import bare
from console.studio.editing.layout import Part, find_comments
from console.studio.editing.sheet import (
    CannotEdit,
    Entry,
    Listed,
    Sheet,
    StoryGone,
    StoryKey,
    Written,
)
from console.studio.editing.writing import write_entry
from nlu.core.project.files import Changes, Files
from nlu.core.project.steps import Step

ListName = Literal["steps", "condition"]
NOWHERE = Part((0, 0), (0, 0))


def insert_step(
    files: Files, key: StoryKey, at: int, steps: Sequence[Step], where: ListName = "steps"
) -> Changes:
    """Put an entry before the one at `at`, or at the end."""
    sheet, written, listed = _open(files, key, where)
    at = max(0, min(at, len(listed.entries)))
    lines = _ended(sheet.lines, sheet.newline)
    new = [one + sheet.newline for one in write_entry(steps, _column(listed, written))]
    if listed.entries:
        line = listed.entries[at - 1].last + 1 if at else listed.entries[0].head
        lines = [*lines[:line], *new, *lines[line:]]
    else:
        lines = _begin_list(lines, written, listed, where, new, sheet.newline)
    made = _entry(steps)
    entries = (*listed.entries[:at], made, *listed.entries[at:])
    return _finish(sheet, written, where, lines, entries)


def change_step(
    files: Files, key: StoryKey, at: int, steps: Sequence[Step], where: ListName = "steps"
) -> Changes:
    """Write an entry anew. Its comments stay, at their lines as far as those are the same."""
    sheet, written, listed = _open(files, key, where)
    old = _pick(listed, at, key)
    if tuple(map(bare, steps)) == old.steps:
        return {}
    new = write_entry(steps, _column(listed, written))
    kept = _keep_comments(sheet, old, new, _column(listed, written))
    lines = _ended(sheet.lines, sheet.newline)
    lines[old.first : old.last + 1] = [one + sheet.newline for one in kept]
    entries = (*listed.entries[:at], _entry(steps), *listed.entries[at + 1 :])
    return _finish(sheet, written, where, lines, entries)


def remove_step(files: Files, key: StoryKey, at: int, where: ListName = "steps") -> Changes:
    """Take an entry away, with the comments right above it."""
    sheet, written, listed = _open(files, key, where)
    old = _pick(listed, at, key)
    lines = list(sheet.lines)
    del lines[old.head : old.last + 1]
    if len(listed.entries) == 1 and listed.key is not None:
        line = listed.key.start[0]
        if where == "condition":
            del lines[line]
        else:
            lines[line] = _with_empty_list(lines[line], listed.key)
    entries = (*listed.entries[:at], *listed.entries[at + 1 :])
    return _finish(sheet, written, where, lines, entries)


def move_step(files: Files, key: StoryKey, at: int, to: int, where: ListName = "steps") -> Changes:
    """Have an entry stand at another place of its list, with the comments right above it."""
    sheet, written, listed = _open(files, key, where)
    old = _pick(listed, at, key)
    to = max(0, min(to, len(listed.entries) - 1))
    if to == at:
        return {}
    lines = _ended(sheet.lines, sheet.newline)
    moved = lines[old.head : old.last + 1]
    target = listed.entries[to]
    if to > at:
        lines[old.head : target.last + 1] = [*lines[old.last + 1 : target.last + 1], *moved]
    else:
        lines[target.head : old.last + 1] = [*moved, *lines[target.head : old.head]]
    entries = list(listed.entries)
    entries.insert(to, entries.pop(at))
    return _finish(sheet, written, where, lines, tuple(entries))


def _open(files: Files, key: StoryKey, where: ListName) -> tuple[Sheet, Written, Listed]:
    sheet = open_sheet(files, key.path)
    written = sheet.find(key)
    listed = written.steps if where == "steps" else written.conditions
    if listed.value is not None and listed.value.is_flow and listed.entries:
        sheet = Sheet(key.path, _unfold(sheet, written, listed, where))
        written = sheet.find(key)
        listed = written.steps if where == "steps" else written.conditions
    return sheet, written, listed


def _unfold(sheet: Sheet, written: Written, listed: Listed, where: ListName) -> str:
    """Return the text with a list in brackets written with dashes."""
    value = listed.value
    assert value is not None  # noqa: S101 - it holds entries
    if any(not one.steps for one in listed.entries):
        raise CannotEdit(sheet.path, f"`{where}:` stands in brackets.")
    new = [row for one in listed.entries for row in write_entry(one.steps, written.inner)]
    head = sheet.lines[value.start[0]][: value.start[1]].rstrip()
    tail = sheet.lines[value.last][value.end[1] :].rstrip()
    block = [row + sheet.newline for row in [head + tail, *new]]
    lines = [*sheet.lines[: value.start[0]], *block, *sheet.lines[value.last + 1 :]]
    return finish(sheet, lines, [one.story for one in sheet.written])


def _pick(listed: Listed, at: int, key: StoryKey) -> Entry:
    if not 0 <= at < len(listed.entries):
        raise StoryGone(key.path, f"{key.name} ({at + 1})")
    return listed.entries[at]


def _column(listed: Listed, written: Written) -> int:
    """Return where dashes stand: as in this list, or in the other one."""
    for one in (listed, written.steps, written.conditions):
        if one.entries:
            return one.column
    return written.inner


def _begin_list(
    lines: list[str],
    written: Written,
    listed: Listed,
    where: ListName,
    new: list[str],
    newline: str,
) -> list[str]:
    """Write the first entry of a list, with the key it stands under where there is none."""
    if listed.key is None:
        line = written.name.last + 1 if where == "condition" else written.last + 1
        key = " " * written.inner + f"{where}:{newline}"
        return [*lines[:line], key, *new, *lines[line:]]
    first, value = listed.key.start[0], listed.value
    last = first if value is None else max(first, value.last)
    tail = lines[last][value.end[1] :] if value is not None and value.is_flow else newline
    head = lines[first][: listed.key.end[1]] + ":" + (tail if tail.strip() else newline)
    return [*lines[:first], head, *new, *lines[last + 1 :]]


def _with_empty_list(line: str, key: Part) -> str:
    at = line.index(":", key.end[1]) + 1
    return f"{line[:at]} []{line[at:]}"


def _keep_comments(sheet: Sheet, old: Entry, new: list[str], column: int) -> list[str]:
    """Return the new lines with the comments of the old: at a line of the same key, or above."""
    comments = find_comments(old.part, sheet.lines, old.first, old.last)
    kept, left = list(new), dict(comments)
    for is_whole in (True, False):
        for line in list(left):
            was = _part_of(sheet.lines[line].rstrip()[: -len(left[line])].rstrip(), is_whole)
            free = (at for at, one in enumerate(new) if was and kept[at] == one)
            at = next((at for at in free if _part_of(new[at], is_whole) == was), None)
            if at is not None:
                kept[at] = f"{new[at]} {left.pop(line)}"
    return [*(" " * column + comment for comment in left.values()), *kept]


def _part_of(line: str, is_whole: bool) -> str:
    return line if is_whole else line.split(":")[0]


def _ended(lines: list[str], newline: str) -> list[str]:
    """Return the lines; the last one, too, ends."""
    if lines and not lines[-1].endswith(("\n", "\r")):
        return [*lines[:-1], lines[-1] + newline]
    return list(lines)


def _entry(steps: Sequence[Step]) -> Entry:
    return Entry(0, 0, 0, NOWHERE, tuple(map(bare, steps)))


def _finish(
    sheet: Sheet, written: Written, where: ListName, lines: list[str], entries: tuple[Entry, ...]
) -> Changes:
    steps, conditions = written.steps, written.conditions
    if where == "steps":
        steps = replace(steps, entries=entries)
    else:
        conditions = replace(conditions, entries=entries)
    story = from_entries(written, steps, conditions)
    return {sheet.path: finish(sheet, lines, with_story(sheet, written, story))}

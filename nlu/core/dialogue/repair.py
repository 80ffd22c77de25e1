"""Takes a repair: edits lines, keeps comments, and proves that nothing new is wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection

from nlu.core.dialogue.finding import Edit, Finding, Insert, Proof, Remove, Repair, Replace
from nlu.core.dialogue.prove import prove
from nlu.core.project.files import Changes, Files, lay_over
from nlu.core.project.project import read_project

WORD = r"[\w/.-]"
PLAIN = re.compile(r"[A-Za-z_][\w/-]*")
# What may go with the last entry under it: a section, and the examples of an intent.
HOLDERS = re.compile(r"\w+:\s*(#.*)?$|\s+examples:\s*\|")
RESERVED = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})


class EditMisses(ValueError):
    """A line does not hold what an edit expects; it was changed since."""


def repair(
    files: Files,
    finding: Finding,
    *,
    only: Repair | None = None,
    known_actions: Collection[str] | None = None,
    used_names: Collection[str] | None = None,
) -> Changes | None:
    """Return the changes of the first repair that works (or of `only`), None where none does.

    It works where the finding is gone afterwards and no error is there that was not before.
    """
    before = prove(read_project(files), known_actions=known_actions, used_names=used_names)
    for one in finding.repairs if only is None else (only,):
        try:
            changes = edit(files, one)
        except EditMisses:
            continue
        project = read_project(lay_over(files, changes))
        after = prove(project, known_actions=known_actions, used_names=used_names)
        if is_better(before, after, finding):
            return changes
    return None


def is_better(before: Proof, after: Proof, finding: Finding) -> bool:
    """Tell whether a finding has gone and no error has come."""
    counted = before.counted(), after.counted()
    if counted[1][finding.same] >= counted[0][finding.same]:
        return False
    errors = {one.same for one in after.errors}
    return all(counted[1][same] <= counted[0][same] for same in errors)


def edit(files: Files, repair: Repair) -> dict[str, str]:
    """Return the files that a repair changes; raise `EditMisses`."""
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for one in repair.edits:
        by_path[one.place.path].append(one)
    changed: dict[str, str] = {}
    for path, edits in by_path.items():
        if path not in files:
            raise EditMisses(path)
        text = files[path]
        ending = "\r\n" if "\r\n" in text else "\n"
        lines = text.replace("\r\n", "\n").split("\n")
        for one in sorted(edits, key=lambda each: each.place.line, reverse=True):
            _take(lines, one)
        changed[path] = ending.join(lines)
    return changed


def _take(lines: list[str], one: Edit) -> None:
    at = one.place.line - 1
    if not 0 <= at < len(lines):
        raise EditMisses(str(one.place))
    if isinstance(one, Replace):
        lines[at] = _replace(lines[at], one)
    elif isinstance(one, Remove):
        _remove(lines, at)
    else:
        _insert(lines, at, one)


def _replace(line: str, one: Replace) -> str:
    bare, _, comment = _split_comment(line)
    found = list(re.finditer(rf"(?<!{WORD}){re.escape(one.old)}(?!{WORD})", bare))
    if not found or not _is_safe(one.new):
        raise EditMisses(str(one.place))
    last = found[-1]
    return bare[: last.start()] + one.new + bare[last.end() :] + comment


def _is_safe(name: str) -> bool:
    """Tell whether a name needs no quotes in YAML; what is edited here are names alone."""
    return bool(PLAIN.fullmatch(name)) and name.lower() not in RESERVED


def _split_comment(line: str) -> tuple[str, str, str]:
    found = re.search(r"\s+#|^#", line)
    if found and not re.search(r"[\"']", line[: found.start()]):
        return line[: found.start()], "", line[found.start() :]
    return line, "", ""


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _span(lines: list[str], at: int) -> tuple[int, int]:
    """Return the lines of the entry that begins in a line, without blank lines after it."""
    start = at
    line = lines[start]
    if not re.match(r"\s*(- |-$|[^\s#-][^#]*:(\s|$))", line):
        raise EditMisses("no entry begins here")
    depth, end = _depth(line), start + 1
    is_item = line.lstrip().startswith("-")
    last = end
    while end < len(lines):
        inner = lines[end]
        if not _is_blank(inner):
            is_deeper = _depth(inner) > depth
            # a list may stand as deep as the key it belongs to
            is_own_list = not is_item and _depth(inner) == depth and inner.lstrip().startswith("-")
            if not is_deeper and not is_own_list:
                break
            last = end + 1
        end += 1
    while last < len(lines) and not lines[last].strip():
        last += 1
    return start, last


def _remove(lines: list[str], at: int) -> None:
    """Take an entry out; where it is the only one, with what it stands under."""
    start, end = _span(lines, at)
    if not _is_alone(lines, start, end):
        del lines[start:end]
        return None
    above = _above(lines, start)
    if above is None or not HOLDERS.match(lines[above]):
        raise EditMisses("the last of its list")
    if _depth(lines[above]):
        item = _above(lines, above)
        if item is None:
            raise EditMisses("the last of its list")
        return _remove(lines, item)
    start, end = _span(lines, above)
    del lines[start:end]
    return None


def _above(lines: list[str], at: int) -> int | None:
    """Return the line of what an entry stands under."""
    depth, is_item = _depth(lines[at]), lines[at].lstrip().startswith("-")
    for number in range(at - 1, -1, -1):
        line = lines[number]
        is_key = not line.lstrip().startswith("-")
        is_higher = _depth(line) < depth or (is_item and is_key and _depth(line) == depth)
        if not _is_blank(line) and is_higher:
            return number
    return None


def _is_alone(lines: list[str], start: int, end: int) -> bool:
    """Tell whether an entry has no neighbour: what it stands under would hold nothing."""
    depth, is_item = _depth(lines[start]), lines[start].lstrip().startswith("-")
    return not any(
        _has_neighbour(lines, numbers, depth, is_item=is_item)
        for numbers in (range(start - 1, -1, -1), range(end, len(lines)))
    )


def _has_neighbour(lines: list[str], numbers: range, depth: int, *, is_item: bool) -> bool:
    for number in numbers:
        line = lines[number]
        if _is_blank(line) or _depth(line) > depth:
            continue
        return _depth(line) == depth and line.lstrip().startswith("-") == is_item
    return False


def _insert(lines: list[str], at: int, one: Insert) -> None:
    start, end = _span(lines, at)
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    indent = " " * _depth(lines[start])
    lines[end:end] = [indent + line for line in one.lines]

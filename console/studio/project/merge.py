"""Puts together what two people made of one text. Pure.

The algorithm is diff3: S. Khanna, K. Kunal, B. C. Pierce, A Formal Investigation of Diff3 (2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff


@dataclass(frozen=True)
class Clash:
    """Lines that both changed otherwise; `line` (from 1) is where they stand in the merged text."""

    line: int
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """The text with both changes (None: there is none); where they clash it holds mine."""

    text: str | None
    clashes: tuple[Clash, ...] = ()


def merge(base: str | None, mine: str | None, theirs: str | None) -> Merged | None:
    """Return `base` with the changes of both, or None where one deleted what the other changed.

    A text that is absent is None.
    """
    if mine == theirs or theirs == base:
        return Merged(mine)
    if mine == base:
        return Merged(theirs)
    if mine is None or theirs is None:
        return None
    return merge_lines(_split(base or ""), _split(mine), _split(theirs))


def merge_lines(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Merged:
    """Merge line by line: what one side left as it was is taken from the other."""
    out: list[str] = []
    clashes: list[Clash] = []
    at_base = at_mine = at_theirs = 0
    for kept in [*_find_kept(base, mine, theirs), (len(base), len(mine), len(theirs), 0)]:
        start_base, start_mine, start_theirs, length = kept
        old = tuple(base[at_base:start_base])
        ours, other = tuple(mine[at_mine:start_mine]), tuple(theirs[at_theirs:start_theirs])
        if ours == other or other == old:
            out += ours
        elif ours == old:
            out += other
        else:
            clashes.append(Clash(len(out) + 1, old, ours, other))
            out += ours
        out += base[start_base : start_base + length]
        at_base = start_base + length
        at_mine, at_theirs = start_mine + length, start_theirs + length
    return Merged("".join(out), tuple(clashes))


def _find_kept(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> list[tuple[int, int, int, int]]:
    """Return the runs of lines that all three have: where they begin in each, and how long."""
    in_mine = _match(base, mine)
    in_theirs = _match(base, theirs)
    runs: list[tuple[int, int, int, int]] = []
    for line in sorted(in_mine.keys() & in_theirs.keys()):
        here = (line, in_mine[line], in_theirs[line])
        if runs:
            *starts, length = runs[-1]
            if here == tuple(start + length for start in starts):
                runs[-1] = (*runs[-1][:3], length + 1)
                continue
        runs.append((*here, 1))
    return runs


def _match(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return {
        block.a + offset: block.b + offset
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def diff(before: str | None, after: str | None, *, around: int = 3) -> list[str]:
    """Return a unified diff without its head: lines that begin with @, blank, - or +."""
    lines = unified_diff(
        (before or "").splitlines(), (after or "").splitlines(), n=around, lineterm=""
    )
    return list(lines)[2:]

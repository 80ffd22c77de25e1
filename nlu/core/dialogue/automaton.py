"""A regex as an automaton without empty moves: its letters, and what may follow each.

Reads the tree of Python's own parser. Only repeats without a bound (or with one of `MANY`) can
take exponential time, so each outermost one becomes an automaton of its own.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nlu.core.dialogue.letters import (
    ONE_LETTER,
    REPEATS,
    Letters,
    Symbols,
    inner_of,
    is_endless,
)

MAX_LETTERS = 300  # of one repeat
Counts = dict[int, int]


class TooLarge(ValueError):
    """A repeat has more letters than can be looked at in time."""


@dataclass
class Loop:
    """One repeat: what each letter reads, and how many ways lead to each letter after it."""

    text: str
    is_choosing: bool = False  # which of many turns are skipped
    reads: list[Symbols] = field(default_factory=list)
    after: dict[int, Counts] = field(default_factory=lambda: defaultdict(dict))


@dataclass
class Automaton:
    """The outermost repeats of a pattern, and the most that can share letters in a row."""

    loops: list[Loop] = field(default_factory=list)
    chain: int = 0


@dataclass
class _Part:
    """A part of a loop: letters it may begin and end with, in how many ways; ways to skip it."""

    first: Counts
    last: Counts
    skips: int


def build(pattern: str) -> Automaton:
    """Return the repeats of a pattern; raise `re.error` and `TooLarge`."""
    re.compile(pattern)
    tree = parser.parse(pattern)
    letters, found = Letters(pattern, tree), Automaton()
    for items in [tree, *_list_asserted(tree)]:
        for item in _list_repeats(items):
            found.loops.append(_Reader(letters).read_loop(item))
        found.chain = max(found.chain, letters.count_chain(items))
    return found


def _list_asserted(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if item[0] in (op.ASSERT, op.ASSERT_NOT):
            yield item[1][1]
            yield from _list_asserted(item[1][1])
        for inner in inner_of(item):
            yield from _list_asserted(inner)


def _list_repeats(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if is_endless(item):
            yield item
        else:
            for inner in inner_of(item):
                yield from _list_repeats(inner)


class _Reader:
    def __init__(self, letters: Letters) -> None:
        self.letters, self.loop = letters, Loop("")

    def read_loop(self, item: Any) -> Loop:
        self.loop = Loop(self.letters.sample([item]))
        self._repeat(item, at_least=0)
        return self.loop

    def _read(self, items: Iterable[Any]) -> _Part:
        whole = _Part({}, {}, 1)
        for item in items:
            whole = self._join(whole, self._read_one(item))
        return whole

    def _read_one(self, item: Any) -> _Part:
        code, value = item
        if code in ONE_LETTER:
            self.loop.reads.append(self.letters.reads(item))
            if len(self.loop.reads) > MAX_LETTERS:
                raise TooLarge
            number = len(self.loop.reads) - 1
            return _Part({number: 1}, {number: 1}, 0)
        if code in REPEATS:
            return self._repeat(item, at_least=value[0])
        if code in (op.BRANCH, op.GROUPREF_EXISTS):
            return self._branch(inner_of(item))
        inner = inner_of(item)  # groups; what gives nothing back (atomic, possessive) is read once
        return self._read(inner[0]) if inner else _Part({}, {}, 1)

    def _branch(self, options: list[Any]) -> _Part:
        parts = [self._read(option) for option in options]
        return _Part(
            _add(*(part.first for part in parts)),
            _add(*(part.last for part in parts)),
            min(2, sum(part.skips for part in parts)),
        )

    def _repeat(self, item: Any, *, at_least: int) -> _Part:
        _, most, body = item[1]
        whole = _Part({}, {}, 1)
        for _ in range(min(at_least, 2)):
            whole = self._join(whole, self._read(body))
        if is_endless(item):
            again = self._read(body)
            if again.skips and most is not op.MAXREPEAT:
                self.loop.is_choosing = True
            self._follow(again.last, again.first)
            whole = self._join(whole, _Part(again.first, again.last, 1))
        elif most > at_least:
            maybe = self._read(body)
            whole = self._join(whole, _Part(maybe.first, maybe.last, min(2, maybe.skips + 1)))
        return whole

    def _join(self, one: _Part, other: _Part) -> _Part:
        self._follow(one.last, other.first)
        return _Part(
            _add(one.first, _times(other.first, one.skips)),
            _add(other.last, _times(one.last, other.skips)),
            min(2, one.skips * other.skips),
        )

    def _follow(self, lasts: Counts, firsts: Counts) -> None:
        for last, ways in lasts.items():
            self.loop.after[last] = _add(self.loop.after[last], _times(firsts, ways))


def _add(*counts: Counts) -> Counts:
    total: Counts = {}
    for one in counts:
        for letter, ways in one.items():
            total[letter] = min(2, total.get(letter, 0) + ways)
    return total


def _times(counts: Counts, ways: int) -> Counts:
    return {letter: min(2, count * ways) for letter, count in counts.items()} if ways else {}

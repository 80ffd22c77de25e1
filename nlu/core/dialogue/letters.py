"""Which letters the parts of a regex take, told apart by as few letters as will do."""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator
from typing import Any

MANY = 20  # a bound this high counts as none
USUAL = "aZ0_ -.,@\n\t中é"
ONE_LETTER = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)
Symbols = frozenset[str]


class Letters:
    """The letters of one pattern."""

    def __init__(self, pattern: str, tree: Any) -> None:
        self.flags = tree.state.flags & (re.IGNORECASE | re.DOTALL)
        self.symbols = _list_symbols(pattern, tree, self.flags)

    def reads(self, item: Any) -> Symbols:
        """Return the letters that a part of one letter takes."""
        code, value = item
        if code is op.ANY:
            is_all = self.flags & re.DOTALL
            return frozenset(self.symbols if is_all else self.symbols.replace("\n", ""))
        if code in (op.LITERAL, op.NOT_LITERAL):
            is_same = {one for one in self.symbols if self._is_same(one, chr(value))}
            return frozenset(is_same if code is op.LITERAL else set(self.symbols) - is_same)
        is_negative = bool(value) and value[0][0] is op.NEGATE
        taken = {one for one in self.symbols if any(self._is_in(one, part) for part in value)}
        return frozenset(set(self.symbols) - taken if is_negative else taken)

    def _is_same(self, one: str, other: str) -> bool:
        return one == other or bool(self.flags & re.IGNORECASE and one.lower() == other.lower())

    def _is_in(self, letter: str, part: Any) -> bool:
        code, value = part
        if code is op.LITERAL:
            return self._is_same(letter, chr(value))
        if code is op.RANGE:
            forms = (letter, letter.lower(), letter.upper())
            looked = forms if self.flags & re.IGNORECASE else forms[:1]
            return any(len(one) == 1 and value[0] <= ord(one) <= value[1] for one in looked)
        return code is op.CATEGORY and _is_of(letter, value)

    def count_chain(self, items: Iterable[Any]) -> int:
        """Return how many endless repeats follow each other that can read the same letter."""
        most = count = 0
        shared: Symbols = frozenset()
        for item in _flatten(items):
            taken = self._taken([item])
            if is_endless(item):
                is_same = bool(count and shared & taken)
                shared, count = (shared & taken, count + 1) if is_same else (taken, 1)
                most = max(most, count)
            elif item[0] is not op.AT and not _may_skip(item) and not shared & taken:
                count = 0
        return most

    def _taken(self, items: Iterable[Any]) -> Symbols:
        taken: set[str] = set()
        for item in items:
            if item[0] in ONE_LETTER:
                taken |= self.reads(item)
            for inner in inner_of(item):
                taken |= self._taken(inner)
        return frozenset(taken)

    def sample(self, items: Iterable[Any]) -> str:
        """Return a short text that a part takes, to be shown."""
        text = ""
        for item in items:
            if item[0] in ONE_LETTER:
                text += min(self.reads(item), key=_rank, default="")
            elif inner := inner_of(item):
                text += self.sample(inner[0])
        return text[:20]


def _rank(letter: str) -> tuple[bool, bool, str]:
    """Have letters stand before digits, and both before all else."""
    return not letter.isalpha(), not letter.isalnum(), letter


def _list_symbols(pattern: str, tree: Any, flags: int) -> str:
    """Return letters enough to tell all classes of a pattern apart."""
    letters = set(USUAL + pattern)
    for number in re.findall(r"\d+", str(tree)):
        for code in (int(number) - 1, int(number), int(number) + 1):
            if 0 <= code < 0x110000:
                letters.add(chr(code))
    if flags & re.IGNORECASE:
        letters |= {other for one in letters for other in (one.lower(), one.upper())}
    return "".join(sorted(one for one in letters if len(one) == 1))


def inner_of(item: Any) -> list[Any]:
    """Return the parts within a part."""
    code, value = item
    if code in (*REPEATS, op.POSSESSIVE_REPEAT):
        return [value[2]]
    if code is op.SUBPATTERN:
        return [value[3]]
    if code is op.BRANCH:
        return list(value[1])
    if code is op.ATOMIC_GROUP:
        return [value]
    if code is op.GROUPREF_EXISTS:
        return [one for one in value[1:] if one is not None]
    return []


def is_endless(item: Any) -> bool:
    """Tell whether a part repeats without a bound, or with a high one."""
    return item[0] in REPEATS and (item[1][1] is op.MAXREPEAT or item[1][1] >= MANY)


def _flatten(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if item[0] is op.SUBPATTERN:
            yield from _flatten(item[1][3])
        else:
            yield item


def _may_skip(item: Any) -> bool:
    return item[0] in REPEATS and item[1][0] == 0


def _is_of(letter: str, category: Any) -> bool:
    kinds = {
        op.CATEGORY_DIGIT: letter.isdecimal(),
        op.CATEGORY_SPACE: letter.isspace(),
        op.CATEGORY_WORD: letter.isalnum() or letter == "_",
    }
    negative = {
        op.CATEGORY_NOT_DIGIT: op.CATEGORY_DIGIT,
        op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
        op.CATEGORY_NOT_WORD: op.CATEGORY_WORD,
    }
    return not kinds[negative[category]] if category in negative else bool(kinds.get(category))

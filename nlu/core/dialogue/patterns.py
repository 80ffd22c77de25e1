"""Refuses regexes that take forever: a message of forty letters could stop the bot.

A pattern is made an automaton. It takes exponential time exactly where some state is reached from
itself by two ways that read the same letters (Weber and Seidl 1991; Weideman and others 2016);
that is looked for in the product of the automaton with itself, not guessed from its looks. Three
or more unbounded repeats in a row that can read the same letters are refused too: their time
grows with the fourth power of a message's length. Looked at in S69 of RELIABILITY.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nlu.core.dialogue.automaton import Loop, TooLarge, build

MAX_LENGTH = 1_000
MAX_CHAIN = 3
MAX_WORK = 200_000


class PatternSlow(ValueError):
    """A pattern may take exponential time; `part` is what repeats in two ways."""

    def __init__(self, part: str) -> None:
        super().__init__(f"may take forever on {part!r} again and again")
        self.part = part


def check_pattern(pattern: str) -> None:
    """Raise `re.error` for a pattern that cannot be read, `PatternSlow` for one that may hang."""
    problem = _check(pattern)
    if isinstance(problem, re.error):
        raise re.error(problem.msg, problem.pattern, problem.pos)
    if problem is not None:
        raise PatternSlow(problem)


@lru_cache(maxsize=1024)
def _check(pattern: str) -> re.error | str | None:
    if len(pattern) > MAX_LENGTH:
        return pattern[:20] + "…"
    try:
        automaton = build(pattern)
        slow = next((loop.text for loop in automaton.loops if is_doubled(loop)), None)
    except re.error as problem:
        return problem
    except (TooLarge, RecursionError, OverflowError):
        return pattern[:20] + "…"
    if slow is None and automaton.chain > MAX_CHAIN:
        return automaton.loops[0].text
    return slow


def is_doubled(loop: Loop) -> bool:
    """Tell whether some letter is reached from itself by two ways that read the same."""
    if loop.is_choosing:
        return True
    pairs = _follow_pairs(loop)
    for group in _list_circles(pairs):
        if not any(one == other for one, other in group):
            continue
        if any(one != other for one, other in group):
            return True
        letters = {one for one, _ in group}
        if any(loop.after[one].get(other, 0) > 1 for one in letters for other in letters):
            return True
    return False


Pair = tuple[int, int]


def _follow_pairs(loop: Loop) -> dict[Pair, list[Pair]]:
    """Return the pairs of letters that two ways reading the same can be at, and what follows."""
    pairs: dict[Pair, list[Pair]] = {}
    waiting: list[Pair] = [(one, one) for one in range(len(loop.reads))]
    work = 0
    while waiting:
        pair = waiting.pop()
        if pair in pairs:
            continue
        pairs[pair] = []
        for one in loop.after[pair[0]]:
            for other in loop.after[pair[1]]:
                work += 1
                if work > MAX_WORK:
                    raise TooLarge
                if one == other or loop.reads[one] & loop.reads[other]:
                    pairs[pair].append((one, other))
        waiting += pairs[pair]
    return pairs


def _list_circles(graph: dict[Pair, list[Pair]]) -> Iterator[list[Pair]]:
    """Yield the groups of nodes that reach each other (Tarjan's algorithm, without recursion)."""
    index: dict[Pair, int] = {}
    low: dict[Pair, int] = {}
    stack: list[Pair] = []
    is_open: set[Pair] = set()
    for root in graph:
        work = [(root, iter(graph[root]))] if root not in index else []
        while work:
            node, rest = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                stack.append(node)
                is_open.add(node)
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group = stack[stack.index(node) :]
                    del stack[-len(group) :]
                    is_open -= set(group)
                    if len(group) > 1 or node in graph[node]:
                        yield group
            elif following not in index:
                work.append((following, iter(graph[following])))
            elif following in is_open:
                low[node] = min(low[node], index[following])

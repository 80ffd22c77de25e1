"""Finds stories that want different things of the same past.

Sources: rasa/core/training/story_conflict.py for the whole past, and MemoizationPolicy for as many
states as it remembers: what it learned with two actions it forgets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlu.core.dialogue.courses import Course
from nlu.core.dialogue.known import LISTEN
from nlu.core.dialogue.states import State, list_moments
from nlu.core.project.domain import Domain


@dataclass(frozen=True)
class Fork:
    """One past, several futures: for each action the courses with the event's index.

    `is_whole` where the whole past is the same, not only what is remembered of it.
    """

    futures: tuple[tuple[str, tuple[tuple[Course, int], ...]], ...]
    is_whole: bool


class Numbers:
    """Gives equal things the same number."""

    def __init__(self) -> None:
        self._known: dict[object, int] = {}

    def of(self, thing: object) -> int:
        """Return the number of a thing."""
        return self._known.setdefault(thing, len(self._known))


Point = tuple[object, State, str, Course, int]  # past, last state, action, course, index


def list_forks(
    stories: Sequence[Course], domain: Domain, max_history: int | None
) -> Iterator[Fork]:
    """Yield where stories part although nothing tells them apart."""
    numbers = Numbers()
    whole = list(_group(_walk_whole(stories, domain, numbers)))
    yield from (Fork(futures, True) for futures in whole)
    if max_history is None:
        return
    known = {
        frozenset((id(course), index) for _, ends in futures for course, index in ends)
        for futures in whole
    }
    for futures in _group(_walk_memory(stories, domain, numbers, max_history)):
        ends = frozenset((id(course), index) for _, ends in futures for course, index in ends)
        if not any(len(ends & one) > 1 for one in known):
            yield Fork(futures, False)


def _walk_whole(stories: Iterable[Course], domain: Domain, numbers: Numbers) -> Iterator[Point]:
    for course in stories:
        moments = list_moments(course, domain)
        states = iter(moments[0].states if moments else [])
        past = 0
        for index, event in enumerate(course.events):
            if event.kind == "action":
                state = next(states)
                past = numbers.of((past, state))
                yield past, state, event.done, course, index


def _walk_memory(
    stories: Iterable[Course], domain: Domain, numbers: Numbers, max_history: int
) -> Iterator[Point]:
    for course in stories:
        moments = list_moments(course, domain)
        known = [numbers.of(state) for state in moments[0].states] if moments else []
        for moment in moments:
            if not moment.event.is_first:
                past = tuple(known[max(0, moment.at - max_history) : moment.at])
                last = moment.states[moment.at - 1]
                yield past, last, moment.event.done, course, moment.number


def _group(
    points: Iterable[Point],
) -> Iterator[tuple[tuple[str, tuple[tuple[Course, int], ...]], ...]]:
    ends: dict[object, list[tuple[str, Course, int]]] = defaultdict(list)
    forked: dict[object, None] = {}
    for past, last, action, course, index in points:
        if _has_begun(last):
            known = ends[past]
            if known and known[0][0] != action:
                forked[past] = None
            known.append((action, course, index))
    for past in forked:
        futures: dict[str, list[tuple[Course, int]]] = defaultdict(list)
        for action, course, index in ends[past]:
            futures[action].append((course, index))
        yield tuple((action, tuple(found)) for action, found in futures.items())


def _has_begun(state: State) -> bool:
    is_listening = state.action in (None, LISTEN) and not state.words
    return not is_listening or bool(state.intent or state.text)

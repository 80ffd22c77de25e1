"""Says contradictions as findings: both paths, and ways out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set

from nlu.core.dialogue.contradictions import Clash, Judged
from nlu.core.dialogue.courses import Course
from nlu.core.dialogue.finding import (
    Finding,
    Insert,
    Path,
    PathStep,
    Remove,
    Repair,
    Replace,
    Severity,
    words,
)
from nlu.core.dialogue.known import GAP, LISTEN, NOT_SET
from nlu.core.dialogue.memory import Fork
from nlu.core.project.faults import Place

End = tuple[Course, int]


def say_clashes(judged: Judged, lists: Set[str] = frozenset()) -> Iterator[Finding]:
    """Yield what contradicts rules, but for what is of Rasa's making: `lists` that are null."""
    clashes = [one for one in judged.clashes if not _is_of_lists(one, lists)]
    support = defaultdict[tuple[str, str], set[str]](set)
    for clash in clashes:
        support[_cause(clash), clash.wanted].add(clash.course.name)
    said: set[frozenset[tuple[Place, str]]] = set()
    for clash in clashes:
        others = [end for end in clash.others if end[0].story is not clash.course.story]
        if not others and not clash.by:
            others = list(clash.others)
        mine = (_place(clash.course, clash.index), clash.wanted)
        for end in others[:1]:
            pair = frozenset({mine, (_place(*end), _action(*end))})
            if pair not in said:
                said.add(pair)
                count = len(support[_cause(clash), clash.wanted])
                yield _say_clash(clash, end, count)
        if not others and clash.by and (mine[0], clash.by) not in {one for s in said for one in s}:
            said.add(frozenset({(mine[0], clash.by)}))
            yield _say_alone(clash, "overruled_rule" if clash.course.is_rule else "overruled_story")
    for clash in judged.unheard:
        yield _say_alone(clash, "never_entered")


def _is_of_lists(clash: Clash, lists: Set[str]) -> bool:
    courses = [clash.course, *(course for course, _ in clash.others)]
    return bool(lists) and any(
        event.kind == "slot" and event.name in lists and event.value == NOT_SET
        for course in courses
        for event in course.events
    )


def _cause(clash: Clash) -> str:
    return str(_place(*clash.others[0])) if clash.others else clash.by


def _say_clash(clash: Clash, end: End, stories: int) -> Finding:
    mine = (clash.course, clash.index)
    kind = "rule_against_rule" if clash.course.is_rule else "story_against_rule"
    repairs = [*_change(mine, _action(*end)), *_take_out(clash.course)]
    if stories > 2:  # many stories against one rule
        repairs = [*_change(end, clash.wanted), *repairs]
    return _make(kind, "error", mine, end, repairs)


def _say_alone(clash: Clash, kind: str) -> Finding:
    course, index = clash.course, clash.index
    place = _place(course, index)
    is_default = clash.by.startswith("default ")
    about = words(
        story=course.name, wanted=clash.wanted, done=clash.predicted, by=clash.by.split(" ")[1]
    )
    key = kind if is_default else f"{kind}_form"
    repairs = (*_change((course, index), clash.predicted), *_take_out(course))
    severity: Severity = "warning" if kind == "never_entered" else "error"
    return Finding(key, severity, place, about, (_path(course, index),), tuple(repairs))


def say_forks(forks: Iterable[Fork], clashing: set[Place]) -> Iterator[Finding]:
    """Yield where stories contradict each other; not again what contradicts a rule."""
    said: set[frozenset[Place]] = set()
    for fork in forks:
        ranked = sorted(fork.futures, key=_rank)
        action, ends = ranked[0]
        for _, less in ranked[1:]:
            mine, other = less[0], ends[0]
            places = frozenset({_place(*mine), _place(*other)})
            if places in said or places & clashing:
                continue
            said.add(places)
            kind = "story_against_story" if fork.is_whole else "story_forgets"
            severity: Severity = "error" if fork.is_whole else "warning"
            repairs = _change(mine, action) if fork.is_whole else []
            yield _make(kind, severity, mine, other, repairs)


def _rank(future: tuple[str, tuple[End, ...]]) -> tuple[int, Place]:
    ends = future[1]
    return -len({course.name for course, _ in ends}), _place(*ends[0])


def _make(
    kind: str, severity: Severity, mine: End, other: End, repairs: Iterable[Repair]
) -> Finding:
    about = words(
        name=mine[0].name,
        other=other[0].name,
        wanted=_action(*mine),
        done=_action(*other),
        after=_after(*mine),
    )
    paths = (_path(*mine), _path(*other))
    return Finding(kind, severity, _place(*mine), about, paths, tuple(repairs))


def _change(end: End, action: str) -> Iterator[Repair]:
    """Yield ways to make a course do another action."""
    course, index = end
    event = course.events[index]
    about = words(name=course.name, old=event.done, new=action)
    if event.done == action or action == GAP:
        return
    if action == LISTEN:
        if not event.is_implied:
            yield Repair("remove_action", about, (Remove(event.place),))
    elif event.is_implied:
        before = _written(course, index)
        if event.name == LISTEN and before is not None:
            yield Repair("add_action", about, (Insert(before, (f"- action: {action}",)),))
    else:
        yield Repair("change_action", about, (Replace(event.place, event.done, action),))


def _take_out(course: Course) -> Iterator[Repair]:
    key = "remove_rule" if course.is_rule else "remove_story"
    if len(course.stories) == 1:
        yield Repair(key, words(name=course.name), (Remove(course.story.place),))


def _written(course: Course, index: int) -> Place | None:
    for event in reversed(course.events[:index]):
        if not event.is_implied:
            return event.place
    return None


def _place(course: Course, index: int) -> Place:
    event = course.events[index]
    if not event.is_implied:
        return event.place
    return _written(course, index) or event.place


def _action(course: Course, index: int) -> str:
    return course.events[index].done


def _after(course: Course, index: int) -> str:
    for event in reversed(course.events[:index]):
        if not event.is_implied and event.kind in ("user", "action"):
            return event.shown
    return ""


def _path(course: Course, index: int) -> Path:
    steps = [event.step for event in course.events[:index] if not event.is_implied]
    last = course.events[index]
    steps.append(PathStep("action", last.done, _place(course, index)))
    return Path(course.name, course.is_rule, course.story.place, tuple(steps))

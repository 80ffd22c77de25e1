"""Finds where rules contradict rules or stories, as RulePolicy does before it is trained.

Source: RulePolicy._analyze_rules and _check_prediction of Rasa 3.6.21.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from nlu.core.dialogue.courses import Course
from nlu.core.dialogue.known import GAP, LISTEN, NOT_SET
from nlu.core.dialogue.rules import DEFAULT, LOOP, Predicted, Rules, Running, Settings
from nlu.core.dialogue.states import Key, Moment, as_json, list_moments
from nlu.core.project.domain import Domain


@dataclass(frozen=True)
class Clash:
    """A course wants one action where rules want another; `others` are theirs, with the index."""

    course: Course
    index: int
    wanted: str
    predicted: str
    others: tuple[tuple[Course, int], ...] = ()
    by: str = ""  # what Rasa does by itself, where no rule says it


@dataclass
class Judged:
    """What the check of rules found."""

    rules: Rules
    clashes: list[Clash] = field(default_factory=list)
    unheard: list[Clash] = field(default_factory=list)  # Rasa overrules and does not say so


Source = tuple[Course | None, int, str, str]  # course, index, action, name of what is no rule


def judge(
    stories: Sequence[Course], rules: Sequence[Course], domain: Domain, settings: Settings
) -> Judged:
    """Learn the rules and run them over all courses."""
    learned = Rules(settings)
    of_rules = [list_moments(one, domain, omits_unset=True) for one in rules]
    of_stories = [list_moments(one, domain) for one in stories]
    learned.learn(chain.from_iterable(of_rules))
    learned.learn_interruptions(chain.from_iterable([*of_rules, *of_stories]))
    judged, sources = Judged(learned), defaultdict[Key | str, list[Source]](list)
    seen = [list_moments(one, domain) for one in rules]
    for course, moments in zip(rules, seen, strict=True):
        for moment, said in _predictions(course, moments, learned):
            if said.source is not None:
                sources[said.source].append(_source(course, moment, said))
    runs = [*zip(stories, _aligned(stories, of_stories, domain), strict=True)]
    for course, moments in [*runs, *zip(rules, seen, strict=True)]:
        for moment, said in _predictions(course, moments, learned):
            _compare(course, moment, said, sources, judged)
    return judged


def _aligned(
    stories: Sequence[Course], moments: list[list[Moment]], domain: Domain
) -> Iterator[list[Moment]]:
    """Yield the moments with the states of the events that count, which checks are run on."""
    for course, listed in zip(stories, moments, strict=True):
        if all(event.kind != "loop" for event in course.events):
            yield listed
        else:
            yield list_moments(course, domain, is_checked=True)


def _predictions(
    course: Course, moments: Sequence[Moment], rules: Rules
) -> Iterator[tuple[Moment, Predicted]]:
    """Yield what the rules predict at each moment that can be foretold."""
    running, at, is_open = Running(), 0, True
    for moment in moments:
        for event in course.events[at : moment.number]:
            if event.kind == "loop":
                running = Running(None if event.name == NOT_SET else event.name)
        at = moment.number
        action = moment.event
        if action.name == GAP:
            is_open = True
        elif is_open or action.is_first:
            is_open = False
        else:
            yield moment, _predict(course, moment, rules, running)
        if running.loop is not None and action.name == running.loop:
            running.is_rejected = False


def _predict(course: Course, moment: Moment, rules: Rules, running: Running) -> Predicted:
    past, is_rule = moment.past, course.is_rule
    said = rules.predict(past, moment.said, running, is_rule=is_rule)
    loop = running.loop
    if loop is not None and said.action != moment.event.done and said.action == loop:
        running.is_rejected = True
        said = rules.predict(past, moment.said, running, is_rule=is_rule)
    return said


def _source(course: Course, moment: Moment, said: Predicted) -> Source:
    if isinstance(said.source, str) and said.source.startswith((DEFAULT, LOOP)):
        return None, 0, said.action or "", said.source
    return course, moment.number, moment.event.done, ""


def _compare(
    course: Course,
    moment: Moment,
    said: Predicted,
    sources: dict[Key | str, list[Source]],
    judged: Judged,
) -> None:
    wanted = moment.event.done
    if not said.action or not said.source or said.action == wanted:
        return
    table = judged.rules.table
    if isinstance(said.source, tuple) and not course.is_rule:
        key = said.source
        if said.action == LISTEN and _is_cut_short(key, judged.rules):
            if key in table.actions:
                table.drop(key)
            return
    against = [one for one in sources.get(said.source, []) if one[2] != wanted]
    others = tuple((one, index) for one, index, _, _ in against if one is not None)
    by = next((name for one, _, _, name in against if one is None), "")
    is_silent = not against and isinstance(said.source, str)
    clash = Clash(course, moment.number, wanted, said.action, others, by or str(said.source))
    if against:
        judged.clashes.append(clash)
    elif is_silent:
        judged.unheard.append(clash)


def _is_cut_short(key: Key, rules: Rules) -> bool:
    """Tell whether a rule of a single action is the beginning of a longer one."""
    if sum(state.has_action for state in key) > 1:
        return False
    start, whole = as_json(key)[:-2], as_json(key)
    return any(
        (text := as_json(one)).startswith(start) and text != whole for one in rules.table.actions
    )

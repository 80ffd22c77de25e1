"""The prover finds what a plain reading of Rasa's check finds, on random projects."""

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlu.core.dialogue.contradictions import judge
from nlu.core.dialogue.courses import Course, list_courses
from nlu.core.dialogue.memory import list_forks
from nlu.core.dialogue.prove import prove
from nlu.core.dialogue.rules import Settings
from nlu.core.project.project import read_project
from tests.core.dialogue.brute import Bot, Checker, story_conflicts
from tests.core.dialogue.random_projects import FORM, make_files


def runs_a_form_twice(bot: Bot) -> bool:
    return any(
        Counter(value for kind, value in events if kind == "action")[FORM] > 1
        for _, events in [*bot.rules, *bot.stories]
    )


def split(files: dict[str, str]) -> tuple[list[Course], list[Course]]:
    project = read_project(files)
    courses = list_courses(project.stories, project.domain)
    return [one for one in courses.all if not one.is_rule], courses.rules


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_contradictions_are_those_of_a_plain_reading(seed: int) -> None:
    files = make_files(seed, rare=0.0)
    bot = Bot(files)
    assume(not runs_a_form_twice(bot))
    stories, rules = split(files)
    judged = judge(stories, rules, read_project(files).domain, Settings())
    assert {(one.course.name, one.wanted) for one in judged.clashes} == Checker(bot).clashes()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_story_conflicts_are_those_of_a_plain_reading(seed: int) -> None:
    files = make_files(seed, rare=0.0)
    stories, _ = split(files)
    forks = list_forks(stories, read_project(files).domain, None)
    found = {
        frozenset((course.name, action) for action, ends in one.futures for course, _ in ends)
        for one in forks
    }
    assert found == story_conflicts(Bot(files))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_whatever_stands_in_a_project_it_is_proven_and_named(seed: int) -> None:
    files = make_files(seed, rare=0.3)
    proof = prove(read_project(files))
    assert list(proof.findings) == sorted(proof.findings, key=lambda one: one.place)
    for finding in proof.findings:
        lines = len(files.get(finding.place.path, "").splitlines())
        assert 0 <= finding.place.line <= lines
        for path in finding.paths:
            assert path.steps

"""Proves a project: everything that is wrong with it, sorted by place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from time import perf_counter

from nlu.core.dialogue.checks.forms import check_forms
from nlu.core.dialogue.checks.names import check_names
from nlu.core.dialogue.checks.parts import check_parts
from nlu.core.dialogue.checks.question import Question, base_of
from nlu.core.dialogue.checks.responses import check_responses
from nlu.core.dialogue.checks.settings import check_settings
from nlu.core.dialogue.checks.twice import check_twice
from nlu.core.dialogue.checks.understanding import check_understanding
from nlu.core.dialogue.checks.unused import check_unused
from nlu.core.dialogue.conflicts import say_clashes, say_forks
from nlu.core.dialogue.contradictions import judge
from nlu.core.dialogue.courses import list_courses
from nlu.core.dialogue.ends import check_ends
from nlu.core.dialogue.finding import Finding, Proof, error
from nlu.core.dialogue.idle_rules import check_idle
from nlu.core.dialogue.memory import list_forks
from nlu.core.dialogue.policies import read_policies
from nlu.core.dialogue.rules import Settings
from nlu.core.dialogue.uses import Named, list_uses
from nlu.core.dialogue.whole_rules import check_rules
from nlu.core.project.project import Project

CHECKS = (
    check_names,
    check_unused,
    check_forms,
    check_responses,
    check_twice,
    check_understanding,
    check_settings,
    check_parts,
)


def prove(
    project: Project,
    *,
    known_actions: Collection[str] | None = None,
    used_names: Collection[str] | None = None,
) -> Proof:
    """Return all findings of a project.

    `known_actions` are the actions that the action server has, `used_names` the names that code
    uses (`utter_x_*` for all that begin so; `names_in_code` finds them). None of either: unknown,
    and what could only be judged with it is not reported.
    """
    began = perf_counter()
    question = ask(project, known_actions, used_names)
    found = [error("unreadable", fault.place, reason=fault.reason) for fault in project.faults]
    found += _check_dialogue(question)
    found += [finding for check in CHECKS for finding in check(question)]
    unique = {(one.same, one.place): one for one in found}
    ranked = sorted(unique.values(), key=lambda one: (one.place, one.severity, one.kind, one.about))
    return Proof(tuple(ranked), perf_counter() - began)


def ask(
    project: Project,
    known_actions: Collection[str] | None = None,
    used_names: Collection[str] | None = None,
) -> Question:
    """Gather what the checks look at."""
    asked = {one.intent for one in project.understood.examples if "/" in one.intent}
    asked |= {one.removeprefix("utter_") for one in project.domain.responses if "/" in one}
    return Question(
        project=project,
        uses=list_uses(project),
        courses=list_courses(project.stories, project.domain),
        policies=read_policies(project),
        code=None if used_names is None else Named(used_names),
        known_actions=None if known_actions is None else frozenset(known_actions),
        retrieval=frozenset(map(base_of, asked)),
    )


def _check_dialogue(question: Question) -> Iterator[Finding]:
    project, courses = question.project, question.courses
    domain, policies = project.domain, question.policies
    settings = policies.rules or Settings()
    stories = [one for one in courses.all if not one.is_rule]
    clashing = set()
    if settings.checks:
        judged = judge(stories, courses.rules, domain, settings)
        lists = {slot.name for slot in domain.slots.values() if slot.type == "list"}
        for finding in say_clashes(judged, lists):
            clashing.add(finding.place)
            yield finding
    yield from say_forks(list_forks(stories, domain, policies.max_history), clashing)
    yield from check_rules(courses.rules, project.stories, domain, settings)
    yield from check_idle(courses.rules, domain)
    yield from check_ends(project.stories, courses)

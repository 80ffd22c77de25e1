"""config.yml: what is unknown in it, and what the data needs that it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from nlu.core.dialogue.checks.question import Question
from nlu.core.dialogue.finding import Finding, Remove, Repair, Replace, error, warning, words
from nlu.core.dialogue.known import COMPONENTS, CONFIG_KEYS, OPTIONS, POLICIES, nearest
from nlu.core.dialogue.policies import list_parts
from nlu.core.foreign.components import REPLACED
from nlu.core.project.faults import Place
from nlu.core.project.project import CONFIGS

PLACEHOLDER = "placeholder_default"


def check_settings(question: Question) -> Iterator[Finding]:
    """Yield what keeps the data from being learned as it stands."""
    project = question.project
    if not any(path in project.files for path in CONFIGS):
        yield error("config_missing", Place("config.yml"))
        return
    if not project.config:
        return
    top = Place(next(path for path in CONFIGS if path in project.files))
    for key in project.config:
        if key not in CONFIG_KEYS:
            meant = nearest(key, CONFIG_KEYS) or ""
            place = project.config_places[key]
            edit = Replace(place, key, meant)
            fix = [Repair("rename_here", words(old=key, new=meant), (edit,))] if meant else []
            yield warning("config_key_unknown", place, *fix, entry=key, meant=meant)
    for key in ("language", "assistant_id"):
        if key not in project.config:
            yield warning("config_key_missing", top, entry=key)
    if project.config.get("assistant_id") == PLACEHOLDER:
        yield warning("assistant_unnamed", project.config_places["assistant_id"])
    for key in ("pipeline", "policies"):
        if key in project.config and project.config[key] is not None:
            yield from _check_parts(key, question)
    yield from _check_needs(question)


def _check_parts(key: str, question: Question) -> Iterator[Finding]:
    places, seen = question.project.config_places, set[str]()
    known = COMPONENTS if key == "pipeline" else POLICIES
    for number, name, about in list_parts(question.project, key):
        place = places[f"{key}/{number}"]
        if "." not in name and name not in known and name not in REPLACED:
            meant = nearest(name, known) or ""
            edit = Replace(place, name, meant)
            fix = [Repair("rename_here", words(old=name, new=meant), (edit,))] if meant else []
            yield error("part_unknown", place, *fix, part=name, entry=key, meant=meant)
        if key == "policies" and name in seen:
            away = Repair("remove_step", words(step=name), (Remove(place),))
            yield warning("policy_twice", place, away, part=name)
        seen.add(name)
        for option in about:
            if name in OPTIONS and option not in {*OPTIONS[name], "name"}:
                meant = nearest(option, OPTIONS[name]) or ""
                yield warning("option_unknown", place, part=name, option=option, meant=meant)


def _check_needs(question: Question) -> Iterator[Finding]:
    project, policies = question.project, question.policies
    place = project.config_places.get("policies") or Place(next(iter(CONFIGS)))
    if policies.names and policies.rules is None:
        if rules := sum(story.kind == "rule" for story in project.stories):
            yield error("rules_without_policy", place, count=rules)
        if project.domain.forms:
            forms = ", ".join(project.domain.forms)
            yield error("forms_without_policy", place, forms=forms)
    if policies.rules is not None and policies.rules.fallback not in question.actions:
        about = {"name": policies.rules.fallback}
        yield error("fallback_unknown", place, **about)
    stories = sum(story.kind == "story" for story in project.stories)
    if policies.names == ("RulePolicy",) and stories:
        yield warning("stories_without_policy", place, count=stories)

"""What the project holds and nobody uses, and what is done but told in no story or test."""

from __future__ import annotations

from collections.abc import Iterator

from nlu.core.dialogue.checks.question import Question, base_of
from nlu.core.dialogue.finding import Finding, Remove, Repair, warning, words
from nlu.core.dialogue.known import DEFAULT_ACTIONS, DEFAULT_INTENTS, GAP, HOOKS
from nlu.core.dialogue.policies import list_parts
from nlu.core.dialogue.uses import read_payload
from nlu.core.project.domain import Form, Named
from nlu.core.project.project import Project

RASAS_OWN = frozenset({"utter_restart", "utter_default", "utter_ask_rephrase"})


def check_unused(question: Question) -> Iterator[Finding]:
    """Yield what could go, or is missing its counterpart."""
    yield from _check_intents(question)
    yield from _check_responses(question)
    yield from _check_actions(question)
    yield from _check_untested(question)


def _drop(section: str, thing: Named | Form) -> Repair:
    about = words(section=section, name=thing.name)
    return Repair("remove_from_domain", about, (Remove(thing.place),))


def _check_intents(question: Question) -> Iterator[Finding]:
    uses = question.uses
    told = {base_of(one.name) for one in uses.intents}
    told |= {one.name for one in uses.mapped_intents if one.more == "intent"}
    learned = {base_of(one.intent) for one in question.project.understood.examples}
    pressed = set(_list_pressed(question))
    for intent in question.project.domain.intents.values():
        name = intent.name
        if name in DEFAULT_INTENTS:
            continue
        if name not in told and not question.is_in_code(name):
            is_bare = name not in learned and name not in pressed
            repairs = (_drop("intents", intent),) if is_bare else ()
            yield warning("unused_intent", intent.place, *repairs, name=name)
        if name not in learned | pressed and not question.is_in_code(name):
            yield warning("intent_without_examples", intent.place, name=name)


def _list_pressed(question: Question) -> Iterator[str]:
    for button in question.uses.buttons:
        try:
            read = read_payload(button.name)
        except ValueError:
            continue
        if read is not None:
            yield base_of(read[0])


def _check_responses(question: Question) -> Iterator[Finding]:
    if question.has_unknown_code:
        return
    project, uses = question.project, question.uses
    said = {one.name for one in [*uses.actions, *uses.tested_actions]} | RASAS_OWN
    said |= set(_list_questions(project))
    for response in project.domain.responses.values():
        name = response.name
        if name in said or base_of(name) in said or question.is_in_code(name):
            continue
        yield warning("unused_response", response.place, _drop("responses", response), name=name)


def _list_questions(project: Project) -> Iterator[str]:
    domain = project.domain
    for form in domain.forms.values():
        # code may ask for more than the form says
        asked = domain.slots if f"validate_{form.name}" in domain.actions else form.required_slots
        for slot in asked:
            yield from (f"utter_ask_{slot}", f"utter_ask_{form.name}_{slot}")


def _list_called(question: Question) -> Iterator[str]:
    """Yield the actions that Rasa runs without any story naming them."""
    domain = question.project.domain
    yield from (*HOOKS, *DEFAULT_ACTIONS)
    for form in domain.forms.values():
        yield f"validate_{form.name}"
        for slot in domain.slots:
            yield from (f"action_ask_{slot}", f"action_ask_{form.name}_{slot}")
    for slot_ in domain.slots.values():
        yield from (str(one["action"]) for one in slot_.mappings or () if one.get("action"))
    for _, _, about in list_parts(question.project, "policies"):
        yield str(about.get("core_fallback_action_name"))


def _check_actions(question: Question) -> Iterator[Finding]:
    domain, uses = question.project.domain, question.uses
    done = {one.name for one in [*uses.actions, *uses.tested_actions]} | set(_list_called(question))
    loops = {one.name for one in uses.loops}
    for action in domain.actions.values():
        if action.name not in done | loops and not question.is_in_code(action.name):
            yield warning("unused_action", action.place, _drop("actions", action), name=action.name)
    for form in domain.forms.values():
        if form.name not in done and not question.is_in_code(form.name):
            yield warning("unused_form", form.place, name=form.name)


def _check_untested(question: Question) -> Iterator[Finding]:
    """Yield actions that rules do and that no story or test comes by."""
    uses, domain = question.uses, question.project.domain
    told = {one.name for one in uses.tested_actions}
    told |= {one.name for one in uses.actions if one.more.kind == "story"}
    if not told:
        return
    ends = set(_list_ends(question))
    seen: set[str] = set()
    for use in uses.actions:
        name = use.name
        is_own = name in domain.actions or name in domain.responses
        if name in told | seen | ends | DEFAULT_ACTIONS or not is_own or name == GAP:
            continue
        seen.add(name)
        yield warning("untested_action", use.place, name=name, rule=use.by)


def _list_ends(question: Question) -> Iterator[str]:
    """Yield what is done when a form is complete: forms run in no story of a shop that asks."""
    for course in question.courses.rules:
        loop = False
        for event in course.events:
            if event.kind == "loop":
                loop = True
            elif loop and event.kind == "action" and event.name:
                yield event.name

"""Forms: what they ask, how their slots are filled, and how customers get out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlu.core.dialogue.checks.question import Question
from nlu.core.dialogue.courses import Course
from nlu.core.dialogue.finding import Finding, error, warning
from nlu.core.dialogue.known import MAPPINGS, NOT_SET, SLOT_TYPES, nearest
from nlu.core.dialogue.uses import listed, rows
from nlu.core.project.domain import Form, Slot

LEARNERS = frozenset({"DIETClassifier", "CRFEntityExtractor", "MitieEntityExtractor"})
PLAIN = frozenset({"RegexEntityExtractor", "EntitySynonymMapper"})
ELSEWHERE = re.compile(r"Extractor$")  # brings entities of its own (Duckling, spaCy)
LEAVING = frozenset({"stop", "cancel", "deny", "abort", "quit", "exit", "no", "negate", "refuse"})


def check_forms(question: Question) -> Iterator[Finding]:
    """Yield what keeps a form from being filled, asked or left."""
    for slot in question.project.domain.slots.values():
        yield from _check_slot(slot, question)
    for form in question.project.domain.forms.values():
        yield from _check_questions(form, question)
        yield from _check_exit(form, question)


def _check_slot(slot: Slot, question: Question) -> Iterator[Finding]:
    if slot.type not in SLOT_TYPES and "." not in slot.type:
        meant = nearest(slot.type, SLOT_TYPES) or ""
        yield error("slot_type_unknown", slot.place, slot=slot.name, type=slot.type, meant=meant)
    if slot.type == "any" and slot.about.get("influence_conversation") is True:
        yield error("any_slot_influences", slot.place, slot=slot.name)
    if slot.type == "categorical" and not listed(slot.about.get("values")):
        yield warning("categories_missing", slot.place, slot=slot.name)
    if slot.mappings is None:
        yield error("slot_without_mappings", slot.place, slot=slot.name)
    for mapping in slot.mappings or ():
        yield from _check_mapping(slot, mapping, question)


def _check_mapping(slot: Slot, mapping: dict[str, Any], question: Question) -> Iterator[Finding]:
    kind = str(mapping.get("type"))
    if kind not in MAPPINGS:
        meant = nearest(kind, MAPPINGS) or ""
        yield error("mapping_unknown", slot.place, slot=slot.name, type=kind, meant=meant)
        return
    for key in MAPPINGS[kind]:
        if mapping.get(key) is None:
            yield error("mapping_lacks", slot.place, slot=slot.name, type=kind, entry=key)
    forms = question.project.domain.forms
    for condition in rows(mapping.get("conditions")):
        form = forms.get(str(condition.get("active_loop")))
        if form and slot.name not in form.required_slots and kind != "from_trigger_intent":
            yield error("mapping_of_other_form", slot.place, slot=slot.name, form=form.name)
    if kind == "from_entity" and mapping.get("entity"):
        yield from _check_source(slot, str(mapping["entity"]), question)
    if kind == "from_trigger_intent" and mapping.get("intent"):
        yield from _check_trigger(slot, listed(mapping["intent"]), question)


def _check_source(slot: Slot, entity: str, question: Question) -> Iterator[Finding]:
    """Yield a slot filled from an entity that nothing in the pipeline can ever find."""
    parts = question.pipeline()
    is_sure = parts and not any("." in one for one in parts)
    elsewhere = {one for one in parts if ELSEWHERE.search(one)} - LEARNERS - PLAIN
    if not is_sure or elsewhere or entity not in question.project.domain.entities:
        return
    understood = question.project.understood
    if any(span.entity == entity for one in understood.examples for span in one.spans):
        return
    if any(entity in button.name for button in question.uses.buttons):
        return
    if "RegexEntityExtractor" in parts and any(one.name == entity for one in understood.lists):
        return
    yield warning("slot_never_fills", slot.place, slot=slot.name, entity=entity)


def _check_trigger(slot: Slot, intents: list[str], question: Question) -> Iterator[Finding]:
    known = question.project.domain.forms.values()
    forms = {form.name for form in known if slot.name in form.required_slots}
    starts: set[str] = set()
    for course in question.courses.all:
        intent: str | None = None
        for event in course.events:
            if event.kind == "user":
                intent = event.name
            elif event.kind == "action" and event.name in forms and intent:
                starts.add(intent)
    if forms and not starts & set(intents):
        yield warning("trigger_never", slot.place, slot=slot.name, intent=", ".join(intents))


def _check_questions(form: Form, question: Question) -> Iterator[Finding]:
    domain = question.project.domain
    can_say = {*domain.responses, *domain.actions}
    if not form.required_slots and f"validate_{form.name}" not in domain.actions:
        yield warning("form_asks_nothing", form.place, form=form.name)
    for slot in form.required_slots:
        ways = {
            f"{kind}_ask_{part}{slot}"
            for kind in ("utter", "action")
            for part in ("", f"{form.name}_")
        }
        if not ways & can_say:
            yield error("slot_unasked", form.place, form=form.name, slot=slot)
        known = domain.slots.get(slot)
        is_empty = known is not None and known.mappings == ()
        if known is not None and is_empty and f"validate_{form.name}" not in domain.actions:
            yield error("slot_unmapped", known.place, form=form.name, slot=slot)


def _check_exit(form: Form, question: Question) -> Iterator[Finding]:
    name, courses = form.name, question.courses.all
    runs = [one for one in courses if any(e.name == name for e in one.events if e.kind == "action")]
    is_code = question.is_in_code(name) and f"validate_{name}" in question.project.domain.actions
    if not runs and not is_code:
        return
    if not any(_ends(one, name) for one in runs):
        say = warning if is_code else error
        yield say("form_without_end", form.place, form=name)
    if runs and not any(_opens(one, name) for one in courses):
        yield warning("form_never_opens", form.place, form=name)
    if not any(_leaves(one, name) for one in courses):
        yield warning("form_without_stop", form.place, form=name)


def _ends(course: Course, form: str) -> bool:
    """Tell whether a form is left and something is done then."""
    is_open = has_ended = False
    for event in course.events:
        if event.kind == "loop":
            has_ended = is_open and event.name in (None, NOT_SET)
            is_open = event.name == form
        elif event.kind == "action" and event.name == form:
            is_open = True
        elif has_ended and event.kind == "action" and not event.is_implied:
            return True
    return False


def _opens(course: Course, form: str) -> bool:
    return any(event.kind == "loop" and event.name == form for event in course.events)


def _parts(intent: str | None) -> set[str]:
    return set(re.split(r"[_\W]+", (intent or "").lower()))


def _leaves(course: Course, form: str) -> bool:
    """Tell whether somebody who wants to stop is heard while the form is open."""
    loop: str | None = form if course.is_rule and not course.story.is_start else None
    for event in course.events:
        if event.kind == "loop":
            loop = event.name
        elif event.kind == "user" and loop == form and LEAVING & _parts(event.name):
            return True
    return False

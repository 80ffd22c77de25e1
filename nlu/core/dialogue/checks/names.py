"""Names that the domain does not know, with what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from nlu.core.dialogue.checks.question import Question, base_of
from nlu.core.dialogue.features import feature_of, value_of
from nlu.core.dialogue.finding import Finding, Repair, Replace, error, warning, words
from nlu.core.dialogue.known import nearest
from nlu.core.dialogue.uses import Use, listed
from nlu.core.project.examples import Example
from nlu.core.project.faults import Place
from nlu.core.project.steps import EntityUse, SlotStep


def check_names(question: Question) -> Iterator[Finding]:
    """Yield every name that stands nowhere in the domain."""
    yield from _check_intents(question)
    yield from _check_entities(question)
    yield from _check_actions(question)
    yield from _check_slots(question)
    yield from _check_places(question)


def _check_places(question: Question) -> Iterator[Finding]:
    """Yield parts of the domain where Rasa does not look for them: it takes responses alone."""
    domain, said = question.project.domain, set[str]()
    for section in ("intents", "entities", "slots", "forms", "actions"):
        for one in getattr(domain, section).values():
            path = one.place.path
            if path.startswith("data/") and path not in said:
                said.add(path)
                yield error("domain_elsewhere", one.place, section=section, name=one.name)


def say_unknown(
    kind: str, use: Use, known: Iterable[str], *more: Repair, name: str | None = None
) -> Finding:
    """Return the finding of a name nobody knows."""
    unknown = name or use.name
    meant = nearest(unknown, known)
    repairs = list(more)
    if meant:
        edit = Replace(use.place, unknown, meant)
        repairs.insert(0, Repair("rename_here", words(old=unknown, new=meant), (edit,)))
    return error(
        f"{kind}_meant" if meant else kind,
        use.place,
        *repairs,
        name=unknown,
        by=use.by,
        meant=meant or "",
    )


def _check_intents(question: Question) -> Iterator[Finding]:
    known, uses = question.intents, question.uses
    for use in [*uses.intents, *uses.tested_intents, *uses.mapped_intents]:
        name = base_of(use.name)
        if name not in known:
            more = question.add_to_domain("intents", name)
            yield say_unknown("unknown_intent", use, known, *more, name=name)
    said = {"", *known}
    for example in question.project.understood.examples:
        name = example.intent if example.intent in said else base_of(example.intent)
        if name not in said:
            said.add(name)
            more = question.add_to_domain("intents", name)
            use = Use(name, _line_of_intent(example, question), example.intent)
            yield say_unknown("unknown_intent_learned", use, known, *more)


def _line_of_intent(example: Example, question: Question) -> Place:
    """Return where the intent of an example is named: the nearest line above that does."""
    path, line = example.place.path, example.place.line
    lines = question.project.files[path].splitlines()[:line]
    for number in range(len(lines), 0, -1):
        if lines[number - 1].lstrip(" -").startswith("intent:"):
            return Place(path, number)
    return example.place


def _check_entities(question: Question) -> Iterator[Finding]:
    project = question.project
    known = project.domain.entities
    marked: dict[tuple[str, str | None, str | None], Use] = {}
    for example in project.understood.examples:
        for span in example.spans:
            key = (span.entity, span.role, span.group)
            if key not in marked:
                use = EntityUse(span.entity, None, span.role, span.group)
                marked[key] = Use(span.entity, example.place, example.intent, use)
    for slot in project.domain.slots.values():
        for mapping in slot.mappings or ():
            if mapping.get("type") == "from_entity" and mapping.get("entity"):
                name = str(mapping["entity"])
                use = EntityUse(name, None, mapping.get("role"), mapping.get("group"))
                marked[slot.name, name, "mapping"] = Use(name, slot.place, slot.name, use)
    for one in [*question.uses.entities, *marked.values()]:
        if one.name not in known:
            more = question.add_to_domain("entities", one.name)
            yield say_unknown("unknown_entity", one, known, *more)
        else:
            yield from _check_parts(one, known[one.name].about)


def _check_parts(use: Use, about: dict[str, object]) -> Iterator[Finding]:
    entity: EntityUse = use.more
    for key, part in (("roles", entity.role), ("groups", entity.group)):
        if part and part not in (known := listed(about.get(key))):
            kind = "unknown_role" if key == "roles" else "unknown_group"
            found = Use(str(part), use.place, use.name)
            yield say_unknown(kind, found, known)


def _check_actions(question: Question) -> Iterator[Finding]:
    known, domain = question.actions, question.project.domain
    for use in [*question.uses.actions, *question.uses.tested_actions]:
        if use.name in known:
            continue
        is_response = use.name.startswith("utter_")
        more = () if is_response else question.add_to_domain("actions", use.name)
        kind = "unknown_response" if is_response else "unknown_action"
        yield say_unknown(kind, use, known, *more)
    for use in question.uses.loops:
        if use.name not in domain.forms and use.name not in domain.actions:
            yield say_unknown("unknown_form", use, domain.forms)
    for action in domain.actions.values():
        is_listed = action.name.startswith("utter_")
        if is_listed and action.name not in {*domain.responses, *_answers(question)}:
            use = Use(action.name, action.place, action.name)
            yield say_unknown("unknown_response", use, domain.responses)
    yield from _check_code(question)


def _answers(question: Question) -> set[str]:
    return {f"utter_{name}" for name in question.retrieval}


def _check_code(question: Question) -> Iterator[Finding]:
    if question.known_actions is None:
        return
    for action in question.project.domain.actions.values():
        name = action.name
        if name not in question.known_actions and not name.startswith("utter_"):
            use = Use(name, action.place, name)
            found = say_unknown("action_without_code", use, question.known_actions)
            yield replace(found, severity="warning")


def _check_slots(question: Question) -> Iterator[Finding]:
    known, slots = question.slots, question.project.domain.slots
    for use in question.uses.slots:
        if use.name not in known:
            yield say_unknown("unknown_slot", use, known)
        elif isinstance(use.more, SlotStep) and use.name in slots:
            yield from _check_value(use, use.more, question)


def _check_value(use: Use, step: SlotStep, question: Question) -> Iterator[Finding]:
    slot = question.project.domain.slots[use.name]
    value = value_of(slot, step)
    shown = "" if step.is_any else str(step.value)
    about = {"slot": slot.name, "value": shown, "type": slot.type, "name": use.by}
    if not slot.influences:
        return
    if step.is_any and value is None:
        yield warning("slot_needs_value", use.place, **about)
    elif value is not None and not step.is_any and feature_of(slot, value) is None:
        if slot.type != "list":
            yield warning("slot_value_unseen", use.place, **about)
    elif slot.type == "categorical" and value is not None and not _is_listed(slot.about, value):
        yield warning("slot_value_unlisted", use.place, **about)


def _is_listed(about: dict[str, object], value: object) -> bool:
    values = {one.lower() for one in listed(about.get("values"))}
    return str(value).lower() in {*values, "__other__"}

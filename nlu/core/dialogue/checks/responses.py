"""What the bot says: translations, the gaps in texts, and what buttons say for the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlu.core.dialogue.checks.names import say_unknown
from nlu.core.dialogue.checks.question import Question, base_of
from nlu.core.dialogue.finding import Finding, Repair, Replace, error, warning, words
from nlu.core.dialogue.known import nearest
from nlu.core.dialogue.uses import Use, read_payload, rows
from nlu.core.project.domain import Named
from nlu.core.project.faults import Place

LANGUAGE = "language"  # the slot by which responses are told apart by language
GAP = re.compile(r"\{([A-Za-z_][\w.-]*)\}")


def check_responses(question: Question) -> Iterator[Finding]:
    """Yield what would be said in the wrong language, with holes, or to nobody."""
    responses = question.project.domain.responses.values()
    languages = {one for response in responses for one in _list_languages(response)}
    for response in responses:
        if len(languages) > 1:
            yield from _check_languages(response, languages)
        yield from _check_gaps(response, question)
        for number, variation in enumerate(_variations(response)):
            if not set(variation) - {"condition", "channel", "id"}:
                yield error("response_empty", _place(response, number), name=response.name)
    for button in question.uses.buttons:
        yield from _check_button(button, question)


def _variations(response: Named) -> list[dict[str, Any]]:
    return list(response.about["variations"])


def _place(response: Named, number: int) -> Place:
    return Place(response.place.path, response.about["lines"][number])


def _language(variation: dict[str, Any]) -> str | None:
    for condition in rows(variation.get("condition")):
        if condition.get("type") == "slot" and condition.get("name") == LANGUAGE:
            return str(condition.get("value"))
    return None


def _list_languages(response: Named) -> set[str]:
    return {one for variation in _variations(response) if (one := _language(variation))}


def _check_languages(response: Named, languages: set[str]) -> Iterator[Finding]:
    if "/" in response.name or not _variations(response):
        return
    spoken = _list_languages(response)
    if missing := sorted(languages - spoken):
        kind = "translation_missing" if spoken else "language_unsaid"
        yield warning(kind, response.place, name=response.name, languages=", ".join(missing))


def _check_gaps(response: Named, question: Question) -> Iterator[Finding]:
    """Yield gaps that only slots could fill, as stories and forms say this, and none does."""
    if not _is_said_by_rasa(response.name, question):
        return
    said: set[str] = set()
    for number, variation in enumerate(_variations(response)):
        titles = [one.get("title") for one in rows(variation.get("buttons"))]
        texts = [str(text or "") for text in (variation.get("text"), *titles)]
        for gap in (gap for text in texts for gap in GAP.findall(text)):
            if gap in question.slots or gap in said:
                continue
            said.add(gap)
            meant = nearest(gap, question.slots) or ""
            edit = Replace(_place(response, number), gap, meant)
            fix = [Repair("rename_here", words(old=gap, new=meant), (edit,))] if meant else []
            about = {"name": response.name, "gap": gap, "meant": meant}
            yield warning("gap_unfilled", edit.place, *fix, **about)


def _is_said_by_rasa(name: str, question: Question) -> bool:
    if question.is_in_code(name):
        return False
    if any(use.name == name for use in question.uses.actions):
        return True
    domain = question.project.domain
    return any(
        name in (f"utter_ask_{slot}", f"utter_ask_{form.name}_{slot}")
        for form in domain.forms.values()
        if f"validate_{form.name}" not in domain.actions
        for slot in form.required_slots
    )


def _check_button(button: Use, question: Question) -> Iterator[Finding]:
    try:
        read = read_payload(button.name)
    except ValueError:
        yield error("payload_broken", button.place, name=button.by, payload=button.name)
        return
    if read is None or GAP.search(read[0]):
        return
    intent, entities = base_of(read[0]), read[1]
    if intent not in question.intents:
        yield say_unknown("unknown_intent_pressed", button, question.intents, name=intent)
    known = question.project.domain.entities
    for entity in entities:
        if entity not in known and entity not in question.slots:
            yield say_unknown("unknown_entity_pressed", button, known, name=entity)

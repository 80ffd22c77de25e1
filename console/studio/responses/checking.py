"""What would go wrong with a response, told before it is stored. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from console.studio.editing.code import read_names, read_variables
from console.studio.editing.payloads import read_payload
from console.studio.editing.reading import LANGUAGES, Known
from console.studio.editing.responses import Button, Variation, read_variation
from nlu.core.project.steps import ActionStep

VARIABLE = re.compile(r"\{(\w+)\}")
ADDRESS = re.compile(r"/[^/\\].*|https://.+")
MAX_TEXT, MAX_TITLE = 4_000, 80


@dataclass(frozen=True)
class Problem:
    """What is wrong: `field` is that of the form, `key` the words, `values` what they name."""

    field: str
    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass
class Checked:
    """Problems keep a response from being stored, warnings do not."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def list_given(known: Known, name: str) -> list[str]:
    """Return the variables that actions give with a response, or that it uses already."""
    thing = known.project.domain.responses.get(name)
    rows = thing.about["variations"] if thing is not None else []
    used = {one for row in rows for one in VARIABLE.findall(str(row.get("text") or ""))}
    given = read_variables().get(name, frozenset())
    return sorted(used | given)


def list_variables(known: Known, name: str) -> list[str]:
    """Return the variables that a response may use: those given with it, and the slots."""
    return list(dict.fromkeys([*list_given(known, name), *known.project.domain.slots]))


def check(known: Known, variations: Sequence[Variation], variables: Collection[str]) -> Checked:
    """Return what is wrong with the variations of a response, by the fields of the form."""
    found = Checked()
    if not variations:
        found.problems.append(Problem("", "responses_bad_none"))
    for place, one in enumerate(variations):
        _check_text(found, f"text_{place}", one, variables)
        for number, button in enumerate(one.buttons):
            _check_button(found, known, f"title_{place}_{number}", button)
        for number, card in enumerate(one.cards):
            at = f"card_{place}_{number}"
            if not card.title.strip():
                found.problems.append(Problem(at, "responses_bad_card"))
            if card.image and not ADDRESS.fullmatch(card.image):
                found.problems.append(Problem(at, "responses_bad_image"))
            for button in card.buttons:
                _check_button(found, known, at, button)
    found.warnings += compare_languages(variations)
    return found


def _check_text(found: Checked, at: str, one: Variation, variables: Collection[str]) -> None:
    if not one.text.strip() and not one.cards and not one.has_more:
        found.problems.append(Problem(at, "responses_bad_empty"))
    if len(one.text) > MAX_TEXT:
        found.problems.append(Problem(at, "responses_bad_long", (("most", str(MAX_TEXT)),)))
    if set("{}") & set(VARIABLE.sub("", one.text)):
        found.problems.append(Problem(at, "responses_bad_braces"))
    for name in dict.fromkeys(VARIABLE.findall(one.text)):
        if name not in variables:
            values = (("name", name), ("names", ", ".join(variables) or "–"))
            found.problems.append(Problem(at, "responses_bad_variable", values))


def _check_button(found: Checked, known: Known, at: str, button: Button) -> None:
    if not button.title.strip() or len(button.title) > MAX_TITLE:
        found.problems.append(Problem(at, "responses_bad_title", (("most", str(MAX_TITLE)),)))
    said = read_payload(button.payload)
    if said is None and button.url and not button.payload:
        return
    if said is None:
        found.problems.append(Problem(at, "responses_bad_payload"))
        return
    intent, entities = said
    declared = known.project.domain.intents
    if intent not in declared and intent.partition("/")[0] not in declared:
        found.problems.append(Problem(at, "responses_bad_intent", (("name", intent),)))
    for name in entities:
        if name not in known.project.domain.entities:
            found.problems.append(Problem(at, "responses_bad_entity", (("name", name),)))


def compare_languages(variations: Sequence[Variation]) -> list[Problem]:
    """Return what one language says and the other does not."""
    spoken = {one: [v for v in variations if v.language == one] for one in LANGUAGES}
    has_any = any(one.language is None for one in variations)
    lacking = [one for one in LANGUAGES if not spoken[one] and not has_any]
    found = [Problem("", f"responses_missing_{one}") for one in lacking]
    en, zh = spoken["en"], spoken["zh"]
    if en and zh:
        if _variables(en) != _variables(zh):
            names = ", ".join(sorted(_variables(en) ^ _variables(zh)))
            found.append(Problem("", "responses_differ_variables", (("names", names),)))
        if _payloads(en) != _payloads(zh):
            found.append(Problem("", "responses_differ_buttons"))
        if odd := _ids(en) ^ _ids(zh):
            found.append(Problem("", "responses_differ_ids", (("names", ", ".join(sorted(odd))),)))
    for some in spoken.values():
        ids = [one.id for one in some if one.id]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            found.append(Problem("", "responses_same_ids", (("names", ", ".join(twice)),)))
    return found


def find_warnings(known: Known, name: str) -> list[Problem]:
    """Return what is to be looked at in a response as it stands."""
    thing = known.project.domain.responses[name]
    return compare_languages([read_variation(row) for row in thing.about["variations"]])


def list_sayers(known: Known) -> dict[str, list[str]]:
    """Return for each response the stories and rules that say it."""
    found: dict[str, list[str]] = {}
    for story in known.project.stories:
        for step in story.steps:
            if isinstance(step, ActionStep):
                found.setdefault(step.name, []).append(story.name)
    return found


def is_said_by_program(name: str) -> bool:
    """Tell whether the actions say a response."""
    return bool(read_names().places(name))


def _variables(some: Sequence[Variation]) -> set[str]:
    return {name for one in some for name in VARIABLE.findall(one.text)}


def _ids(some: Sequence[Variation]) -> set[str]:
    return {one.id for one in some if one.id}


def _payloads(some: Sequence[Variation]) -> set[tuple[str, ...]]:
    return {tuple(button.payload for button in one.buttons) for one in some}

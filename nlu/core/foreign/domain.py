"""What of a domain works here: types of slots, actions with and without a server, responses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from nlu.core.foreign.findings import Finding, find
from nlu.core.project.domain import Domain, Named
from nlu.core.project.faults import Place
from nlu.core.project.project import Project
from nlu.core.project.steps import ActionStep, Story

TYPES = frozenset({"text", "bool", "categorical", "float", "list", "any"})
CONVERTED = "unfeaturized"  # a type of Rasa 1 and 2, which an import converts
MAPPINGS = frozenset({"from_entity", "from_text", "from_intent", "from_trigger_intent", "custom"})
# Rasa's own; named under `actions`, they mean a program of the project's that stands in for them.
DEFAULT_ACTIONS = frozenset(
    {
        "action_back",
        "action_deactivate_loop",
        "action_default_ask_affirmation",
        "action_default_ask_rephrase",
        "action_default_fallback",
        "action_extract_slots",
        "action_listen",
        "action_restart",
        "action_revert_fallback_events",
        "action_session_start",
        "action_two_stage_fallback",
        "action_unlikely_intent",
        "action_validate_slot_mappings",
    }
)
# Run at every message, or at the first one of a conversation.
ALWAYS_RUN = frozenset(
    {"action_extract_slots", "action_listen", "action_session_start"}
    | {"action_validate_slot_mappings"}
)
HERE = (None, "", "frontdesk")  # channels whose variations are said
OWN = "frontdesk"  # the key of a custom payload that we read
SHOWN = frozenset({"text", "attachment", "elements", "image", OWN})


def survey_domain(project: Project, offered: Collection[str]) -> Iterator[Finding]:
    """Yield what is to be known; `offered` are the names of the actions that our server has."""
    domain = project.domain
    yield from _survey_slots(domain)
    yield from _survey_actions(project, offered)
    for response in domain.responses.values():
        yield from _survey_response(response)
    for section, name, first, second in domain.twice:
        if section in ("slots", "forms", "responses"):
            yield find("warns", "twice", second, name=name, other=first)


def _survey_slots(domain: Domain) -> Iterator[Finding]:
    for slot in domain.slots.values():
        if "." in slot.type:
            yield find("stops", "slot_code", slot.place, name=slot.name, type=slot.type)
        elif slot.type not in (*TYPES, CONVERTED):
            yield find("stops", "slot_type", slot.place, name=slot.name, type=slot.type)
        for mapping in slot.mappings or ():
            if (kind := str(mapping.get("type"))) not in MAPPINGS:
                yield find("stops", "mapping", slot.place, name=slot.name, type=kind)


def _survey_actions(project: Project, offered: Collection[str]) -> Iterator[Finding]:
    """Name each action that is a program once, where the domain or else a story names it."""
    domain = project.domain
    places = {name: one.place for name, one in domain.actions.items()}
    for story in project.stories:
        for name, line in _actions_of(story):
            if name not in DEFAULT_ACTIONS:
                places.setdefault(name, Place(story.place.path, line))
    fillers = {
        str(mapping["action"]): slot.place
        for slot in domain.slots.values()
        for mapping in slot.mappings or ()
        if isinstance(mapping.get("action"), str)
    }
    places = {**places, **fillers}
    answered = {*offered, *domain.forms, *domain.responses}
    for name, place in places.items():
        if name not in answered and not name.startswith("utter_"):
            is_always_run = name in ALWAYS_RUN or name in fillers
            yield find(
                "warns", "every_turn" if is_always_run else "needs_actions", place, name=name
            )


def _actions_of(story: Story) -> Iterator[tuple[str, int]]:
    for step in story.steps:
        if isinstance(step, ActionStep):
            yield step.name, step.line


def _survey_response(response: Named) -> Iterator[Finding]:
    path, lines = response.place.path, response.about["lines"]
    variations: list[dict[str, Any]] = response.about["variations"]
    for line, one in zip(lines, variations, strict=True):
        place = Place(path, line)
        if one.get("channel") not in HERE:
            yield find("warns", "channel", place, name=response.name, channel=one["channel"])
        custom = one.get("custom")
        if custom and not (isinstance(custom, dict) and SHOWN & custom.keys()):
            yield find("warns", "custom", place, name=response.name)
        image = one.get("image")
        if isinstance(image, str) and image.startswith("http:"):
            yield find("warns", "image_plain", place, name=response.name)
    if variations and all(one.get("channel") not in HERE for one in variations):
        yield find("warns", "channels_alone", response.place, name=response.name)

"""What the domain offers to pick from, each with words that tell what it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kernel.turns import Language
from nlu.core.project.domain import Slot
from nlu.core.project.project import Project
from nlu.core.project.steps import CheckpointStep

HAN = re.compile(r"[\u4e00-\u9fff]")
LONGEST = 90
# What Rasa brings along, so that no domain lists it.
BUILT_IN = (
    *("action_listen", "action_restart", "action_session_start", "action_default_fallback"),
    *("action_deactivate_loop", "action_revert_fallback_events", "action_back"),
    *("action_default_ask_affirmation", "action_default_ask_rephrase"),
    *("action_two_stage_fallback", "action_unlikely_intent", "action_extract_slots"),
)
RASA_INTENTS = ("nlu_fallback", "restart", "back", "session_start")
RASA_SLOTS = ("requested_slot", "session_started_metadata")


def language_of_text(text: str) -> Language:
    """Tell the language of a text: Chinese where it has one Chinese character."""
    return "zh" if HAN.search(text) else "en"


def shorten(text: str) -> str:
    """Return the beginning of a text."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


@dataclass(frozen=True)
class Offers:
    """Names of a project by what they are, seen by a reader of a language."""

    project: Project
    language: Language

    @cached_property
    def examples(self) -> dict[str, str]:
        """Of each intent an example, in the reader's language where there is one."""
        found: dict[str, str] = {}
        for one in self.project.understood.examples:
            intent, text = one.intent.split("/")[0], one.text
            is_liked = language_of_text(text) == self.language
            for name in {one.intent, intent}:
                if name not in found or (is_liked and self._is_other(found[name])):
                    found[name] = text
        return {name: shorten(text) for name, text in found.items()}

    def _is_other(self, text: str) -> bool:
        return language_of_text(text) != self.language

    @cached_property
    def texts(self) -> dict[str, str]:
        """Of each response its first text, in the reader's language where there is one."""
        return {
            name: shorten(self._pick_text(one.about.get("variations", ())))
            for name, one in self.project.domain.responses.items()
        }

    def _pick_text(self, variations: Any) -> str:
        texts = [(one, str(one["text"])) for one in variations if one.get("text")]
        ours = [text for one, text in texts if self._is_ours(one, text)]
        return (ours or [text for _one, text in texts] or [""])[0]

    def _is_ours(self, variation: Mapping[str, Any], text: str) -> bool:
        for one in variation.get("condition") or ():
            if isinstance(one, dict) and one.get("name") == "language":
                return bool(one.get("value") == self.language)
        return language_of_text(text) == self.language

    @cached_property
    def intents(self) -> list[str]:
        """All intents of the domain."""
        return [*self.project.domain.intents]

    @cached_property
    def responses(self) -> list[str]:
        """Responses that an action can be."""
        return sorted(self.project.domain.responses)

    @cached_property
    def actions(self) -> list[str]:
        """Actions that are no response: those with code of their own."""
        named = self.project.domain.actions.keys() | self.project.domain.e2e_actions.keys()
        return sorted(named - self.project.domain.responses.keys())

    @cached_property
    def forms(self) -> list[str]:
        """Forms."""
        return sorted(self.project.domain.forms)

    @cached_property
    def entities(self) -> list[str]:
        """Entities."""
        return sorted(self.project.domain.entities)

    @cached_property
    def slots(self) -> dict[str, Slot]:
        """Slots by name."""
        return dict(sorted(self.project.domain.slots.items()))

    @cached_property
    def checkpoints(self) -> list[str]:
        """Checkpoints that stories name."""
        steps = (step for story in self.project.stories for step in story.steps)
        return sorted({step.name for step in steps if isinstance(step, CheckpointStep)})

    @cached_property
    def values(self) -> dict[str, list[str]]:
        """What slots can be, where their type says it."""
        found: dict[str, list[str]] = {}
        for name, slot in self.slots.items():
            if slot.type == "bool":
                found[name] = ["true", "false"]
            elif slot.type == "categorical":
                found[name] = [str(one) for one in slot.about.get("values") or ()]
        return found

    @property
    def built_in(self) -> tuple[str, ...]:
        """What Rasa brings along."""
        return BUILT_IN

    @cached_property
    def has_roles(self) -> bool:
        """Tell whether an entity of the domain has roles or groups."""
        named = self.project.domain.entities.values()
        return any(one.about.get("roles") or one.about.get("groups") for one in named)

    def knows_intent(self, name: str) -> bool:
        """Tell whether the domain has an intent; of a retrieval intent, its first part counts."""
        return name.split("/")[0] in self.project.domain.intents or name in RASA_INTENTS

    def knows_action(self, name: str) -> bool:
        """Tell whether anything can be done by this name."""
        domain = self.project.domain
        known = (domain.actions, domain.e2e_actions, domain.responses, domain.forms, BUILT_IN)
        return any(name in one for one in known)

    def knows_slot(self, name: str) -> bool:
        """Tell whether there is a slot."""
        return name in self.project.domain.slots or name in RASA_SLOTS

    def knows_entity(self, name: str) -> bool:
        """Tell whether there is an entity."""
        return name in self.project.domain.entities

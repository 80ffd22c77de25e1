"""Responses in the language of the message that is being answered."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

DEFAULT_LANGUAGE, LANGUAGE, ID = "en", "language", "id"
# Rasa's own default actions ask for these and may find nothing.
OPTIONAL = {"utter_back", "utter_restart", "utter_default", "utter_ask_rephrase"}


class ResponseMissing(LookupError):
    """There is no such response, or none in this language; Rasa itself would fall silent."""


def language_of(tracker: DialogueStateTracker) -> str:
    """Return the language that came with the latest message; English where none came."""
    metadata = (tracker.latest_message.metadata if tracker.latest_message else None) or {}
    return str(metadata.get("language") or DEFAULT_LANGUAGE)


@dataclass
class Tried:
    """Ids of variations by response: the first of `wanted` is said where all can be, and then
    stands in `said`. Where one is missing (in one language) those who heard it would not be alike.
    """

    wanted: Mapping[str, Sequence[str]]
    said: dict[str, str] = field(default_factory=dict)


tried: ContextVar[Tried | None] = ContextVar("tried", default=None)


class BilingualResponses(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]
    """Chooses among the variations by `condition: slot language`, filled from the message."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Return the response, filled in; raise `ResponseMissing` where there is none."""
        language = language_of(tracker)
        slots = tracker.current_slot_values()
        # A project made elsewhere may mean something else by this slot, and fills it itself.
        if slots.get(LANGUAGE) is None:
            slots = {**slots, LANGUAGE: language}
        response = self._say_tried(utter_action, slots, output_channel, kwargs)
        if response is None:
            response = self.generate_from_slots(utter_action, slots, output_channel, **kwargs)
        if response is None and utter_action not in OPTIONAL:
            raise ResponseMissing(f"{utter_action} is not there in {language!r} for this channel.")
        return response

    def _say_tried(
        self, name: str, slots: dict[str, Any], channel: str, facts: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Return the variation that is tried on this customer, if any; note that it was said."""
        trial = tried.get()
        ids = trial.wanted.get(name) if trial is not None else None
        if trial is None or not ids or name not in self.responses:
            return None
        able = ResponseVariationFilter(self.responses).responses_for_utter_action(
            name, channel, slots
        )
        by_id = {one.get(ID): one for one in able}
        if not all(one in by_id for one in ids):
            return None
        trial.said[name] = ids[0]
        filled: dict[str, Any] = self._fill_response(copy.deepcopy(by_id[ids[0]]), slots, **facts)
        return filled

"""What an action answers: messages by response name, cards, buttons, directives, slots."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_backend.analytics.experiments.exposing import Given
from crm_backend.analytics.recommendations.offers import OfferDraft
from kernel.messages import Button, Card, Challenge, Close, Handoff, Reply, SetLanguage

Directives = Sequence[Challenge | Handoff | SetLanguage | Close]

# Responses are filled in by str.format: braces in what people typed must not reach it.
BRACES = str.maketrans("{}", "()")


def payload(intent: str, **entities: str) -> str:
    """Return what a pressed button sends: an intent with entities."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


def button(label: str, intent: str, **entities: str) -> Button:
    """Return a button that speaks as `intent`."""
    return Button(label=label, payload=payload(intent, **entities))


@dataclass
class Answer:
    """Collects messages and events in the order they are given.

    `offers` are products that were offered and `pressed` the SKUs of offers that a button of this
    message was about; `trials` are arms of experiments: all are stored when the answer is given.
    """

    messages: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    offers: list[OfferDraft] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    trials: list[Given] = field(default_factory=list)

    def soften(self) -> "Answer":
        """Begin with an apology."""
        self.messages.insert(0, {"response": "utter_apologise"})
        return self

    def utter(
        self,
        response: str,
        facts: Mapping[str, str] | None = None,
        *,
        buttons: Sequence[Button] = (),
        cards: Sequence[Card] = (),
        directives: Directives = (),
        **variables: str,
    ) -> "Answer":
        """Say a response by name, filled in from `facts` and `variables`; both may be free text."""
        values = {**(facts or {}), **variables}
        message: dict[str, Any] = {
            name: str(value).translate(BRACES) for name, value in values.items()
        }
        message["response"] = response
        if buttons and not cards:
            message["buttons"] = [{"title": one.label, "payload": one.payload} for one in buttons]
        if cards or directives:
            # Cards come after the text: buttons go below them, where the next step is looked for.
            reply = Reply(
                buttons=tuple(buttons if cards else ()),
                cards=tuple(cards),
                directives=tuple(directives),
            )
            message["custom"] = {"frontdesk": reply.model_dump(mode="json", exclude={"text"})}
        self.messages.append(message)
        return self

    def set(self, **slots: Any) -> "Answer":
        """Remember values in slots; None forgets."""
        for name, value in slots.items():
            self.events.append({"event": "slot", "name": name, "value": value, "timestamp": None})
        return self

    def follow(self, action: str) -> "Answer":
        """Run another action or form right after this one."""
        self.events.append({"event": "followup", "name": action, "timestamp": None})
        return self

    def end_form(self) -> "Answer":
        """Leave the form that is running."""
        self.events.append({"event": "active_loop", "name": None, "timestamp": None})
        return self.set(requested_slot=None)

    def ends_turn(self, form: str | None) -> bool:
        """Tell whether nothing comes after this: no other action, and no form to ask again."""
        left = any(one["event"] == "active_loop" for one in self.events)
        return not self.follow_ups and (form is None or left)

    @property
    def slots(self) -> dict[str, Any]:
        """The slots this answer sets, the last value of each."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    @property
    def buttons(self) -> dict[str, str]:
        """The buttons this answer shows: payload by label."""
        simple = [one for said in self.messages for one in said.get("buttons", ())]
        below_cards = [one for reply in self._replies for one in reply["buttons"]]
        shown = {one["title"]: one["payload"] for one in simple}
        return shown | {one["label"]: one["payload"] for one in below_cards}

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards this answer shows."""
        return [card for reply in self._replies for card in reply["cards"]]

    @property
    def directives(self) -> list[dict[str, Any]]:
        """What this answer asks the conversation service to do."""
        return [one for reply in self._replies for one in reply["directives"]]

    @property
    def follow_ups(self) -> list[str]:
        """The actions that run right after this one."""
        return [event["name"] for event in self.events if event["event"] == "followup"]

    @property
    def _replies(self) -> list[dict[str, Any]]:
        return [said["custom"]["frontdesk"] for said in self.messages if "custom" in said]

    @property
    def responses(self) -> list[str]:
        """The names of the responses, in order."""
        return [message["response"] for message in self.messages]

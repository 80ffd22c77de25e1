"""The steps of a turn, as the studio shows them."""

from __future__ import annotations

from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.strict import Step
from nlu.tracing import MAX_VALUE, list_steps


def test_steps_since_the_latest_message_are_told_in_order() -> None:
    tracker = DialogueStateTracker.from_events(
        "c1",
        [
            UserUttered("hi"),
            ActionExecuted("utter_greet", policy="policy_0_MemoizationPolicy", confidence=1.0),
            UserUttered("a ticket please"),
            ActionExecutionRejected("other_form"),
            ActionExecuted("ticket_form", policy="policy_1_RulePolicy", confidence=0.9),
            ActiveLoop("ticket_form"),
            SlotSet("requested_slot", "subject"),
            SlotSet("words", {"text": "x" * MAX_VALUE}),
            BotUttered("What is it about?"),
            ActionExecuted("action_listen", policy="policy_1_RulePolicy", confidence=1.0),
            ActiveLoop(None),
        ],
    )
    steps = list_steps(tracker)
    assert [next(iter(step)) for step in steps] == [
        *("rejected", "action", "loop", "slot", "slot", "action", "loop"),
    ]
    assert steps[1] == {
        "action": "ticket_form",
        "policy": "policy_1_RulePolicy",
        "confidence": 0.9,
    }
    assert steps[3] == {"slot": "requested_slot", "value": "subject"}
    assert len(steps[4]["value"]) == MAX_VALUE
    assert steps[6] == {"loop": None}


def test_steps_have_the_name_of_what_they_followed() -> None:
    tracker = DialogueStateTracker.from_events(
        "c1",
        [
            UserUttered("hi"),
            ActionExecutionRejected("other_form"),
            ActionExecuted("utter_hi"),
            SlotSet("x", 1),
            ActionExecuted("utter_hi"),
            ActionExecuted("action_listen"),
        ],
    )
    taken = [
        Step("other_form", "RulePolicy", "other_form"),
        Step("utter_hi", "RulePolicy", None, "Greeting"),
        Step("utter_hi", "MemoizationPolicy", None, "Twice"),
    ]
    steps = list_steps(tracker, taken)
    assert [one.get("story") for one in steps] == [None, "Greeting", None, "Twice", None]


def test_chat_without_a_message_has_no_lost_steps() -> None:
    tracker = DialogueStateTracker.from_events("c1", [ActionExecuted("action_session_start")])
    assert [step["action"] for step in list_steps(tracker)] == ["action_session_start"]

"""A turn is handled wholly or not at all: what Rasa only logs reaches the caller."""

from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.data import TrainingType
from rasa.utils.endpoints import EndpointConfig

from nlu.responses import BilingualResponses, ResponseMissing
from nlu.strict import (
    ActionsUnreachable,
    Step,
    StrictProcessor,
    TurnFailed,
    WatchedAction,
    check_answers_quickly,
    taken_steps,
)

ORIGINAL_CHECK = RemoteAction._validate_action_result
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
actions: [action_look]
slots:
  language: {type: text, influence_conversation: false, mappings: [{type: custom}]}
responses:
  utter_hello:
  - text: Hello
    condition: [{type: slot, name: language, value: en}]
  - text: 你好
    condition: [{type: slot, name: language, value: zh}]
  utter_english_only:
  - text: Only here
    condition: [{type: slot, name: language, value: en}]
"""
)
PARSED = {"text": "hi", "intent": {"name": "greet", "confidence": 1.0}, "entities": []}


class ScriptedRunner:
    """Predicts the actions it was told, the last one for ever."""

    def __init__(self, actions: list[str]) -> None:
        self.actions = actions

    def run(self, *, inputs: Any, targets: list[str]) -> dict[str, Any]:
        name = self.actions.pop(0) if len(self.actions) > 1 else self.actions[0]
        return {targets[0]: PolicyPrediction.for_action_name(DOMAIN, name, "script", 1.0)}


def make_processor(*actions: str) -> StrictProcessor:
    processor = MessageProcessor.__new__(MessageProcessor)
    processor.__dict__.update(
        nlg=BilingualResponses(None, DOMAIN),
        tracker_store=InMemoryTrackerStore(DOMAIN),
        lock_store=InMemoryLockStore(),
        max_number_of_predictions=5,
        on_circuit_break=None,
        action_endpoint=EndpointConfig("http://127.0.0.1:1/actions"),
        model_metadata=SimpleNamespace(
            training_type=TrainingType.BOTH, core_target="core", model_id="m", assistant_id="a"
        ),
        graph_runner=ScriptedRunner(list(actions)),
        domain=DOMAIN,
        http_interpreter=None,
    )
    return StrictProcessor.around(processor)


async def take_turn(processor: StrictProcessor, language: str = "en") -> list[dict[str, Any]]:
    output = CollectingOutputChannel()
    message = UserMessage("hi", output, "c1", PARSED, metadata={"language": language})
    await processor.handle_message(message)
    return list(output.messages)


async def stored_messages(processor: StrictProcessor) -> int:
    tracker = await processor.tracker_store.retrieve("c1")
    return sum(event.type_name == "user" for event in tracker.events) if tracker else 0


@pytest.mark.parametrize(("language", "text"), [("en", "Hello"), ("zh", "你好")])
async def test_a_turn_is_answered_in_its_language_and_kept(language: str, text: str) -> None:
    processor = make_processor("utter_hello", "action_listen")
    assert [said["text"] for said in await take_turn(processor, language)] == [text]
    assert await stored_messages(processor) == 1


async def test_a_turn_whose_action_server_is_away_raises_and_is_not_kept() -> None:
    processor = make_processor("action_look", "action_listen")
    with pytest.raises(ActionsUnreachable):
        await take_turn(processor)
    assert await stored_messages(processor) == 0
    # The next turn starts with a clean slate.
    processor.graph_runner.actions = ["utter_hello", "action_listen"]
    assert await take_turn(processor)
    assert await stored_messages(processor) == 1


async def test_an_answer_of_the_wrong_shape_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(self: Any, *_: Any, **__: Any) -> Any:
        return {"events": "none"}

    monkeypatch.setattr(EndpointConfig, "request", answer)
    processor = make_processor("action_look", "action_listen")
    with pytest.raises(TurnFailed, match="action_look raised"):
        await take_turn(processor)
    assert await stored_messages(processor) == 0


async def test_a_response_that_is_missing_in_a_language_raises() -> None:
    processor = make_processor("utter_english_only", "action_listen")
    with pytest.raises(TurnFailed) as failed:
        await take_turn(processor, "zh")
    assert isinstance(failed.value.__cause__, ResponseMissing)
    assert await stored_messages(processor) == 0


async def test_actions_without_end_raise() -> None:
    with pytest.raises(TurnFailed, match="without end"):
        await take_turn(make_processor("utter_hello"))


async def test_a_form_that_refuses_an_input_has_not_failed() -> None:
    class Refusing:
        def name(self) -> str:
            return "a_form"

        async def run(self) -> None:
            raise ActionExecutionRejection("a_form")

    watched = WatchedAction(Refusing())
    with pytest.raises(ActionExecutionRejection):
        await watched.run()
    assert watched.error is None


@pytest.mark.parametrize(
    "answer",
    [
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "topic", "value": 3}], "responses": [{"text": "x"}]},
        {"events": [{"event": "slot", "timestamp": None, "name": "topic", "value": None}]},
        {"events": [{"event": "followup", "name": "action_listen"}], "responses": []},
        {},
        {"events": "none"},
        {"events": [{"name": "no kind"}]},
        {"events": [{"event": "slot"}]},
        {"responses": ["text"]},
        [],
        None,
    ],
)
def test_the_quick_check_of_answers_decides_as_rasas_own(answer: Any) -> None:
    def passes(check: Any) -> bool:
        try:
            return bool(check(RemoteAction("action_look", None), answer))
        except jsonschema.ValidationError:
            return False

    check_answers_quickly()
    assert RemoteAction._validate_action_result is not ORIGINAL_CHECK
    assert passes(RemoteAction._validate_action_result) == passes(ORIGINAL_CHECK)


async def test_steps_of_a_turn_are_noted_for_who_asks() -> None:
    taken: list[Step] = []
    taken_steps.set(taken)
    await take_turn(make_processor("utter_hello", "action_listen"))
    assert taken == [Step("utter_hello", "script", None)]

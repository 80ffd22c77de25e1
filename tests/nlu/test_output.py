"""A response is one message with all its parts; projects made elsewhere are said as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.output import CollectedAnswers
from nlu.responses import BilingualResponses, ResponseMissing, Tried, tried

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
slots:
  language:
    type: text
    influence_conversation: false
    mappings:
    - type: custom
responses:
  utter_plain:
  - text: "Hello, {language}"
  utter_channel:
  - text: anywhere
  - text: on Slack
    channel: slack
  - text: here
    channel: frontdesk
  utter_slack_only:
  - text: on Slack
    channel: slack
  utter_spoken:
  - text: hi
    condition: [{type: slot, name: language, value: en}]
  - text: 你好
    condition: [{type: slot, name: language, value: zh}]
  utter_tried:
  - text: "hi, {language}"
    id: plain
    condition: [{type: slot, name: language, value: en}]
  - text: "welcome, {language}"
    id: warm
    condition: [{type: slot, name: language, value: en}]
  - text: 你好
    id: plain
    condition: [{type: slot, name: language, value: zh}]
"""
)


async def collect(message: dict[str, Any]) -> list[dict[str, Any]]:
    output = CollectedAnswers()
    await output.send_response("c1", message)
    assert all(one.pop("recipient_id") == "c1" for one in output.messages)
    return output.messages


async def test_parts_of_a_response_stay_together() -> None:
    parts = {"image": "i", "attachment": {"a": 1}, "elements": [{"title": "x"}], "custom": {"c": 1}}
    button, quick = {"title": "a", "payload": "/a"}, {"title": "b", "payload": "/b"}
    said = await collect({"text": "t", "buttons": [button], "quick_replies": [quick], **parts})
    assert said == [{"text": "t", "buttons": [quick, button], **parts}]


async def test_words_alone_are_a_message_a_paragraph() -> None:
    assert await collect({"text": "a\n\nb"}) == [{"text": "a"}, {"text": "b"}]
    assert await collect({"text": "", "buttons": []}) == []


async def test_buttons_need_no_text() -> None:
    button = {"title": "a", "payload": "/a"}
    assert await collect({"buttons": [button]}) == [{"buttons": [button]}]


async def say(name: str, spoken: str, slot: str | None = None) -> str:
    tracker = DialogueStateTracker("c1", DOMAIN.slots)
    tracker.update(UserUttered("x", metadata={"language": spoken}))
    if slot is not None:
        tracker.update(SlotSet("language", slot))
    response = await BilingualResponses(domain=DOMAIN).generate(
        name, tracker, CollectedAnswers.name()
    )
    assert response is not None
    return str(response["text"])


@pytest.mark.parametrize("spoken", ["en", "zh"])
async def test_response_without_a_language_is_said_in_any(spoken: str) -> None:
    assert await say("utter_plain", spoken) == f"Hello, {spoken}"


async def test_slot_of_this_name_that_a_project_fills_is_its_own() -> None:
    assert await say("utter_plain", "en", "German") == "Hello, German"
    assert await say("utter_spoken", "en", "zh") == "你好"
    assert await say("utter_spoken", "zh") == "你好"


async def test_variation_for_our_channel_is_said_here() -> None:
    assert await say("utter_channel", "en") == "here"
    with pytest.raises(ResponseMissing):
        await say("utter_slack_only", "en")


@pytest.fixture
def trial() -> Iterator[Tried]:
    one = Tried({"utter_tried": ["warm", "plain"], "utter_plain": ["warm"]})
    token = tried.set(one)
    yield one
    tried.reset(token)


async def test_variation_that_is_tried_is_said_each_time_and_told(trial: Tried) -> None:
    assert {await say("utter_tried", "en") for _ in range(9)} == {"welcome, en"}
    assert trial.said == {"utter_tried": "warm"}


async def test_where_one_variation_is_missing_none_is_tried(trial: Tried) -> None:
    assert await say("utter_tried", "zh") == "你好"
    assert await say("utter_plain", "en") == "Hello, en"
    assert trial.said == {}

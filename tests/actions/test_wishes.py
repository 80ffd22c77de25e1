"""A second wish in one message: kept while a question is open, offered afterwards."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from actions.answer import Answer
from actions.turn import CLARIFIED, Turn, read_turn
from actions.wishes import see_to_wishes
from kernel.messages import Challenge, Close
from kernel.turns import sign_turn
from tests.actions.scene import PLACED, Scene
from tests.crm_backend.shop import NOW

KEY = "k" * 32


def two_wishes(scene: Scene, *also: str, **more: Any) -> Turn:
    return scene.turn("cancel it and send an invoice", "cancel_order", also=also, **more)


def read_payload(answer: Answer, label: str) -> tuple[str, dict[str, Any]]:
    intent, _, entities = answer.buttons[label].partition("{")
    return intent, json.loads("{" + entities)


def test_second_wish_is_offered_with_what_was_named(scene: Scene) -> None:
    turn = two_wishes(scene, "request_invoice", order_number=PLACED)
    answer = see_to_wishes(Answer().utter("utter_done"), turn)
    assert answer.responses == ["utter_done", "utter_also"]
    assert answer.messages[1]["wish"] == "Get an invoice"
    named = {"order_number": [PLACED], "choice": [CLARIFIED]}
    assert read_payload(answer, "Yes") == ("/request_invoice", named)
    assert answer.buttons["No"] == "/deny"
    assert answer.slots == {"wishes": None}


def test_second_wish_is_named_in_the_customers_language(scene: Scene) -> None:
    answer = see_to_wishes(Answer(), two_wishes(scene, "request_invoice", language="zh"))
    assert answer.messages[0]["wish"] == "开具发票"
    assert list(answer.buttons) == ["是的", "不是"]


@pytest.mark.parametrize(
    "asks",
    [
        lambda answer: answer.set(awaiting={"action": "action_cancel_order"}),
        lambda answer: answer.set(pending_action="action_cancel_order"),
        lambda answer: answer.follow("return_form"),
    ],
)
def test_wish_waits_while_a_question_is_open(
    scene: Scene, asks: Callable[[Answer], Answer]
) -> None:
    turn = two_wishes(scene, "request_invoice", order_number=PLACED)
    asked = see_to_wishes(asks(Answer().utter("utter_sure")), turn)
    assert asked.responses == ["utter_sure"]
    following = scene.next_turn(turn, asked, "yes", "affirm")
    done = see_to_wishes(Answer().utter("utter_done"), replace(following, slots=asked.slots))
    assert done.responses == ["utter_done", "utter_also"]
    # The words right before were no longer those: they must not answer for it.
    assert read_payload(done, "Yes") == ("/request_invoice", {"order_number": [PLACED]})


def test_wish_waits_while_a_form_runs_and_is_kept_once(scene: Scene) -> None:
    turn = two_wishes(scene, "request_invoice", form="return_form")
    asked = see_to_wishes(Answer(), turn, is_part_of_form=True)
    assert asked.slots["wishes"]["intents"] == ["request_invoice"]
    following = scene.next_turn(turn, asked, "yes", "affirm", form="return_form")
    assert see_to_wishes(Answer(), following, is_part_of_form=True).events == []


def test_answer_to_a_form_holds_no_wish(scene: Scene) -> None:
    slots = {"requested_slot": "ticket_subject"}
    turn = two_wishes(scene, "request_invoice", form="ticket_form", slots=slots)
    assert see_to_wishes(Answer().end_form(), turn).events == Answer().end_form().events


def test_several_wishes_are_offered_one_by_one(scene: Scene) -> None:
    turn = two_wishes(scene, "request_invoice", "track_refund")
    first = see_to_wishes(Answer(), turn)
    assert first.slots["wishes"]["intents"] == ["track_refund"]
    following = scene.next_turn(turn, first, "", "request_invoice")
    second = see_to_wishes(Answer(), replace(following, slots=first.slots))
    assert second.messages[0]["wish"] == "See where my refund is"
    assert second.slots == {"wishes": None}


def test_wish_waits_while_a_code_is_on_its_way(scene: Scene) -> None:
    challenge = Answer().utter("utter_code_sent", directives=[Challenge(email="ada@example.org")])
    asked = see_to_wishes(challenge.set(pending_action="x"), two_wishes(scene, "request_invoice"))
    assert asked.slots["wishes"]["intents"] == ["request_invoice"]


@pytest.mark.parametrize("also", [(), ("cancel_order",), ("out_of_scope",), ("sing_a_song",)])
def test_nothing_is_offered_where_there_is_no_other_wish(
    scene: Scene, also: tuple[str, ...]
) -> None:
    assert see_to_wishes(Answer(), two_wishes(scene, *also)).messages == []


@pytest.mark.parametrize("intent", ["request_human", "stop", "say_goodbye"])
def test_wishes_are_forgotten_when_the_bot_has_no_more_to_say(scene: Scene, intent: str) -> None:
    kept = {"intents": ["request_invoice"], "entities": {}, "said_in": 8}
    turn = scene.turn("enough", intent, slots={"wishes": kept})
    answer = see_to_wishes(Answer(), turn)
    assert (answer.messages, answer.slots) == ([], {"wishes": None})


def test_nothing_is_offered_after_the_conversation_was_closed(scene: Scene) -> None:
    closed = Answer().utter("utter_goodbye", directives=[Close()])
    turn = two_wishes(scene, "request_invoice")
    assert see_to_wishes(closed, turn).responses == ["utter_goodbye"]


def test_wishes_are_read_from_the_message(scene: Scene) -> None:
    signed = sign_turn(scene.turn(message_id=12).context, KEY, NOW)
    message = {"text": "…", "also": ["request_invoice"], "metadata": {"turn_context": signed}}
    assert read_turn({"latest_message": message}, secret=KEY, now=NOW).also == ("request_invoice",)

"""Did you mean, and what is said where nothing can be done."""

import json
from dataclasses import replace
from typing import Any

import pytest

from actions.clarify import ActionClarify
from actions.dialogue import ActionAffirm, ActionFallback, ActionOutOfScope
from actions.handoff import ActionRequestHuman
from actions.identity import ActionSendCode
from actions.orders import ActionCancelOrder, ActionTrackOrder
from actions.turn import CLARIFIED, Turn, read_turn
from kernel.turns import Language, sign_turn
from tests.actions.scene import PLACED, Scene
from tests.crm_backend.shop import NOW

CHOICES = ("track_order", "report_delivery_problem")
KEY = "k" * 32


def unsure(scene: Scene, text: str = "my parcel", **more: Any) -> Turn:
    return scene.turn(text, "clarify", choices=CHOICES, **more)


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["See where my order is", "Report a delivery problem", "Something else"]),
        ("zh", ["查看订单到哪了", "反馈配送问题", "都不是"]),
    ],
)
def test_likeliest_meanings_are_offered_in_the_customers_language(
    scene: Scene, language: Language, labels: list[str]
) -> None:
    answer = scene.act(ActionClarify, unsure(scene, language=language))
    assert answer.responses == ["utter_clarify"]
    assert list(answer.buttons) == labels
    assert all(label in answer.messages[0]["choices"] for label in labels[:2])
    assert answer.ends_turn(None)


def test_button_keeps_what_the_message_named(scene: Scene) -> None:
    answer = scene.act(ActionClarify, unsure(scene, order_number=PLACED))
    intent, _, entities = answer.buttons["See where my order is"].partition("{")
    assert intent == "/track_order"
    assert json.loads("{" + entities) == {"order_number": [PLACED], "choice": [CLARIFIED]}


def test_meanings_are_offered_once_and_then_a_person(scene: Scene) -> None:
    turn = replace(unsure(scene), earlier_intents=("clarify",))
    assert scene.act(ActionClarify, turn).responses == ["utter_fallback_again"]


def test_person_is_offered_beside_the_meanings_when_the_message_before_was_not_understood(
    scene: Scene,
) -> None:
    turn = replace(unsure(scene), earlier_intents=("nlu_fallback",))
    answer = scene.act(ActionClarify, turn)
    assert answer.responses == ["utter_clarify"]
    assert "Talk to a person" in answer.buttons
    assert "Talk to a person" not in scene.act(ActionClarify, unsure(scene)).buttons


@pytest.mark.parametrize("choices", [(), ("out_of_scope",), ("sing_a_song", "nlu_fallback")])
def test_nothing_is_offered_when_no_meaning_can_be_said(
    scene: Scene, choices: tuple[str, ...]
) -> None:
    turn = replace(unsure(scene), choices=choices)
    assert scene.act(ActionClarify, turn).responses == ["utter_fallback"]


def test_form_goes_on_when_its_answer_was_unclear(scene: Scene) -> None:
    answer = scene.act(ActionClarify, unsure(scene, form="return_form"))
    assert answer.responses == ["utter_clarify"]
    assert not answer.ends_turn("return_form")


def test_angry_customer_gets_an_apology_first(scene: Scene) -> None:
    answer = scene.act(ActionClarify, unsure(scene, sentiment=-0.9))
    assert answer.responses == ["utter_apologise", "utter_clarify"]


def test_question_still_waits_when_its_yes_was_unclear(scene: Scene) -> None:
    turn = scene.turn("cancel my order", "cancel_order")
    asked = scene.act(ActionCancelOrder, turn)
    turn = scene.next_turn(turn, asked, "hm well ok", "clarify", choices=("affirm", "stop"))
    unclear = scene.act(ActionClarify, turn)
    turn = scene.next_turn(turn, unclear, "", "affirm", choice=CLARIFIED)
    assert scene.act(ActionAffirm, turn).follow_ups == ["action_cancel_order"]


def test_question_is_over_when_something_else_was_unclear(scene: Scene) -> None:
    turn = scene.turn("cancel my order", "cancel_order")
    asked = scene.act(ActionCancelOrder, turn)
    turn = scene.next_turn(turn, asked, "my parcel", "clarify", choices=CHOICES)
    assert scene.act(ActionClarify, turn).slots == {}


@pytest.mark.parametrize("form", [None, "return_form"])
def test_person_is_offered_when_it_was_something_else(scene: Scene, form: str | None) -> None:
    offered = scene.act(ActionClarify, unsure(scene)).buttons["Something else"]
    assert offered == '/nlu_fallback{"choice": "clarify:none"}'
    turn = scene.turn("", "nlu_fallback", choice="clarify:none", form=form)
    assert scene.act(ActionFallback, turn).responses == ["utter_clarify_none"]


def make_tracker(scene: Scene, choice: str, **more: Any) -> dict[str, Any]:
    context = scene.turn(message_id=12).context
    entities = [{"entity": "choice", "value": choice}]
    message = {"text": "/open_ticket{…}", "intent": {"name": "open_ticket"}, "entities": entities}
    metadata = {"turn_context": sign_turn(context, KEY, NOW), "message_id": "12"}
    said = {"event": "user", "text": "the app logs me out", "metadata": {"message_id": "10"}}
    parsed = {"parse_data": {"intent": {"name": "clarify"}}}
    latest = {**message, "metadata": metadata, "choices": list(CHOICES)}
    return {"latest_message": latest, "events": [{**said, **parsed}], **more}


def test_pressed_meaning_answers_for_the_words_said_before(scene: Scene) -> None:
    turn = read_turn(make_tracker(scene, CLARIFIED), secret=KEY, now=NOW)
    assert (turn.text, turn.intent) == ("the app logs me out", "open_ticket")
    assert (turn.choices, turn.earlier_intents) == (CHOICES, ("clarify",))


def test_words_said_before_answer_no_form_and_no_other_button(scene: Scene) -> None:
    in_form = make_tracker(scene, CLARIFIED, active_loop={"name": "return_form"})
    assert read_turn(in_form, secret=KEY, now=NOW).text == ""
    assert read_turn(make_tracker(scene, "sku:LL-1"), secret=KEY, now=NOW).text == ""


@pytest.mark.parametrize("before", ["nlu_fallback", "clarify", "out_of_scope"])
def test_person_is_offered_when_the_second_message_is_out_of_scope(
    scene: Scene, before: str
) -> None:
    turn = scene.turn("what's the capital of France", "out_of_scope")
    assert scene.act(ActionOutOfScope, turn).responses == ["utter_out_of_scope"]
    again = replace(turn, earlier_intents=(before,))
    assert scene.act(ActionOutOfScope, again).responses == ["utter_out_of_scope_again"]
    in_form = scene.act(ActionOutOfScope, replace(turn, form="return_form"))
    assert (in_form.responses, in_form.buttons) == (["utter_out_of_scope_form"], {})
    stuck = scene.act(ActionOutOfScope, replace(again, form="return_form"))
    assert stuck.buttons == {"Talk to a person": "/request_human"}


@pytest.mark.parametrize(
    "text", ["Wo ist meine Bestellung?", "¿Dónde está mi pedido?", "注文はどこ"]
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_languages_are_named_when_neither_was_written(
    scene: Scene, text: str, language: Language
) -> None:
    turn = scene.turn(text, "track_order", language=language)
    assert scene.act(ActionTrackOrder, turn).follow_ups == ["action_fallback"]
    answer = scene.act(ActionFallback, turn)
    assert answer.responses == ["utter_other_language"]
    other = "English and Chinese" if language == "zh" else "中文和英文"
    assert other in answer.messages[0]["again"]


def test_other_language_still_answers_a_form_calls_a_person_and_sends_a_code(scene: Scene) -> None:
    text = "Ich möchte bitte mit einem Menschen sprechen"
    assert scene.act(ActionRequestHuman, scene.turn(text, "request_human")).directives
    in_form = scene.turn(text, "cancel_order", form="ticket_form")
    assert scene.act(ActionCancelOrder, in_form).follow_ups == []
    mine = scene.turn("meine Adresse ist ada@example.com", "inform", verified=False)
    assert scene.act(ActionFallback, mine).follow_ups == ["action_send_code"]
    assert scene.act(ActionSendCode, mine).responses == ["utter_code_sent"]


def test_insult_gets_an_apology_and_ways_on(scene: Scene) -> None:
    turn = scene.turn("you useless piece of junk", "nlu_fallback", sentiment=-0.9)
    assert scene.act(ActionFallback, turn).follow_ups == ["action_complain"]

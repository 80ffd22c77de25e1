"""A second wish in one message: one press away once the first is answered, and never a danger."""

from typing import Any

import pytest

from actions.answer import Answer
from actions.meanings import MEANINGS
from actions.orders import ActionTrackOrder
from actions.turn import Turn, read_turn
from actions.wishes import OFFERED, offer_wish
from kernel.messages import Challenge, Handoff
from kernel.turns import sign_turn
from tests.actions.scene import PLACED, Scene
from tests.crm_backend.shop import NOW

KEY = "k" * 32
TOLD = "utter_view_order"


def two_wishes(scene: Scene, *also: str, text: str = "where is it, and why", **more: Any) -> Turn:
    return scene.turn(text, "track_order", also=also or ("track_refund",), **more)


def offer(answer: Answer, turn: Turn, action: str = "action_track_order") -> Answer:
    return offer_wish(answer, turn, action)


@pytest.mark.parametrize(
    ("language", "label"), [("en", "See where my refund is"), ("zh", "查看退款进度")]
)
def test_second_wish_is_a_button_that_says_what_it_does(
    scene: Scene, language: Any, label: str
) -> None:
    turn = two_wishes(scene, language=language, order_number=PLACED)
    answer = offer(Answer().utter(TOLD), turn)
    assert answer.responses == [TOLD, "utter_also"]
    # It carries nothing that was named for the first: that may be another order.
    assert answer.buttons == {label: "/track_refund"}


def test_first_wish_that_may_be_offered_is(scene: Scene) -> None:
    turn = two_wishes(scene, "close_ticket", "track_order", "list_orders", "track_refund")
    assert list(offer(Answer().utter(TOLD), turn).buttons) == ["See all my orders"]


def test_question_from_the_articles_is_a_first_wish_too(scene: Scene) -> None:
    turn = scene.turn("your hours? and my refund", "ask_opening_hours", also=("track_refund",))
    told = offer(Answer().utter(TOLD), turn, "action_answer_from_knowledge")
    assert told.responses == [TOLD, "utter_also"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer().utter("utter_ask_identity"),
        Answer().utter("utter_code_sent"),
        Answer().utter(TOLD).utter("utter_change_order_open"),
        Answer().utter(TOLD).set(awaiting={"action": "action_cancel_order"}),
        Answer().utter(TOLD).set(pending_action="action_cancel_order"),
        Answer().utter(TOLD).follow("return_form"),
        Answer().utter(TOLD, directives=[Challenge(email="ada@example.com")]),
        Answer().utter(TOLD, directives=[Handoff(reason="customer_asked")]),
    ],
)
def test_nothing_is_offered_while_the_first_is_open(scene: Scene, answer: Answer) -> None:
    before = list(answer.responses)
    assert offer(answer, two_wishes(scene)).responses == before


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("action_send_code", {}),
        ("action_open_ticket", {}),
        ("action_submit_return", {}),
        ("validate_return_form", {"form": "return_form"}),
        ("action_track_order", {"form": "return_form"}),
        ("action_track_order", {"sentiment": -0.9}),
        ("action_track_order", {"text": "don't cancel it but tell me where it is"}),
    ],
)
def test_nothing_is_offered_by_others_in_forms_or_against_the_mood(
    scene: Scene, action: str, more: dict[str, Any]
) -> None:
    turn = two_wishes(scene, "cancel_order", **more)
    assert offer(Answer().utter(TOLD), turn, action).responses == [TOLD]


def test_second_wish_is_still_there_when_the_first_waited_for_a_code(scene: Scene) -> None:
    turn = two_wishes(scene, verified=False, order_number=PLACED)
    asked = scene.act(ActionTrackOrder, turn)
    assert asked.responses == ["utter_ask_identity"]
    proved = scene.next_turn(turn, asked, "", "confirm_identity")
    answer = scene.act(ActionTrackOrder, proved)
    assert answer.responses == ["utter_track_order_paid", "utter_also"]
    assert "See where my refund is" in answer.buttons


def test_press_alone_never_changes_anything(scene: Scene) -> None:
    writing = {"close_ticket", "comment_ticket", "request_invoice", "delete_data", "request_human"}
    assert set(MEANINGS) >= OFFERED
    assert not OFFERED & (writing | {"update_details", "affirm", "deny", "confirm_identity"})


def test_wishes_are_read_from_the_message(scene: Scene) -> None:
    signed = sign_turn(scene.turn(message_id=12).context, KEY, NOW)
    message = {"text": "…", "also": ["track_refund"], "metadata": {"turn_context": signed}}
    assert read_turn({"latest_message": message}, secret=KEY, now=NOW).also == ("track_refund",)

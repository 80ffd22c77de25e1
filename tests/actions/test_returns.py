"""Sending things back: from all that a message holds to the return number."""

from datetime import timedelta

import pytest

from actions.answer import Answer
from actions.orders import ActionViewOrder
from actions.return_parts import (
    ActionAskReturnConfirmation,
    ActionAskReturnOrder,
    ActionAskReturnProduct,
    ActionAskReturnReason,
    ActionTrackRefund,
)
from actions.returns import ActionReturnItem, ActionSubmitReturn, ValidateReturnForm
from crm_backend.orders.models import OrderLine
from crm_backend.orders.service import find_order, list_returns, request_return
from kernel.turns import Language
from tests.actions.scene import DELIVERED, OLD, OTHERS, PLACED, SHIPPED, UNKNOWN, Scene
from tests.crm_backend.shop import NOW

WHOLE = f"I want to return the lamp from order {DELIVERED}, it arrived broken"


def line_of(scene: Scene, name: str) -> OrderLine:
    order = find_order(scene.session, customer_id=scene.ada.id, number=DELIVERED)
    return next(line for line in order.lines if name in line.product.name_en)


def validate(scene: Scene, asked: str, text: str, intent: str, **more: object) -> Answer:
    slots = {"return_order": DELIVERED, "requested_slot": asked}
    turn = scene.turn(text, intent, slots=slots, form="return_form", **more)
    return scene.act(ValidateReturnForm, turn)


def test_order_item_and_reason_are_taken_when_the_message_holds_them(scene: Scene) -> None:
    answer = scene.act(
        ActionReturnItem,
        scene.turn(WHOLE, "return_item", order_number=DELIVERED, product="lamp"),
    )
    assert answer.slots["return_order"] == DELIVERED
    assert answer.slots["return_product"] == str(line_of(scene, "Lamp").id)
    assert answer.slots["return_reason"] == "it arrived broken"
    assert answer.follow_ups == ["return_form"]
    assert answer.messages == []


def test_item_is_found_in_plain_words_when_no_entity_was_found(scene: Scene) -> None:
    answer = scene.act(ActionReturnItem, scene.turn(WHOLE, "return_item"))
    assert answer.slots["return_product"] == str(line_of(scene, "Lamp").id)


def test_only_order_with_the_item_is_taken_when_no_order_is_named(scene: Scene) -> None:
    turn = scene.turn("return the floor lamp", "return_item", product="floor lamp")
    assert scene.act(ActionReturnItem, turn).slots["return_order"] == DELIVERED


def test_old_form_values_are_forgotten_when_a_return_begins(scene: Scene) -> None:
    stale = {"return_reason": "too big", "return_confirmation": "yes"}
    turn = scene.turn("return something", "return_item", slots=stale, order_number=DELIVERED)
    answer = scene.act(ActionReturnItem, turn)
    assert answer.slots["return_reason"] is None
    assert answer.slots["return_confirmation"] is None


@pytest.mark.parametrize(
    ("number", "response"),
    [
        (PLACED, "utter_return_item_refused_not_delivered"),
        (SHIPPED, "utter_return_item_refused_not_delivered"),
        (OLD, "utter_return_item_refused_window_passed"),
        (OTHERS, "utter_order_not_found"),
        (UNKNOWN, "utter_order_not_found"),
    ],
)
def test_return_is_refused_when_the_rules_forbid_it(
    scene: Scene, number: str, response: str
) -> None:
    turn = scene.turn(f"return order {number}", "return_item", order_number=number)
    answer = scene.act(ActionReturnItem, turn)
    assert answer.responses == [response]
    assert answer.follow_ups == []


def test_return_is_refused_when_the_item_is_already_on_its_way(scene: Scene) -> None:
    line = line_of(scene, "Rug")
    request_return(
        scene.session,
        customer_id=scene.ada.id,
        number=DELIVERED,
        line_id=line.id,
        quantity=1,
        reason="too big",
        now=NOW,
    )
    turn = scene.turn("return the rug", "return_item", order_number=DELIVERED, product="rug")
    assert scene.act(ActionReturnItem, turn).responses == ["utter_return_item_refused_nothing_left"]


def test_nothing_can_be_returned_when_nothing_was_delivered_lately(scene: Scene) -> None:
    scene.ada = scene.shop.customer("new@example.com", "New Comer")
    answer = scene.act(ActionReturnItem, scene.turn("I want to return something", "return_item"))
    assert answer.responses == ["utter_return_item_none"]


def test_item_is_asked_when_it_is_not_in_the_order(scene: Scene) -> None:
    turn = scene.turn("return the sofa", "return_item", order_number=DELIVERED, product="sofa")
    answer = scene.act(ActionReturnItem, turn)
    assert answer.responses == ["utter_return_item_not_in_order"]
    assert answer.slots["return_product"] is None
    assert answer.follow_ups == ["return_form"]


def test_orders_items_and_reasons_are_offered_as_buttons(scene: Scene) -> None:
    turn = scene.turn(slots={"return_order": DELIVERED})
    orders = scene.act(ActionAskReturnOrder, turn).buttons
    items = scene.act(ActionAskReturnProduct, turn).buttons
    reasons = scene.act(ActionAskReturnReason, turn).buttons
    assert f'/inform{{"order_number": "{DELIVERED}"}}' in orders.values()
    assert list(items) == ["Aurora Floor Lamp", "Meadow Wool Rug", "Never mind"]
    assert reasons["It arrived damaged"] == '/inform{"choice": "reason:damaged"}'


@pytest.mark.parametrize(
    ("text", "intent", "more", "value"),
    [
        ("the rug", "inform", {"product": "rug"}, "Rug"),
        ("the floor one", "inform", {}, "Lamp"),
    ],
)
def test_item_is_read_from_words(
    scene: Scene, text: str, intent: str, more: dict[str, str], value: str
) -> None:
    answer = validate(scene, "return_product", text, intent, **more)
    assert answer.slots == {"return_product": str(line_of(scene, value).id)}


def test_item_is_read_from_a_button(scene: Scene) -> None:
    line = line_of(scene, "Rug")
    answer = validate(scene, "return_product", "", "inform", choice=f"line:{line.id}")
    assert answer.slots == {"return_product": str(line.id)}


def test_line_of_another_order_is_no_answer(scene: Scene) -> None:
    theirs = scene.others.lines[0]
    answer = validate(scene, "return_product", "", "inform", choice=f"line:{theirs.id}")
    assert answer.slots == {}


@pytest.mark.parametrize("number", [OTHERS, UNKNOWN])
def test_order_is_asked_again_when_it_is_not_theirs(scene: Scene, number: str) -> None:
    answer = validate(scene, "return_order", number, "inform", order_number=number)
    assert answer.responses == ["utter_order_not_found"]
    assert answer.slots == {"return_order": None}


def test_form_ends_when_the_order_named_in_it_cannot_go_back(scene: Scene) -> None:
    answer = validate(scene, "return_order", OLD, "inform", order_number=OLD)
    assert answer.responses == ["utter_return_item_refused_window_passed"]
    assert answer.slots["requested_slot"] is None
    turn = scene.turn(slots={**answer.slots})
    done = scene.act(ActionSubmitReturn, turn)
    assert (done.messages, done.follow_ups) == ([], [])


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("en", "the colour is not what I expected", "the colour is not what I expected"),
        ("en", "broken", "broken"),
        ("zh", "颜色不对", "颜色不对"),
    ],
)
def test_reason_is_taken_in_free_words(
    scene: Scene, language: Language, text: str, reason: str
) -> None:
    answer = validate(scene, "return_reason", text, "inform", language=language)
    assert answer.slots == {"return_reason": reason}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what does that cost?", "ask_price"),
        ("never mind", "stop"),
        ("no", "deny"),
        (DELIVERED, "inform"),
        ("", "track_order"),
    ],
)
def test_reason_is_not_taken_when_the_message_is_no_answer(
    scene: Scene, text: str, intent: str
) -> None:
    assert validate(scene, "return_reason", text, intent).slots == {}


def test_nothing_is_read_when_the_proof_has_run_out(scene: Scene) -> None:
    answer = validate(scene, "return_reason", "broken", "inform", verified=False)
    assert answer.slots == {"requested_slot": None}
    asked = scene.act(ActionSubmitReturn, scene.turn(verified=False, slots={}))
    assert asked.responses == ["utter_ask_identity"]
    assert scene.act(ActionSubmitReturn, scene.turn()).follow_ups == ["return_form"]


def confirm(scene: Scene, **more: object) -> Answer:
    slots = {
        "return_order": DELIVERED,
        "return_product": str(line_of(scene, "Lamp").id),
        "return_reason": "it arrived broken",
        "return_confirmation": "yes",
        **more,
    }
    return scene.act(ActionSubmitReturn, scene.turn("yes", "affirm", slots=slots))


@pytest.mark.parametrize(
    ("quantity", "refund", "item"),
    [("", "€98.00", "2 × Aurora Floor Lamp"), ("1", "€49.00", "Aurora Floor Lamp")],
)
def test_item_refund_and_day_are_shown_before_the_yes(
    scene: Scene, quantity: str, refund: str, item: str
) -> None:
    slots = {
        "return_order": DELIVERED,
        "return_product": str(line_of(scene, "Lamp").id),
        "return_reason": "broken",
        "return_quantity": quantity,
    }
    answer = scene.act(ActionAskReturnConfirmation, scene.turn(slots=slots))
    said = answer.messages[0]
    assert (said["product"], said["refund"]) == (item, refund)
    assert said["refund_by"] == "Monday, 16 March"
    yes, no = answer.buttons.values()
    assert yes.startswith('/affirm{"choice": "ask:return:')
    assert no == yes.replace("/affirm", "/deny")


def test_return_is_registered_once_when_confirmed(scene: Scene) -> None:
    first, again = confirm(scene), confirm(scene)
    assert first.responses == ["utter_return_item_done"]
    assert first.messages == again.messages
    made = list_returns(scene.session, customer_id=scene.ada.id)
    assert [(item.quantity, item.reason) for item in made] == [(2, "it arrived broken")]


def test_nothing_is_registered_when_the_answer_is_no(scene: Scene) -> None:
    answer = confirm(scene, return_confirmation="no")
    assert answer.responses == ["utter_return_item_kept"]
    assert answer.slots["return_order"] is None
    assert list_returns(scene.session, customer_id=scene.ada.id) == []


def test_return_is_refused_at_the_end_when_something_happened_between(scene: Scene) -> None:
    shipment = scene.delivered.shipment
    assert shipment is not None
    shipment.delivered_at = NOW - timedelta(days=31)
    assert confirm(scene).responses == ["utter_return_item_refused_window_passed"]


def test_refund_is_told_by_the_state_of_the_return(scene: Scene) -> None:
    none = scene.act(ActionTrackRefund, scene.turn("where is my refund"))
    assert none.responses == ["utter_track_refund_none"]
    confirm(scene)
    item = list_returns(scene.session, customer_id=scene.ada.id)[0]
    for status in ("requested", "approved", "received", "refused", "refunded"):
        item.status = status
        answer = scene.act(ActionTrackRefund, scene.turn("where is my refund"))
        assert answer.responses == [f"utter_track_refund_{status}"]
    item.status, item.requested_at = "received", NOW - timedelta(days=20)
    late = scene.act(ActionTrackRefund, scene.turn("where is my refund"))
    assert late.responses == ["utter_track_refund_overdue"]


def test_refund_of_a_cancelled_order_is_explained(scene: Scene) -> None:
    scene.placed.status = "cancelled"
    turn = scene.turn("refund", order_number=PLACED)
    assert scene.act(ActionTrackRefund, turn).responses == ["utter_track_refund_cancelled"]


@pytest.mark.parametrize("number", [OTHERS, UNKNOWN])
def test_refund_of_anothers_order_is_told_like_a_missing_one(scene: Scene, number: str) -> None:
    answer = scene.act(ActionTrackRefund, scene.turn("refund", order_number=number))
    assert answer.responses == ["utter_order_not_found"]


def test_order_is_asked_when_several_could_be_meant(scene: Scene) -> None:
    second = scene.order(
        "FD-1000006",
        (scene.jute, 1),
        status="delivered",
        placed_at=NOW - timedelta(days=5),
        delivered_at=NOW - timedelta(days=2),
    )
    answer = scene.act(ActionReturnItem, scene.turn("I'd like to return a rug", product="rug"))
    assert answer.follow_ups == ["return_form"]
    assert answer.slots["return_order"] is None
    named = validate(scene, "return_order", second.number, "inform", order_number=second.number)
    assert named.slots["return_product"] == str(second.lines[0].id)


def test_latest_order_is_taken_when_it_is_said(scene: Scene) -> None:
    turn = scene.turn("return the rug from my last order", "return_item", product="rug")
    answer = scene.act(ActionReturnItem, turn)
    assert answer.messages[0]["order_number"] == PLACED
    assert "Cancel this order" in answer.buttons


def test_order_just_shown_is_taken_when_it_may_hold_the_item(scene: Scene) -> None:
    turn = scene.turn("show it", order_number=OLD)
    shown = scene.act(ActionViewOrder, turn)
    same = scene.next_turn(turn, shown, "send the rug back", "return_item", product="rug")
    other = scene.next_turn(turn, shown, "return the lamp", "return_item", product="floor lamp")
    assert scene.act(ActionReturnItem, same).messages[0]["order_number"] == OLD
    assert scene.act(ActionReturnItem, other).slots["return_order"] == DELIVERED


def test_quantity_said_is_kept_for_the_end(scene: Scene) -> None:
    text = "return one of the floor lamps, too bright for me"
    turn = scene.turn(text, "return_item", product="floor lamps", quantity="one")
    answer = scene.act(ActionReturnItem, turn)
    assert answer.slots["return_quantity"] == "1"
    assert answer.slots["return_reason"] == "too bright for me"


def test_item_is_refused_in_the_form_when_nothing_of_it_is_left(scene: Scene) -> None:
    confirm(scene)
    answer = validate(scene, "return_product", "the lamp", "inform", product="lamp")
    assert answer.responses == ["utter_return_item_refused_nothing_left"]
    assert answer.slots["requested_slot"] is None


def test_item_is_asked_again_when_two_are_alike(scene: Scene) -> None:
    order = scene.order(
        "FD-1000007",
        (scene.floor_lamp, 1),
        (scene.desk_lamp, 1),
        status="delivered",
        placed_at=NOW - timedelta(days=5),
        delivered_at=NOW - timedelta(days=2),
    )
    slots = {"return_order": order.number, "requested_slot": "return_product"}
    turn = scene.turn("the lamp", "inform", product="lamp", slots=slots, form="return_form")
    assert scene.act(ValidateReturnForm, turn).slots == {"return_product": None}


@pytest.mark.parametrize(
    ("intent", "slots"),
    [
        ("affirm", {"return_confirmation": "yes"}),
        ("deny", {"return_confirmation": "no"}),
        ("ask_price", {}),
    ],
)
def test_only_yes_and_no_confirm(scene: Scene, intent: str, slots: dict[str, str]) -> None:
    assert validate(scene, "return_confirmation", "hm", intent).slots == slots


def test_reason_is_read_from_a_button(scene: Scene) -> None:
    answer = validate(scene, "return_reason", "", "inform", choice="reason:damaged", language="zh")
    assert answer.slots == {"return_reason": "收到时已损坏"}


def test_nothing_is_shown_by_the_questions_when_the_proof_has_run_out(scene: Scene) -> None:
    for action in (ActionAskReturnOrder, ActionAskReturnProduct, ActionAskReturnConfirmation):
        assert scene.act(action, scene.turn(verified=False)).messages == []

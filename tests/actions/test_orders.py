"""What the actions say about orders, and to whom."""

import pytest

from actions.answer import Answer
from actions.mentions import find_order_number
from actions.orders import (
    ActionCancelOrder,
    ActionChangeOrder,
    ActionListOrders,
    ActionRequestInvoice,
    ActionTrackOrder,
    ActionViewOrder,
)
from tests.actions.scene import DELIVERED, OLD, OTHERS, PLACED, SHIPPED, UNKNOWN, Scene

ABOUT_ONE_ORDER = [ActionTrackOrder, ActionViewOrder, ActionChangeOrder, ActionRequestInvoice]


@pytest.mark.parametrize(
    ("number", "response"),
    [
        (PLACED, "utter_track_order_paid"),
        (SHIPPED, "utter_track_order_shipped"),
        (DELIVERED, "utter_track_order_delivered"),
    ],
)
def test_state_is_told_when_the_order_is_named(scene: Scene, number: str, response: str) -> None:
    answer = scene.act(ActionTrackOrder, scene.turn(f"where is {number}?", order_number=number))
    assert answer.responses[0] == response
    assert answer.messages[0]["order_number"] == number


def test_parcel_is_late_when_the_promised_day_has_passed(scene: Scene) -> None:
    shipment = scene.shipped.shipment
    assert shipment is not None
    shipment.expected_at = shipment.shipped_at
    answer = scene.act(ActionTrackOrder, scene.turn("where is it", order_number=SHIPPED))
    assert answer.responses == ["utter_track_order_late"]


def test_latest_order_is_told_when_none_is_named(scene: Scene) -> None:
    answer = scene.act(ActionTrackOrder, scene.turn("whats going on with my last order"))
    assert answer.messages[0]["order_number"] == PLACED


def test_newest_order_with_the_item_is_told_when_an_item_is_named(scene: Scene) -> None:
    turn = scene.turn("did you send the floor lamp", product="floor lamp")
    answer = scene.act(ActionTrackOrder, turn)
    assert answer.messages[0]["order_number"] == DELIVERED


def test_number_in_plain_text_counts_when_no_entity_was_found(scene: Scene) -> None:
    answer = scene.act(ActionTrackOrder, scene.turn("订单1000003到哪了", language="zh"))
    assert answer.messages[0]["order_number"] == DELIVERED


@pytest.mark.parametrize("action", [*ABOUT_ONE_ORDER, ActionCancelOrder])
def test_anothers_order_is_told_like_one_that_does_not_exist(
    scene: Scene, action: type[ActionTrackOrder]
) -> None:
    def ask(number: str) -> Answer:
        return scene.act(action, scene.turn(f"about {number}", order_number=number))

    theirs, missing = ask(OTHERS), ask(UNKNOWN)
    assert theirs.messages[0].pop("order_number") == OTHERS
    assert missing.messages[0].pop("order_number") == UNKNOWN
    assert (theirs.messages, theirs.events) == (missing.messages, missing.events)
    assert theirs.responses == ["utter_order_not_found"]


@pytest.mark.parametrize("number", [PLACED, OTHERS, UNKNOWN])
@pytest.mark.parametrize("action", [*ABOUT_ONE_ORDER, ActionCancelOrder, ActionListOrders])
def test_only_the_address_is_asked_when_nobody_is_verified(
    scene: Scene, action: type[ActionTrackOrder], number: str
) -> None:
    turn = scene.turn(f"about {number}", "track_order", verified=False, order_number=number)
    answer = scene.act(action, turn)
    assert answer.messages == [{"response": "utter_ask_identity"}]
    assert answer.slots["pending_action"] == action.action_name()


def test_number_of_an_earlier_question_is_forgotten_when_time_has_passed(scene: Scene) -> None:
    turn = scene.turn("where is my order", order_number=OLD)
    answer = scene.act(ActionTrackOrder, turn)
    for words in ("thanks", "and a lamp?", "hm"):
        turn = scene.next_turn(turn, answer, words, "thank")
        answer = Answer()
    turn = scene.next_turn(turn, answer, "where is my order", "track_order")
    assert scene.act(ActionTrackOrder, turn).messages[0]["order_number"] == PLACED


def test_order_just_shown_counts_when_it_is_cancelled_by_it(scene: Scene) -> None:
    turn = scene.turn("show the shipped one", order_number=SHIPPED)
    answer = scene.act(ActionTrackOrder, turn)
    turn = scene.next_turn(turn, answer, "cancel it", "cancel_order")
    answer = scene.act(ActionCancelOrder, turn)
    assert answer.responses == ["utter_cancel_order_refused"]
    assert answer.messages[0]["order_number"] == SHIPPED


def test_latest_wins_over_the_order_just_shown_when_it_is_said(scene: Scene) -> None:
    turn = scene.turn("where is it", order_number=OLD)
    answer = scene.act(ActionTrackOrder, turn)
    turn = scene.next_turn(turn, answer, "and my last order?", "track_order")
    assert scene.act(ActionTrackOrder, turn).messages[0]["order_number"] == PLACED


def test_order_is_cancelled_once_when_the_question_is_answered_with_yes(scene: Scene) -> None:
    turn = scene.turn("cancel my order", "cancel_order")
    answer = scene.act(ActionCancelOrder, turn)
    assert answer.responses == ["utter_cancel_order_confirm"]
    assert scene.placed.status == "paid"
    turn = scene.next_turn(turn, answer, "yes", "affirm")
    done = scene.act(ActionCancelOrder, turn)
    assert done.responses == ["utter_cancel_order_done"]
    assert scene.placed.status == "cancelled"
    again = scene.act(ActionCancelOrder, turn)
    assert again.messages[0]["order_number"] == PLACED
    assert [step.status for step in scene.placed.history].count("cancelled") == 1


def test_yes_does_not_cancel_when_something_else_was_said_between(scene: Scene) -> None:
    turn = scene.turn("cancel my order", "cancel_order")
    answer = scene.act(ActionCancelOrder, turn)
    turn = scene.next_turn(turn, answer, "are you open today?", "ask_opening_hours")
    turn = scene.next_turn(turn, Answer(), "yes", "affirm")
    answer = scene.act(ActionCancelOrder, turn)
    assert answer.responses == ["utter_cancel_order_confirm"]
    assert scene.placed.status == "paid"


def test_apology_comes_first_when_the_message_is_angry(scene: Scene) -> None:
    turn = scene.turn("WHERE IS MY ORDER??", order_number=SHIPPED, sentiment=-0.9)
    assert scene.act(ActionTrackOrder, turn).responses[0] == "utter_apologise"


def test_orders_are_shown_as_cards_when_listed(scene: Scene) -> None:
    answer = scene.act(ActionListOrders, scene.turn("my orders"))
    cards = answer.messages[0]["custom"]["frontdesk"]["cards"]
    assert [card["title"] for card in cards] == [PLACED, SHIPPED, DELIVERED, OLD]
    assert cards[0]["buttons"][0]["payload"] == f'/track_order{{"order_number": "{PLACED}"}}'


def test_items_total_and_address_are_told_when_an_order_is_viewed(scene: Scene) -> None:
    answer = scene.act(ActionViewOrder, scene.turn("what is in it", order_number=DELIVERED))
    said = answer.messages[0]
    assert said["items"] == "2 × Aurora Floor Lamp and Meadow Wool Rug"
    assert said["total"] == "€147.00"
    assert len(said["custom"]["frontdesk"]["cards"]) == 2


def test_items_are_named_in_chinese_when_chinese_is_spoken(scene: Scene) -> None:
    turn = scene.turn("里面有什么", order_number=DELIVERED, language="zh")
    said = scene.act(ActionViewOrder, turn).messages[0]
    assert (said["items"], said["status"]) == ("2 × 极光落地灯、草甸羊毛地毯", "已送达")


def test_changes_are_offered_when_the_order_has_not_left(scene: Scene) -> None:
    open_one = scene.act(ActionChangeOrder, scene.turn("change it", order_number=PLACED))
    closed = scene.act(ActionChangeOrder, scene.turn("change it", order_number=SHIPPED))
    assert open_one.responses == ["utter_change_order_open"]
    assert closed.responses == ["utter_change_order_closed"]


def test_ticket_is_opened_when_an_invoice_is_wished(scene: Scene) -> None:
    answer = scene.act(ActionRequestInvoice, scene.turn("invoice please", order_number=DELIVERED))
    assert answer.responses == ["utter_request_invoice_done"]
    assert answer.messages[0]["ticket_number"].startswith("T-")


def test_nothing_is_found_when_the_customer_has_no_orders(scene: Scene) -> None:
    newcomer = scene.shop.customer("new@example.com", "New Comer")
    scene.ada = newcomer
    for action in (ActionTrackOrder, ActionListOrders, ActionCancelOrder):
        assert scene.act(action, scene.turn("my order?")).responses == ["utter_no_orders"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("where is order FD-12?", "FD-12"),
        ("fd 1000003 please", DELIVERED),
        ("#1000003", DELIVERED),
        ("call me at +49 170 1234567, where is my parcel", None),
        ("2 lamps", None),
    ],
)
def test_number_is_read_as_people_write_it(scene: Scene, text: str, number: str | None) -> None:
    assert find_order_number(scene.turn(text)) == number

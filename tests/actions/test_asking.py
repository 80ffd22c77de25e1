"""What plain words ask of the list of products, whatever intent was read."""

import pytest

from actions.action import FrontdeskAction
from actions.clarify import ActionClarify
from actions.dialogue import ActionAffirm, ActionFallback, ActionInform, ActionStop
from actions.handoff import ActionComplain
from actions.orders import ActionChangeOrder, ActionListOrders, ActionViewOrder
from actions.products import ActionAskPrice, ActionCheckAvailability
from actions.recommending import ActionRecommendProduct
from tests.actions.scene import Scene

SHOW = ["action_recommend_product"]


@pytest.mark.parametrize(
    ("text", "named", "is_list"),
    [
        ("any new arrivals?", {}, True),
        ("whats new this week", {}, True),
        ("what just arrived?", {}, True),
        ("get me the same as last time", {}, True),
        ("lmaps", {"product": "lamps"}, True),
        ("100到200的灯", {"product": "灯"}, True),
        ("那地毯呢", {"product": "地毯"}, True),
        ("a basket behind the door", {"product": "basket"}, True),
        ("whatever", {}, True),
        ("surprise me", {}, True),
        ("cheap stuff", {}, True),
        ("why do you recommend these?", {}, True),
        ("why these?", {}, False),  # none were shown
        ("lamp broken", {"product": "lamp"}, False),
        ("the parcel of the lamp is late", {"product": "lamp"}, False),
        ("what is the weather", {}, False),
    ],
)
def test_list_is_shown_where_a_message_that_is_not_understood_names_but_a_thing(
    scene: Scene, text: str, named: dict[str, str], is_list: bool
) -> None:
    turn = scene.turn(text, "nlu_fallback", verified=False, **named)
    assert (scene.act(ActionFallback, turn).follow_ups == SHOW) is is_list
    in_form = scene.turn(text, "nlu_fallback", form="return_form", **named)
    assert scene.act(ActionFallback, in_form).follow_ups == []


@pytest.mark.parametrize(
    ("text", "named", "is_list"),
    [
        ("wtf just give me a damn rug", {"product": "rug"}, True),
        ("lamps but not black", {"product": "lamps"}, True),
        ("灯 100以内", {"product": "灯"}, True),
        ("上新了没", {}, True),
        ("I need the lamp collected", {"product": "lamp"}, False),
        ("a lamp", {"product": "lamp"}, False),
    ],
)
def test_wish_for_a_thing_is_one_beside_other_meanings(
    scene: Scene, text: str, named: dict[str, str], is_list: bool
) -> None:
    choices = ("recommend_product", "return_item")
    turn = scene.turn(text, "clarify", choices=choices, **named)
    assert (scene.act(ActionClarify, turn).follow_ups == SHOW) is is_list
    other = scene.turn(text, "clarify", choices=("return_item", "track_order"), **named)
    assert scene.act(ActionClarify, other).follow_ups == []


@pytest.mark.parametrize(
    ("text", "action", "is_list"),
    [
        ("随便", ActionAffirm, True),
        ("好的", ActionAffirm, False),
        ("再买一次", ActionComplain, True),
        ("my order is late again", ActionComplain, False),
        ("order the same again", ActionChangeOrder, True),
        ("change my order to the same address again", ActionChangeOrder, False),
        ("i want to buy what i bought last time", ActionListOrders, True),
        ("what goes with my order", ActionViewOrder, True),
        ("what is in my order", ActionViewOrder, False),
    ],
)
def test_list_is_shown_whatever_else_was_read(
    scene: Scene, text: str, action: type[FrontdeskAction], is_list: bool
) -> None:
    assert (scene.act(action, scene.turn(text, "affirm")).follow_ups == SHOW) is is_list


def test_anything_is_the_answer_to_a_question_that_waits(scene: Scene) -> None:
    waits = {"awaiting": {"action": "action_cancel_order", "said_in": 10}}
    turn = scene.turn("都可以", "affirm", slots=waits)
    assert scene.act(ActionAffirm, turn).follow_ups == ["action_cancel_order"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("just show me some fucking lamps already", {"product": "lamps"}),
        ("stupid bot, I want lamps", {"product": "lamps"}),
        ("给我看看灯，烦", {"product": "灯"}),
    ],
)
def test_rude_wish_for_a_thing_is_granted_with_an_apology(
    scene: Scene, text: str, named: dict[str, str]
) -> None:
    turn = scene.turn(text, sentiment=-0.9, moods=(-0.9,), **named)
    answer = scene.act(ActionRecommendProduct, turn)
    assert answer.responses[0] == "utter_apologise"
    assert answer.cards
    ticket = scene.ticket("It came broken")
    ticket.kind = "complaint"
    scene.session.flush()
    held = scene.act(ActionRecommendProduct, turn)
    assert "utter_recommend_product_complaint" in held.responses
    assert held.cards == []


@pytest.mark.parametrize(
    "text",
    [
        "stop recommending me stuff",
        "please don't suggest anything else",
        "no more recommendations",
        "i dont want to buy anything",
        "别再推荐了",
        "不买，别推荐",
        "不要推荐了",
    ],
)
def test_nothing_is_recommended_when_nothing_is_to_be(scene: Scene, text: str) -> None:
    turn = scene.turn(text, sentiment=-0.8, moods=(-0.8,))
    answer = scene.act(ActionRecommendProduct, turn)
    assert answer.responses == ["utter_stop"]
    assert answer.cards == []


def test_refusal_that_is_not_understood_is_no_complaint(scene: Scene) -> None:
    turn = scene.turn("I'm not interested in buying", "nlu_fallback", sentiment=-0.8)
    assert scene.act(ActionFallback, turn).responses == ["utter_stop"]


def test_nothing_else_is_shown_where_nothing_of_the_kind_is_within_the_limit(scene: Scene) -> None:
    for text in ("lamps under 1 euro", "a lamp but not a lamp"):
        answer = scene.act(ActionRecommendProduct, scene.turn(text))
        assert answer.responses == ["utter_recommend_product_none"]


def test_all_else_is_recommended_when_one_kind_is_not_to_be(scene: Scene) -> None:
    turn = scene.turn("don't show me lamps", product="lamps")
    cards = scene.act(ActionRecommendProduct, turn).cards
    assert cards
    assert not [card for card in cards if "Lamp" in card["title"]]


@pytest.mark.parametrize("text", ["why are you recommending this to me", "为啥给我推这些"])
def test_why_something_is_recommended_is_told(scene: Scene, text: str) -> None:
    answer = scene.act(ActionRecommendProduct, scene.turn(text))
    assert answer.responses == ["utter_recommend_product_why"]


def test_who_speaks_must_be_known_to_say_what_goes_with_an_order(scene: Scene) -> None:
    turn = scene.turn("what goes with my order", verified=False)
    assert scene.act(ActionRecommendProduct, turn).responses == ["utter_ask_identity"]


def test_list_is_shown_where_a_kind_is_asked_for_within_a_price_or_colour(scene: Scene) -> None:
    for text in ("lamp between 40 and 900 euro", "a lamp in black"):
        turn = scene.turn(text, "ask_price", product="lamp")
        assert scene.act(ActionAskPrice, turn).follow_ups == SHOW
    turn = scene.turn("under 20 bucks", "ask_price")
    assert scene.act(ActionCheckAvailability, turn).follow_ups == SHOW
    for text in ("any discounts on lamps?", "what's on sale", "有打折的吗"):
        named = {"product": "lamps"} if "lamps" in text else {}
        assert scene.act(ActionAskPrice, scene.turn(text, "ask_price", **named)).follow_ups == SHOW
    plain = scene.turn("how much is a lamp", "ask_price", product="lamp")
    assert scene.act(ActionAskPrice, plain).responses == ["utter_choose_product"]


def test_place_named_alone_is_a_wish_for_what_goes_there(scene: Scene) -> None:
    turn = scene.turn("under the lamp", "inform", product="lamp")
    assert scene.act(ActionInform, turn).follow_ups == SHOW


@pytest.mark.parametrize(
    ("text", "action", "is_unwanted"),
    [
        ("stop recommending me things", ActionRecommendProduct, True),
        ("stop recommending me things", ActionStop, True),
        ("别再给我推荐了", ActionFallback, True),
        ("stop", ActionStop, None),
    ],
)
def test_who_wants_no_offers_is_remembered(
    scene: Scene, text: str, action: type[FrontdeskAction], is_unwanted: bool | None
) -> None:
    answer = scene.act(action, scene.turn(text))
    assert answer.responses == ["utter_stop"]
    assert answer.slots.get("offers_unwanted") is is_unwanted

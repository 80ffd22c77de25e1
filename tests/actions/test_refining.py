"""Going on from a list: others, cheaper, in another colour; and what begins a new one."""

import pytest

from actions.action import FrontdeskAction
from actions.answer import Answer
from actions.clarify import ActionClarify
from actions.dialogue import ActionDeny, ActionFallback, ActionInform
from actions.handoff import ActionComplain
from actions.products import ActionAskPrice, ActionCheckAvailability
from actions.recommending import ActionRecommendProduct
from actions.turn import Turn
from tests.actions.scene import Scene

INTENT = "recommend_product"
SHOW = ["action_recommend_product"]


@pytest.fixture
def shop(scene: Scene) -> Scene:
    """A shop with four lamps of different prices, one of them in two colours, and a cheap rug."""
    add, lamps = scene.shop.product, scene.lamps
    scene.floor_lamp.price_cents, scene.desk_lamp.price_cents = 12_000, 8_000
    scene.vase.price_cents, scene.jute.price_cents = 3_000, 4_000
    add("LL-0011", lamps, "Cove lamp (white)", "湾灯（白色）", price_cents=2_000)
    add("LL-0012", lamps, "Cove lamp (berry)", "湾灯（莓红）", price_cents=2_000)
    add("LL-0013", lamps, "Delta lamp", "三角灯", price_cents=6_000)
    scene.session.flush()
    return scene


def begin(shop: Scene, text: str, **named: str) -> tuple[Turn, Answer]:
    turn = shop.turn(text, INTENT, verified=False, **named)
    return turn, shop.act(ActionRecommendProduct, turn)


def go_on(shop: Scene, before: tuple[Turn, Answer], text: str, **named: str) -> tuple[Turn, Answer]:
    turn = shop.next_turn(*before, text, INTENT, verified=False, **named)
    return turn, shop.act(ActionRecommendProduct, turn)


def titles(said: tuple[Turn, Answer]) -> list[str]:
    return [card["title"].partition(" (")[0] for card in said[1].cards]


def test_others_are_of_the_kind_that_was_shown_and_none_twice(shop: Scene) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    second = go_on(shop, first, "not those, others")
    assert len(titles(first)) == 3
    assert {*titles(second)}.isdisjoint(titles(first))
    shown = {*titles(first), *titles(second)}
    assert shown == {"Aurora Floor Lamp", "Brook Desk Lamp", "Cove lamp", "Delta lamp"}
    third = go_on(shop, second, "any others?")
    assert third[1].responses == ["utter_recommend_product_all"]


def test_cheaper_ones_cost_less_than_most_that_were_shown(shop: Scene) -> None:
    first = begin(shop, "the most expensive lamps", product="lamps")
    assert titles(first) == ["Aurora Floor Lamp", "Brook Desk Lamp", "Delta lamp"]
    second = go_on(shop, first, "something cheaper")
    assert titles(second) == ["Cove lamp"]
    third = go_on(shop, second, "too expensive")
    assert third[1].responses == ["utter_recommend_product_cheapest"]
    assert titles(third)[0] == "Cove lamp"


def test_price_and_colour_are_held_against_what_was_asked_before(shop: Scene) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    assert set(titles(go_on(shop, first, "under 70 please"))) == {"Delta lamp", "Cove lamp"}
    assert [card["title"] for card in go_on(shop, first, "the same in red")[1].cards] == [
        "Cove lamp (berry)"
    ]
    both = go_on(shop, go_on(shop, first, "in red"), "25 at most")
    assert [card["title"] for card in both[1].cards] == ["Cove lamp (berry)"]


def test_list_of_anything_goes_on_too(shop: Scene) -> None:
    first = begin(shop, "any ideas?")
    second = go_on(shop, first, "other ideas?")
    assert titles(second)
    assert not set(titles(first)) & set(titles(second))
    cheap = go_on(shop, first, "less expensive ones")
    assert all(card["price"] in ("€20.00", "€30.00", "€40.00") for card in cheap[1].cards)


def test_new_wish_begins_a_new_list(shop: Scene) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    assert titles(go_on(shop, first, "and other rugs?", product="rugs")) == ["Dune Jute Rug"]
    asked = go_on(shop, first, "something for my garden")
    assert asked[1].slots["shown"]["texts"] == ["something for my garden"]


def test_list_of_long_ago_is_not_gone_on_from(shop: Scene) -> None:
    turn, answer = begin(shop, "show me lamps", product="lamps")
    late = shop.turn("other ones", INTENT, verified=False, message_id=40, slots=answer.slots)
    assert shop.act(ActionRecommendProduct, late).slots["shown"]["texts"] == ["other ones"]
    assert turn.context.message_id not in late.said_in


@pytest.mark.parametrize("action", [ActionFallback, ActionClarify, ActionAskPrice, ActionInform])
def test_others_are_shown_whatever_intent_was_read(shop: Scene, action: type) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    turn = shop.next_turn(*first, "cheaper", "ask_price", verified=False)
    assert shop.act(action, turn).follow_ups == SHOW
    alone = shop.turn("cheaper", "ask_price", verified=False)
    assert shop.act(action, alone).follow_ups != SHOW


def test_question_about_something_else_is_no_wish_for_others(shop: Scene) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    turn = shop.next_turn(*first, "what else does a parcel cost", "nlu_fallback", verified=False)
    assert shop.act(ActionFallback, turn).follow_ups == []
    turn = shop.next_turn(*first, "other", "inform", verified=False, form="return_form")
    assert shop.act(ActionInform, turn).follow_ups == []


def test_kind_that_is_named_alone_is_shown_and_one_product_is_priced(shop: Scene) -> None:
    def follow(text: str, **more: object) -> list[str]:
        return shop.act(ActionInform, shop.turn(text, "inform", **more)).follow_ups  # type: ignore[arg-type]

    assert follow("lamps", product="lamps") == SHOW
    assert follow("a red vase", product="vase") == SHOW
    assert follow("vase", product="vase") == ["action_ask_price"]
    asked = {"earlier_intents": ("ask_price",)}
    assert follow("lamps", product="lamps", **asked) == ["action_ask_price"]


def test_what_is_not_wanted_is_not_shown_though_it_is_named(shop: Scene) -> None:
    said = begin(shop, "anything but lamps", product="lamps")
    assert not [title for title in titles(said) if "amp" in title]
    assert titles(said)


def test_place_of_a_thing_is_not_the_thing(shop: Scene) -> None:
    shop.shop.product("LL-0021", shop.rugs, "Fringe throw", "流苏毯", price_cents=2_000)
    shop.session.flush()
    said = begin(shop, "a throw for the lamp", product="lamp")
    assert titles(said)[0] == "Fringe throw"


def test_new_things_are_shown_and_another_colour_comes_last(shop: Scene) -> None:
    answer = begin(shop, "any new arrivals?")[1]
    assert answer.responses == ["utter_recommend_product_newest"]
    assert len(answer.cards) == 3
    named = begin(shop, "cheap lamps", product="lamps")[1]
    assert [card["price"] for card in named.cards] == ["€20.00", "€60.00", "€80.00"]


def test_what_only_goes_with_a_kind_is_not_the_cheapest_of_it(shop: Scene) -> None:
    words = {"description_en": "For lamps: a lamp like any other lamp.", "price_cents": 500}
    shop.shop.product("LL-0031", shop.lamps, "Thread spool", "线轴", **words)
    shop.session.flush()
    assert "Thread spool" not in titles(begin(shop, "cheap lamps", product="lamps"))
    assert "Thread spool" not in titles(begin(shop, "the cheapest", product="lamps"))


def test_availability_is_still_asked_of_what_was_shown(shop: Scene) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    turn = shop.next_turn(*first, "is it in stock", "check_availability", verified=False)
    assert shop.act(ActionCheckAvailability, turn).responses == ["utter_ask_product"]


def test_these_in_a_colour_are_listed_where_a_list_was_shown(shop: Scene) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    intent = "check_availability"
    turn = shop.next_turn(*first, "have you got these in red", intent, verified=False)
    assert shop.act(ActionCheckAvailability, turn).follow_ups == SHOW
    pressed = {"choice": "sku:LL-0013"}
    turn = shop.next_turn(*first, "in red", intent, verified=False, **pressed)
    assert shop.act(ActionCheckAvailability, turn).responses == [
        "utter_check_availability_in_stock"
    ]


@pytest.mark.parametrize(
    ("text", "choices", "named", "is_list"),
    [
        ("any round mirrors", (INTENT, "check_availability"), {"product": "mirrors"}, True),
        ("surprise me", (INTENT,), {}, True),
        ("the cheapest lamp", ("ask_price", INTENT), {"product": "lamp"}, True),
        ("a good dentist", (INTENT, "out_of_scope"), {}, False),
        ("a present for a dentist", (INTENT, "out_of_scope"), {}, True),
        ("lamp", ("ask_price", "check_availability"), {"product": "lamp"}, False),
        ("a lamp", (INTENT, "return_item"), {"product": "lamp"}, False),
    ],
)
def test_list_is_shown_where_it_answers_all_a_message_may_mean(
    shop: Scene, text: str, choices: tuple[str, ...], named: dict[str, str], is_list: bool
) -> None:
    turn = shop.turn(text, "clarify", choices=choices, **named)
    assert (shop.act(ActionClarify, turn).follow_ups == SHOW) is is_list
    in_form = shop.turn(text, "clarify", choices=choices, form="return_form", **named)
    assert shop.act(ActionClarify, in_form).follow_ups == []


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("these are awful, show me others", ActionComplain),
        ("that's not what I asked for", ActionDeny),
        ("都不好看", ActionComplain),
        ("smaller?", ActionInform),
        ("for the bedroom?", ActionFallback),
        ("卧室用的", ActionFallback),
    ],
)
def test_others_are_shown_where_what_was_shown_is_disliked(
    shop: Scene, text: str, action: type[FrontdeskAction]
) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    turn = shop.next_turn(*first, text, "complain", verified=False, sentiment=-0.9)
    assert shop.act(action, turn).follow_ups == SHOW
    answer = shop.act(ActionRecommendProduct, turn)
    assert answer.responses[0] == "utter_apologise"
    assert answer.cards
    alone = shop.turn(text, "complain", verified=False, sentiment=-0.9)
    assert shop.act(action, alone).follow_ups != SHOW


def test_what_is_pointed_at_in_a_list_is_meant(shop: Scene) -> None:
    first = begin(shop, "the most expensive lamps", product="lamps")
    for text, title in (
        ("how much is the second one", "Brook Desk Lamp"),
        ("第一个多少钱", "Aurora Floor Lamp"),
        ("the last one?", "Delta lamp"),
    ):
        turn = shop.next_turn(*first, text, "ask_price", verified=False)
        assert shop.act(ActionAskPrice, turn).cards[0]["title"] == title
    turn = shop.next_turn(*first, "number 3", "inform", verified=False)
    assert shop.act(ActionInform, turn).follow_ups == ["action_ask_price"]
    alone = shop.turn("how much is the second one", "ask_price", verified=False)
    assert shop.act(ActionAskPrice, alone).responses == ["utter_ask_product"]


def test_place_comes_with_the_kind_that_was_shown(shop: Scene) -> None:
    first = begin(shop, "show me lamps", product="lamps")
    asked = go_on(shop, first, "for the bedroom?")
    assert asked[1].slots["shown"]["texts"] == ["show me lamps", "for the bedroom?"]
    assert {*titles(asked)} & {*titles(first)}


def test_what_is_only_called_like_a_kind_is_shown_where_none_is_one(shop: Scene) -> None:
    shop.shop.product("LL-0041", shop.rugs, "Grip rug underlay 140 × 200 cm", "防滑地毯垫")
    shop.session.flush()
    assert titles(begin(shop, "rugs", product="rugs")) == ["Dune Jute Rug"]
    shop.jute.stock = 0
    assert titles(begin(shop, "underlay", product="underlay"))[0].startswith("Grip rug underlay")

"""Products: what is said of them, and never to somebody angry."""

import pytest

from actions.knowledge import ActionAnswerFromKnowledge
from actions.products import (
    ActionAskPrice,
    ActionCheckAvailability,
    ActionCompareProducts,
)
from actions.recommending import ActionRecommendProduct
from kernel.turns import Language
from tests.actions.scene import Scene


def test_recommendation_names_its_reason_when_the_customer_has_bought(scene: Scene) -> None:
    answer = scene.act(ActionRecommendProduct, scene.turn("what would you recommend for me"))
    card = answer.cards[0]
    assert (card["title"], card["price"]) == ("Pebble Vase", "€49.00")
    assert card["reason"] == "Because you bought Aurora Floor Lamp"
    assert [item["label"] for item in card["buttons"]] == ["Tell me more", "Is it in stock?"]


def test_popular_products_are_recommended_when_nobody_is_known(scene: Scene) -> None:
    answer = scene.act(ActionRecommendProduct, scene.turn("any ideas?", verified=False))
    assert {card["reason"] for card in answer.cards} == {"Popular with our customers"}


def test_newcomer_gets_what_similar_customers_like(scene: Scene) -> None:
    scene.ada = scene.shop.customer("new@example.com", "New Comer")
    answer = scene.act(ActionRecommendProduct, scene.turn("推荐点什么", language="zh"))
    assert {card["reason"] for card in answer.cards} == {"和您口味相近的顾客都喜欢"}


def test_products_named_are_recommended_when_a_kind_is_named(scene: Scene) -> None:
    turn = scene.turn("recommend a lamp", product="lamp")
    titles = [card["title"] for card in scene.act(ActionRecommendProduct, turn).cards]
    assert set(titles) == {"Aurora Floor Lamp", "Brook Desk Lamp"}


def test_only_the_category_is_recommended_when_it_is_named(scene: Scene) -> None:
    turn = scene.turn("something nice in decor", category="decor", verified=False)
    titles = [card["title"] for card in scene.act(ActionRecommendProduct, turn).cards]
    assert titles == ["Pebble Vase"]


def test_nothing_is_recommended_when_the_message_is_angry(scene: Scene) -> None:
    turn = scene.turn("you useless bot, what would you recommend", sentiment=-0.9)
    answer = scene.act(ActionRecommendProduct, turn)
    assert answer.responses == ["utter_complain"]
    assert answer.cards == []


def test_nothing_is_recommended_when_nothing_fits(scene: Scene) -> None:
    for product in (scene.vase, scene.jute, scene.floor_lamp, scene.desk_lamp):
        product.stock = 0
    answer = scene.act(ActionRecommendProduct, scene.turn("any ideas?"))
    assert answer.responses == ["utter_recommend_product_none"]


@pytest.mark.parametrize(
    ("text", "entities", "name"),
    [
        ("how much is the aurora floor lamp", {"product": "floor lamp"}, "Aurora Floor Lamp"),
        ("how much is the jute rug", {}, "Dune Jute Rug"),
        ("price please", {"choice": "sku:LL-0002"}, "Brook Desk Lamp"),
    ],
)
def test_price_is_told_when_the_product_is_clear(
    scene: Scene, text: str, entities: dict[str, str], name: str
) -> None:
    answer = scene.act(ActionAskPrice, scene.turn(text, "ask_price", verified=False, **entities))
    assert answer.responses == ["utter_ask_price"]
    assert (answer.messages[0]["product"], answer.messages[0]["price"]) == (name, "€49.00")


def test_price_is_told_in_chinese_when_part_of_the_name_is_said(scene: Scene) -> None:
    turn = scene.turn("黄麻地毯多少钱", product="地毯", language="zh")
    assert scene.act(ActionAskPrice, turn).messages[0]["product"] == "沙丘黄麻地毯"


def test_product_is_asked_with_buttons_when_several_fit(scene: Scene) -> None:
    answer = scene.act(ActionAskPrice, scene.turn("how much is the lamp", product="lamp"))
    assert answer.responses == ["utter_choose_product"]
    assert answer.buttons["Brook Desk Lamp"] == '/ask_price{"choice": "sku:LL-0002"}'
    assert len(answer.cards) == 2


def test_product_just_shown_counts_when_none_is_named(scene: Scene) -> None:
    turn = scene.turn("how much is the jute rug", product="jute rug")
    answer = scene.act(ActionAskPrice, turn)
    turn = scene.next_turn(turn, answer, "is it in stock?", "check_availability")
    assert scene.act(ActionCheckAvailability, turn).messages[0]["product"] == "Dune Jute Rug"


@pytest.mark.parametrize(
    ("text", "entities", "response"),
    [
        ("how much is it", {}, "utter_ask_product"),
        ("how much is the tractor", {"product": "tractor"}, "utter_product_not_found"),
        ("price", {"choice": "sku:LL-9999"}, "utter_ask_product"),
    ],
)
def test_product_is_asked_when_it_is_unclear(
    scene: Scene, text: str, entities: dict[str, str], response: str
) -> None:
    turn = scene.turn(text, "ask_price", **entities)
    assert scene.act(ActionAskPrice, turn).responses == [response]


@pytest.mark.parametrize("form", ["ticket_form", "comment_form"])
def test_help_is_free_when_the_price_is_asked_in_a_form(scene: Scene, form: str) -> None:
    turn = scene.turn("what does that cost?", "ask_price", form=form)
    assert scene.act(ActionAskPrice, turn).responses == ["utter_ask_price_ticket"]


def test_price_of_a_return_is_answered_from_the_policy(scene: Scene) -> None:
    turn = scene.turn("what does that cost?", "ask_price", form="return_form")
    assert scene.act(ActionAskPrice, turn).responses == ["utter_ask_product"]
    scene.article("ask_return_policy", "Returns are free.", "退货免费。")
    assert scene.act(ActionAskPrice, turn).messages[0]["article"] == "Returns are free."


@pytest.mark.parametrize(
    ("sku", "quantity", "response"),
    [
        ("LL-0004", None, "utter_check_availability_in_stock"),
        ("LL-0002", None, "utter_check_availability_few"),
        ("LL-0002", "6", "utter_check_availability_too_few"),
        ("LL-0003", None, "utter_check_availability_sold_out"),
    ],
)
def test_stock_is_told_as_it_is(
    scene: Scene, sku: str, quantity: str | None, response: str
) -> None:
    more = {"quantity": quantity} if quantity else {}
    turn = scene.turn("in stock?", choice=f"sku:{sku}", **more)
    answer = scene.act(ActionCheckAvailability, turn)
    assert answer.responses == [response]
    if response.endswith("sold_out"):
        assert [card["title"] for card in answer.cards] == ["Dune Jute Rug"]


def test_nothing_else_is_offered_when_nothing_is_like_it(scene: Scene) -> None:
    scene.vase.stock = 0
    turn = scene.turn("in stock?", choice="sku:LL-0005")
    answer = scene.act(ActionCheckAvailability, turn)
    assert answer.responses == ["utter_check_availability_sold_out_alone"]


def test_products_are_compared_side_by_side(scene: Scene) -> None:
    turn = scene.turn("compare them")
    both = {"product": ("wool rug", "jute rug")}
    titles = [
        card["title"]
        for card in scene.act(
            ActionCompareProducts, type(turn)(turn.context, turn.now, entities=both)
        ).cards
    ]
    assert titles == ["Meadow Wool Rug", "Dune Jute Rug"]
    one_kind = scene.turn("compare your lamps", product="lamps")
    assert len(scene.act(ActionCompareProducts, one_kind).cards) == 2
    assert scene.act(ActionCompareProducts, turn).responses == ["utter_compare_products_which"]


@pytest.mark.parametrize(("language", "body"), [("en", "Two years."), ("zh", "两年。")])
def test_article_answers_in_the_language_of_the_customer(
    scene: Scene, language: Language, body: str
) -> None:
    scene.article("ask_warranty", "Two years.", "两年。")
    turn = scene.turn("how long is the warranty", "ask_warranty", language=language)
    assert scene.act(ActionAnswerFromKnowledge, turn).messages[0]["article"] == body


def test_warranty_of_the_product_is_added_when_it_is_named(scene: Scene) -> None:
    scene.article("ask_warranty", "Two years.", "两年。")
    turn = scene.turn("warranty of the jute rug", "ask_warranty", product="jute rug")
    answer = scene.act(ActionAnswerFromKnowledge, turn)
    assert answer.messages[1]["months"] == "24"


def test_likely_article_answers_when_the_topic_has_none(scene: Scene) -> None:
    scene.article("ask_gift_cards", "Gift cards never expire.", "礼品卡长期有效。")
    turn = scene.turn("do gift cards expire", "ask_payment")
    assert scene.act(ActionAnswerFromKnowledge, turn).responses == ["utter_answer_from_knowledge"]
    turn = scene.turn("", "ask_payment")
    answer = scene.act(ActionAnswerFromKnowledge, turn)
    assert answer.responses == ["utter_answer_from_knowledge_none"]


def test_ticket_is_offered_when_a_person_may_have_to_act(scene: Scene) -> None:
    scene.article("delete_data", "We delete it.", "我们会删除。")
    turn = scene.turn("delete my data", "delete_data")
    answer = scene.act(ActionAnswerFromKnowledge, turn)
    assert answer.buttons == {"Open a ticket": "/open_ticket"}

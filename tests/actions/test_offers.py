"""Offering in the chat: when it is not the moment, once beside an order, again if asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.action import Workplace
from actions.answer import Answer
from actions.offers import asks_again, keep_offers
from actions.orders import ActionTrackOrder, ActionViewOrder
from actions.products import ActionAskPrice
from actions.recommending import ActionRecommendProduct
from crm_backend.analytics.recommendations import Holdout
from crm_backend.analytics.recommendations.models import Offer
from crm_backend.analytics.recommendations.offers import record_offers
from crm_backend.tickets.service import open_ticket
from kernel.db import Database
from kernel.runtime import Runtime
from tests.actions.scene import DELIVERED, NOW, Scene

HELD = Holdout("key", 1.0)


def complain(scene: Scene) -> str:
    made = open_ticket(
        scene.session,
        customer_id=scene.ada.id,
        subject="Nobody answers",
        kind="complaint",
        details="Nobody answers",
        now=NOW,
    )
    return made.number


def test_nothing_is_recommended_while_a_complaint_is_open(scene: Scene) -> None:
    number = complain(scene)
    answer = scene.act(ActionRecommendProduct, scene.turn("what would you recommend for me"))
    assert answer.responses == ["utter_recommend_product_complaint"]
    assert answer.messages[0]["ticket_number"] == number
    assert (answer.cards, answer.offers) == ([], [])
    assert list(answer.buttons) == ["See how it stands", "Talk to a person"]


def test_nothing_is_recommended_while_the_mood_falls(scene: Scene) -> None:
    turn = scene.turn("so what do you recommend", sentiment=-0.4, moods=(0.4, 0.0, -0.4))
    answer = scene.act(ActionRecommendProduct, turn)
    assert answer.responses == ["utter_recommend_product_later"]
    assert answer.cards == []


def test_what_was_shown_is_noted(scene: Scene) -> None:
    answer = scene.act(ActionRecommendProduct, scene.turn("what would you recommend for me"))
    noted = [(one.product_id, one.place, one.list_name, one.arm) for one in answer.offers]
    assert noted == [(scene.vase.id, "chat", "new", "model")]


def test_one_thing_goes_beside_an_order_once_a_conversation(scene: Scene) -> None:
    turn = scene.turn("where is it", "track_order", order_number=DELIVERED)
    answer = scene.act(ActionTrackOrder, turn)
    assert answer.responses == ["utter_track_order_delivered", "utter_goes_with_order"]
    assert [card["title"] for card in answer.cards] == ["Pebble Vase"]
    assert answer.cards[0]["reason"] == "Goes with Aurora Floor Lamp"
    record_offers(
        scene.session,
        offers=answer.offers,
        key=turn.key("offer"),
        now=NOW,
        conversation_id=turn.context.conversation_id,
    )
    again = scene.act(ActionTrackOrder, turn)  # the turn is tried again
    assert again.responses == answer.responses
    later = scene.turn("what is in it", "view_order", order_number=DELIVERED, message_id=12)
    assert scene.act(ActionViewOrder, later).responses == ["utter_view_order"]


@pytest.mark.parametrize(
    "more",
    [
        {"sentiment": -0.3},
        {"sentiment": -0.1, "moods": (0.5, 0.2, -0.1)},
        {"also": ("ask_payment",)},
        {"form": "ticket_form"},
        {"slots": {"offers_unwanted": True}},
    ],
)
def test_nothing_goes_beside_an_order_when_it_is_not_the_moment(
    scene: Scene, more: dict[str, object]
) -> None:
    turn = scene.turn("where is it", "track_order", order_number=DELIVERED, **more)
    answer = scene.act(ActionTrackOrder, turn)
    assert "utter_goes_with_order" not in answer.responses
    assert answer.offers == []


def test_nothing_goes_beside_an_order_of_who_complains_or_whose_parcel_is_late(
    scene: Scene,
) -> None:
    turn = scene.turn("where is it", "track_order", order_number=DELIVERED)
    late = replace(turn, now=NOW)
    scene.delivered.status = "shipped"
    assert scene.delivered.shipment is not None
    scene.delivered.shipment.expected_at = NOW - timedelta(days=1)
    assert scene.act(ActionTrackOrder, late).responses == ["utter_track_order_late"]
    scene.delivered.status = "delivered"
    complain(scene)
    assert scene.act(ActionTrackOrder, turn).responses == ["utter_track_order_delivered"]


def test_sold_out_never_goes_beside_an_order(scene: Scene) -> None:
    scene.vase.stock = 0
    turn = scene.turn("where is it", "track_order", order_number=DELIVERED)
    assert scene.act(ActionTrackOrder, turn).responses == ["utter_track_order_delivered"]


def test_who_is_held_out_is_shown_nothing_beside_an_order_and_it_is_noted(scene: Scene) -> None:
    scene.workplace = Workplace(scene.workplace.runtime, turn_key="k" * 32, holdout=HELD)
    turn = scene.turn("where is it", "track_order", order_number=DELIVERED)
    answer = scene.act(ActionTrackOrder, turn)
    assert answer.responses == ["utter_track_order_delivered"]
    assert [(one.arm, one.is_shown) for one in answer.offers] == [("holdout", False)]
    asked = scene.act(ActionRecommendProduct, scene.turn("what would you recommend for me"))
    assert {card["reason"] for card in asked.cards} == {"Popular with our customers"}


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("I'd like to order the same again", True),
        ("can I reorder my coffee", True),
        ("the usual please", True),
        ("同样的再来一份", True),
        ("我想回购上次的灯泡", True),
        ("再买一次", True),
        ("what would you recommend", False),
        ("say that again", False),
        ("推荐一款台灯", False),
    ],
)
def test_wish_for_the_same_again_is_heard(scene: Scene, text: str, is_so: bool) -> None:
    assert asks_again(scene.turn(text)) == is_so


def test_what_was_bought_is_offered_again_when_asked(scene: Scene) -> None:
    answer = scene.act(ActionRecommendProduct, scene.turn("order the same again"))
    assert answer.responses == ["utter_recommend_product_again"]
    titles = {card["title"] for card in answer.cards}
    assert titles == {"Aurora Floor Lamp", "Brook Desk Lamp", "Dune Jute Rug"}  # no rug: sold out
    assert {card["reason"] for card in answer.cards} == {"You have bought it before"}
    stranger = scene.turn("order the same again", "recommend_product", verified=False)
    assert scene.act(ActionRecommendProduct, stranger).responses == ["utter_ask_identity"]


@pytest.mark.parametrize(
    ("text", "language", "titles"),
    [
        ("a lamp under 60, something for reading", "en", {"Brook Desk Lamp"}),
        ("有没有60以内阅读用的台灯", "zh", {"Brook Desk Lamp"}),
    ],
)
def test_what_is_described_is_found_within_the_price(
    scene: Scene, text: str, language: str, titles: set[str]
) -> None:
    scene.ada = scene.bo  # who has no desk lamp
    scene.desk_lamp.description_en, scene.desk_lamp.description_zh = "For reading.", "阅读用"
    scene.floor_lamp.price_cents = 18_900
    scene.session.flush()
    turn = scene.turn(text, language=language)  # type: ignore[arg-type]
    answer = scene.act(ActionRecommendProduct, turn)
    assert answer.responses[0] == "utter_recommend_product_found"
    shown = {card["title"] for card in answer.cards}
    assert shown == ({"溪流台灯"} if language == "zh" else titles)
    assert {one.list_name for one in answer.offers} == {"search"}


def test_price_alone_limits_what_is_recommended(scene: Scene) -> None:
    turn = scene.turn("anything nice for under 40?", verified=False)
    assert scene.act(ActionRecommendProduct, turn).responses == ["utter_recommend_product_none"]
    scene.vase.price_cents = 3_900
    answer = scene.act(ActionRecommendProduct, turn)
    assert [card["title"] for card in answer.cards] == ["Pebble Vase"]


def test_button_about_an_offer_is_a_press(scene: Scene) -> None:
    pressed = scene.turn("", "ask_price", choice="sku:LL-0005")
    assert scene.act(ActionAskPrice, pressed).pressed == ["LL-0005"]
    named = scene.turn("how much is the pebble vase", "ask_price", product="pebble vase")
    assert scene.act(ActionAskPrice, named).pressed == []


def test_offers_are_stored_with_the_turn_and_never_of_a_rehearsal(
    database: Database, runtime: Runtime
) -> None:
    with database.transaction() as session:
        scene = Scene(session, runtime)
        turn = scene.turn("what would you recommend for me")
        answer = scene.act(ActionRecommendProduct, turn)
        wanted = (scene.vase.id, scene.ada.id)
    keep_offers(runtime, replace(turn, context=replace(turn.context, is_rehearsal=True)), answer)
    with database.session() as session:
        assert session.scalars(select(Offer)).all() == []
    for _ in range(2):
        keep_offers(runtime, turn, answer)
    keep_offers(runtime, turn, Answer(pressed=["LL-0005"]))
    with database.session() as session:
        stored = session.scalars(select(Offer)).one()
    assert (stored.product_id, stored.customer_id) == wanted
    assert (stored.conversation_id, stored.idempotency_key) == ("c0ffee", turn.key("offer"))
    assert stored.clicked_at == NOW

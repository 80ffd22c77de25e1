"""The lists out of a database: the shop's rules, baskets, buying again, the hold-out, offers."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.recommendations import (
    Holdout,
    recommend,
    recommend_again,
    recommend_with,
)
from crm_backend.analytics.recommendations import cache as cache_module
from crm_backend.analytics.recommendations.cache import forget, get_learnt, refresh
from crm_backend.analytics.recommendations.holds import find_complaint
from crm_backend.analytics.recommendations.models import Offer
from crm_backend.analytics.recommendations.offers import (
    draft_offers,
    has_offered,
    mark_clicked,
    read_outcomes,
    record_offers,
)
from crm_backend.analytics.recommendations.purchases import learn
from crm_backend.analytics.recommendations.shop_rules import NewRule, add_rule, end_rule
from crm_backend.tickets.service import open_ticket
from kernel.errors import Conflict, Invalid, NotFound
from tests.crm_backend.analytics.test_recommendations import Scene
from tests.crm_backend.shop import NOW

ALL_HELD = Holdout("key", 1.0)
DAY = timedelta(days=1)


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def rule(session: Session, kind: str, **more: object) -> int:
    new = NewRule(kind=kind, starts_at=NOW, **more)  # type: ignore[arg-type]
    return add_rule(session, rule=new, by="staff:1", now=NOW).id


def test_shop_rules_change_the_next_list_and_end(scene: Scene, session: Session) -> None:
    scene.buy(scene.ada, scene.lamp)
    assert scene.names()[0] == ("Bulb", "Lamp")
    number = rule(session, "exclude", sku=scene.bulb.sku)
    assert "Bulb" not in dict(scene.names())
    end_rule(session, rule_id=number, by="staff:1", now=NOW)
    assert scene.names()[0] == ("Bulb", "Lamp")
    rule(session, "include", sku=scene.rug.sku)
    shown = recommend(session, customer_id=scene.ada.id, now=NOW)
    assert (shown[0].product.name_en, shown[0].basis) == ("Rug", "chosen")
    rule(session, "exclude", category="more")  # an exclusion outdoes what is included
    assert "Rug" not in dict(scene.names())


def test_newest_rule_of_a_thing_counts(scene: Scene, session: Session) -> None:
    scene.buy(scene.ada, scene.lamp)
    rule(session, "exclude", sku=scene.bulb.sku)
    rule(session, "boost", sku=scene.bulb.sku, factor=2.0)
    shown = recommend(session, customer_id=scene.ada.id, now=NOW)
    assert shown[0].product.name_en == "Bulb"
    parts = {part.kind: part.amount for part in shown[0].parts}
    assert parts["shop"] == pytest.approx(shown[0].score / 2)
    assert sum(part.amount for part in shown[0].parts) == pytest.approx(shown[0].score, abs=1e-12)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, "target"),
        ({"sku": "LL-0001", "category": "lamps"}, "target"),
        ({"sku": "nothing"}, "target"),
        ({"category": "nowhere"}, "target"),
        ({"sku": "LL-0001", "factor": 11.0}, "factor"),
        ({"sku": "LL-0001", "ends_at": NOW}, "ends_at"),
        ({"sku": "LL-0001", "note": "x" * 201}, "note"),
    ],
)
def test_rule_that_says_nothing_is_refused(
    scene: Scene, session: Session, more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        rule(session, "boost", **more)
    assert caught.value.data["field"] == field


def test_rule_ends_once(scene: Scene, session: Session) -> None:
    number = rule(session, "exclude", category="more")
    end_rule(session, rule_id=number, by="staff:1", now=NOW)
    with pytest.raises(Conflict):
        end_rule(session, rule_id=number, by="staff:1", now=NOW)
    with pytest.raises(NotFound):
        end_rule(session, rule_id=999, by="staff:1", now=NOW)


def test_rule_sent_twice_is_one(scene: Scene, session: Session) -> None:
    new = NewRule(kind="exclude", starts_at=NOW, sku=scene.rug.sku)
    made = [
        add_rule(session, rule=new, by="staff:1", now=NOW, idempotency_key="k").id for _ in "12"
    ]
    assert made[0] == made[1]


def test_who_is_held_out_gets_what_sells_and_nothing_that_is_pushed(
    scene: Scene, session: Session
) -> None:
    scene.buy(scene.ada, scene.lamp)
    rule(session, "include", sku=scene.rug.sku)
    rule(session, "exclude", sku=scene.lid.sku)
    ask = {"customer_id": scene.ada.id, "now": NOW, "holdout": ALL_HELD, "limit": 5}
    shown = recommend(session, **ask)  # type: ignore[arg-type]
    assert {one.strategy for one in shown} == {"popularity"}
    assert {one.basis for one in shown} == {"popular"}
    assert {one.product.name_en for one in shown} == {"Bulb", "Pan"}
    basket = [scene.pan.id]
    assert (
        recommend_with(
            session, product_ids=basket, customer_id=scene.ada.id, now=NOW, holdout=ALL_HELD
        )
        == []
    )
    assert recommend_with(session, product_ids=[scene.lamp.id], now=NOW, holdout=ALL_HELD)


def test_basket_gets_what_goes_with_it_and_not_what_is_in_it(
    scene: Scene, session: Session
) -> None:
    shown = recommend_with(session, product_ids=[scene.lamp.id], now=NOW)
    assert [(one.product.name_en, one.because and one.because.name_en) for one in shown] == [
        ("Bulb", "Lamp")
    ]
    assert shown[0].basis == "goes_with"
    assert sum(part.amount for part in shown[0].parts) == pytest.approx(shown[0].score, abs=1e-12)
    both = [scene.lamp.id, scene.bulb.id]
    assert recommend_with(session, product_ids=both, now=NOW) == []
    scene.bulb.stock = 0
    session.flush()
    assert recommend_with(session, product_ids=[scene.lamp.id], now=NOW) == []
    assert recommend_with(session, product_ids=[], now=NOW) == []
    with pytest.raises(Invalid):
        recommend_with(session, product_ids=list(range(101)), now=NOW)


def test_basket_leaves_out_what_the_customer_has(scene: Scene, session: Session) -> None:
    scene.buy(scene.ada, scene.bulb)
    lamp = [scene.lamp.id]
    assert recommend_with(session, product_ids=lamp, now=NOW, customer_id=scene.ada.id) == []


def test_what_is_bought_again_has_its_rhythm(scene: Scene, session: Session) -> None:
    for weeks in (15, 10, 5):
        order = scene.buy(scene.ada, scene.bulb)
        order.placed_at = NOW - timedelta(weeks=weeks)
    scene.buy(scene.ada, scene.lamp)
    session.flush()
    shown = recommend_again(session, customer_id=scene.ada.id, now=NOW)
    told = [(one.product.name_en, one.times, one.gap_weeks) for one in shown]
    assert told[0] == ("Bulb", 3, 5)
    asked = recommend_again(session, customer_id=scene.ada.id, now=NOW, is_asked=True)
    assert {one.product.name_en for one in asked} == {"Bulb", "Lamp"}
    scene.bulb.stock = 0
    session.flush()
    rest = recommend_again(session, customer_id=scene.ada.id, now=NOW)
    assert "Bulb" not in {one.product.name_en for one in rest}


def test_offers_are_stored_once_a_turn_and_clicks_once(scene: Scene, session: Session) -> None:
    scene.buy(scene.ada, scene.lamp)
    found = recommend(session, customer_id=scene.ada.id, now=NOW)
    offers = draft_offers(
        found, place="chat", list_name="new", customer_id=scene.ada.id, holdout=Holdout()
    )
    for _ in range(2):
        record_offers(
            session,
            offers=offers,
            key="turn:c:1:offer",
            now=NOW,
            customer_id=scene.ada.id,
            conversation_id="c",
        )
    assert session.scalar(select(func.count(Offer.id))) == len(found)
    stored = session.scalars(select(Offer).order_by(Offer.position)).all()
    assert [one.product_id for one in stored] == [one.product.id for one in found]
    assert {(one.arm, one.is_shown, one.strategy) for one in stored} == {
        ("model", True, "item-knn")
    }
    assert has_offered(session, conversation_id="c", place="chat")
    assert not has_offered(session, conversation_id="c", place="chat", without_key="turn:c:1:offer")
    assert not has_offered(session, conversation_id="c", place="after_order")
    sku = found[0].product.sku
    assert mark_clicked(session, conversation_id="c", sku=sku, now=NOW) == 1
    assert mark_clicked(session, conversation_id="c", sku=sku, now=NOW + DAY) == 0
    assert mark_clicked(session, conversation_id="another", sku=sku, now=NOW) == 0
    scene.buy(scene.ada, found[0].product)
    outcomes = read_outcomes(session, since=NOW - DAY, now=NOW + 30 * DAY)
    assert (outcomes.acceptance.count, outcomes.acceptance.of) == (1, len(found))
    assert (outcomes.clicks.count, outcomes.coverage.of) == (1, 5)


@pytest.mark.parametrize(
    ("kind", "status", "is_held"),
    [
        ("complaint", "open", True),
        ("complaint", "pending", True),
        ("complaint", "resolved", False),
        ("question", "open", False),
    ],
)
def test_complaint_holds_offers_back_while_it_is_open(
    scene: Scene, session: Session, kind: str, status: str, is_held: bool
) -> None:
    ticket = open_ticket(
        session,
        customer_id=scene.ada.id,
        subject="Broken",
        kind=kind,  # type: ignore[arg-type]
        details="It is broken.",
        now=NOW,
        conversation_id="c",
    )
    ticket.status = status  # type: ignore[assignment]
    session.flush()
    found = find_complaint(session, customer_id=scene.ada.id)
    assert (found == ticket.number) == is_held
    assert (find_complaint(session, customer_id=None, conversation_id="c") is not None) == is_held
    assert find_complaint(session, customer_id=None) is None


def test_requests_never_fit_where_the_model_is_kept_fresh(
    scene: Scene, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = session.get_bind().engine
    try:
        assert refresh(session, now=NOW, is_first=True)
        known = get_learnt(session, now=NOW)
        scene.buy(scene.ada, scene.lamp)
        monkeypatch.setattr(cache_module, "is_fresh", lambda **_: False)
        assert get_learnt(session, now=NOW) is known
        assert scene.names()[0] == ("Bulb", "Lamp")
        assert refresh(session, now=NOW)
        assert get_learnt(session, now=NOW) is not known
    finally:
        forget(engine)


def test_new_product_is_scored_by_what_it_is_like(scene: Scene, session: Session) -> None:
    scene.shop.product("LL-0077", scene.lamp.category, "Lamp Bulb Deluxe", "灯泡")
    scene.buy(scene.ada, scene.lamp)
    engine = session.get_bind().engine
    try:
        refresh(session, now=NOW, is_first=True)
        shown = {
            one.product.name_en: one
            for one in recommend(session, customer_id=scene.ada.id, now=NOW, limit=5)
        }
    finally:
        forget(engine)
    assert shown["Lamp Bulb Deluxe"].basis == "alike"
    because = shown["Lamp Bulb Deluxe"].because
    assert because is not None
    assert because.name_en == "Lamp"


def test_new_product_and_one_given_up_make_a_fit_due_but_not_every_minute(
    scene: Scene, session: Session
) -> None:
    engine = session.get_bind().engine
    soon, later = NOW + timedelta(minutes=1), NOW + timedelta(minutes=6)
    try:
        refresh(session, now=NOW, is_first=True)
        made = scene.shop.product("LL-0078", scene.lamp.category, "Lamp Bulb Extra", "灯泡")
        assert not refresh(session, now=soon)
        assert refresh(session, now=later)
        assert made.id in get_learnt(session, now=later).columns
        assert not refresh(session, now=later + timedelta(hours=1))
        made.is_active = False
        session.flush()
        assert refresh(session, now=later + timedelta(hours=1))
        assert made.id not in get_learnt(session, now=later).columns
    finally:
        forget(engine)


def test_sale_weighs_half_after_sixty_days_by_the_clock_that_is_given(
    scene: Scene, session: Session
) -> None:
    at_once, after = (learn(session, now=NOW + shift) for shift in (-DAY, 60 * DAY))
    assert after.popularity == pytest.approx(at_once.popularity / 2)
    assert at_once.popularity.sum() == 12  # six orders of two, none of them old

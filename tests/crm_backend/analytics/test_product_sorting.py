"""Which of what meets a wish comes first, and what a wish that goes on from another says."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.product_search import find_newest, read_wish
from crm_backend.analytics.recommendations.shop_rules import NewRule, add_rule
from tests.crm_backend.analytics.product_store import Store
from tests.crm_backend.shop import NOW


@pytest.fixture
def store(session: Session) -> Store:
    return Store(session)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("cheap rugs", "cheapest"),
        ("something less expensive", "cheapest"),
        ("a chair, not too pricey", "cheapest"),
        ("low-cost shelves", "cheapest"),
        ("便宜的地毯", "cheapest"),
        ("不要太贵的椅子", "cheapest"),
        ("好看又不贵的", "cheapest"),
        ("what's on sale", "cheapest"),
        ("有打折的吗", "cheapest"),
        ("the most expensive lamp", "dearest"),
        ("something expensive", "dearest"),
        ("something not expensive", "cheapest"),
        ("premium towels", "dearest"),
        ("最贵的沙发", "dearest"),
        ("any new arrivals?", "newest"),
        ("what's new", "newest"),
        ("show me the latest chairs", "newest"),
        ("有新款吗", "newest"),
        ("a lamp for my new flat", None),
        ("I need a new sofa", None),
        ("what new curtains would you suggest", None),
        ("budget 400", None),
        ("更贵重的礼物", None),
    ],
)
def test_what_comes_first_is_read(text: str, sort: str | None) -> None:
    assert read_wish(text).sort == sort


def test_cheapest_dearest_and_newest_come_first_of_a_kind(store: Store) -> None:
    store.cold.price_cents, store.cold.created_at = 5_000, NOW + timedelta(days=1)
    store.session.flush()
    assert store.skus("a cheap lamp") == ["LL-3", "LL-1"]
    assert store.skus("the most expensive lamp") == ["LL-1", "LL-3"]
    assert store.skus("the newest lamp") == ["LL-3", "LL-1"]


def test_kind_counts_before_the_colour(store: Store) -> None:
    assert store.skus("a green lamp") == ["LL-3"]
    assert store.skus("a green bulb") == ["LL-2"]
    assert store.skus("something green") == ["LL-3"]


def test_only_what_is_of_the_kind_named_and_of_no_family_left_out_is_found(store: Store) -> None:
    assert store.skus("a cheap lamp", among={store.bulb.id, store.ember.id}) == ["LL-2", "LL-1"]
    assert store.skus("a lamp", without={"ember table lamp"}) == ["LL-3", "LL-2"]


def test_size_is_read_however_it_is_written(store: Store) -> None:
    for text in ("rug 160x230", "rug 160 by 230", "160乘230的地毯"):
        assert read_wish(text).sizes == ("160 × 230",)
        assert store.skus(text) == ["LL-4"]


def test_newest_is_found_without_what_is_sold_out_barred_or_left_out(store: Store) -> None:
    for days, product in enumerate((store.bulb, store.mat, store.cold, store.rug, store.ember)):
        product.created_at = NOW - timedelta(days=days)
    store.session.flush()

    def skus(**more: object) -> list[str]:
        found = find_newest(store.session, now=NOW, **more)  # type: ignore[arg-type]
        return [one.product.sku for one in found]

    assert skus() == ["LL-2", "LL-5", "LL-3"]
    assert skus(limit=9) == ["LL-2", "LL-5", "LL-3", "LL-4"]  # two of a category
    assert skus(limit=9, category_id=store.bulb.category_id) == ["LL-2", "LL-3", "LL-1"]
    assert skus(without={"warm led bulb"}) == ["LL-5", "LL-3", "LL-4"]
    store.mat.stock = 0
    add_rule(store.session, rule=NewRule("exclude", NOW, sku="LL-2"), by="staff:1", now=NOW)
    assert skus() == ["LL-3", "LL-4", "LL-1"]


def test_wish_goes_on_with_the_later_price_colour_and_size() -> None:
    wish = read_wish("a warm red rug under 90").then(read_wish("rather blue, 60 at most"))
    assert [one.name[0] for one in wish.concepts] == ["warm"]
    assert [one.name[0] for one in wish.colours] == ["blue"]
    assert "rug" in wish.words
    later = wish.then(read_wish("not wool, the cheapest"))
    assert (later.high_cents, later.sort) == (6_000, "cheapest")
    assert later.avoided == (("wool",),)
    assert later.colours == wish.colours

"""What is shown of scored products, decided from values: rules, prices, reasons, the hold-out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.recommendations.again import rank_again
from crm_backend.analytics.recommendations.holds import find_mood_hold
from crm_backend.analytics.recommendations.rules import (
    Candidate,
    Holdout,
    PriceBand,
    ShopRules,
    choose,
    is_in_force,
    name_basis,
    read_band,
    weigh,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)
scores = st.floats(0, 10, allow_nan=False)
candidates = st.lists(
    st.builds(
        Candidate,
        product_id=st.integers(1, 40),
        category_id=st.integers(1, 5),
        name=st.sampled_from(["Lamp (red)", "Lamp (blue)", "Rug", "Pan", "Vase", "Mug", "Bed"]),
        score=scores,
        price_cents=st.integers(0, 100_000),
    ),
    max_size=30,
    unique_by=lambda one: one.product_id,
)
ids = st.frozensets(st.integers(1, 40), max_size=8)
shelves = st.frozensets(st.integers(1, 5), max_size=3)


@given(candidates, ids, shelves, ids, shelves, st.integers(1, 6))
def test_what_is_excluded_is_never_shown_even_where_it_is_included(
    found: list[Candidate],
    included: frozenset[int],
    liked: frozenset[int],
    excluded: frozenset[int],
    banned: frozenset[int],
    limit: int,
) -> None:
    rules = ShopRules(included, liked, excluded, banned)
    shown = choose(weigh(found, rules, None), owned_families=(), limit=limit, rules=rules)
    assert len(shown) <= limit
    assert not {one.product_id for one in shown} & excluded
    assert not {one.category_id for one in shown} & banned
    for shelf in {one.category_id for one in shown}:
        assert sum(one.category_id == shelf for one in shown) <= 2


def make(product_id: int, score: float, category_id: int = 1, price: int = 1_000) -> Candidate:
    return Candidate(product_id, category_id, f"Thing {product_id}", score, price)


def names(found: list[Candidate], rules: ShopRules, limit: int = 3) -> list[int]:
    shown = choose(weigh(found, rules, None), owned_families=(), limit=limit, rules=rules)
    return [one.product_id for one in shown]


def test_included_comes_first_and_boosted_overtakes() -> None:
    found = [make(1, 5.0, 1), make(2, 4.0, 2), make(3, 0.0, 3), make(4, 3.0, 4)]
    assert names(found, ShopRules()) == [1, 2, 4]
    assert names(found, ShopRules(included_products=frozenset({3}))) == [3, 1, 2]
    assert names(found, ShopRules(included_categories=frozenset({4}))) == [4, 1, 2]
    assert names(found, ShopRules(product_factors={4: 2.0})) == [4, 1, 2]
    assert names(found, ShopRules(category_factors={1: 0.1})) == [2, 4, 1]


def test_what_is_included_keeps_to_two_of_a_category_and_to_one_of_a_family() -> None:
    found = [make(1, 1.0), make(2, 1.0), make(3, 1.0)]
    rules = ShopRules(included_products=frozenset({1, 2, 3}))
    assert names(found, rules) == [1, 2]
    owned = choose(found, owned_families={"thing 1"}, limit=3, rules=rules)
    assert [one.product_id for one in owned] == [2, 3]


def test_price_band_is_what_was_paid_and_some_more() -> None:
    band = read_band([(1_000, "EUR"), (2_000, "EUR"), (4_000, "EUR"), (9, "USD")])
    assert band == PriceBand(500.0, 8_000.0, "EUR")
    assert band.factor(8_000, "EUR") == 1.0
    assert band.factor(16_000, "EUR") == pytest.approx(0.5)
    assert band.factor(250, "EUR") == pytest.approx(0.5)
    assert band.factor(1_000_000, "EUR") == 0.25
    assert band.factor(1_000_000, "USD") == 1.0
    assert read_band([(1_000, "EUR"), (2_000, "EUR")]) is None
    assert read_band([]) is None


def test_price_outside_comes_later_or_not_at_all() -> None:
    band = PriceBand(500.0, 2_000.0, "EUR")
    found = [make(1, 3.0, price=8_000), make(2, 2.0, 2, price=1_000)]
    soft = weigh(found, ShopRules(), band)
    assert [(one.product_id, one.score) for one in soft] == [(1, 0.75), (2, 2.0)]
    assert [one.product_id for one in weigh(found, ShopRules(), band, "hard")] == [2]
    assert weigh(found, ShopRules(), band, "off") == found


@pytest.mark.parametrize(
    ("parts", "prior", "basis"),
    [
        ([0.8, 0.1], 0.1, "one"),
        ([0.15], 0.85, "one"),
        ([0.1] * 9, 0.1, "all"),
        ([0.1, 0.05], 0.85, "none"),
        ([-0.4], 0.2, "none"),
        ([], 1.0, "none"),
        ([0.5, -0.4], 0.1, "one"),
    ],
)
def test_one_purchase_is_named_only_where_it_carries_enough(
    parts: list[float], prior: float, basis: str
) -> None:
    assert name_basis(parts, prior) == basis


def test_rule_holds_from_its_start_up_to_its_end() -> None:
    assert is_in_force(NOW, None, NOW)
    assert not is_in_force(NOW + WEEK, None, NOW)
    assert not is_in_force(NOW - WEEK, NOW, NOW)
    assert is_in_force(NOW - WEEK, NOW + WEEK, NOW)


def test_hold_out_is_the_same_people_for_ever_and_about_as_many_as_was_set() -> None:
    held = Holdout("key", 0.05)
    group = {one for one in range(20_000) if held.holds(one)}
    assert 850 < len(group) < 1_150  # 1,000 expected, standard deviation 31
    assert group == {one for one in range(20_000) if Holdout("key", 0.05).holds(one)}
    assert group < {one for one in range(20_000) if Holdout("key", 0.2).holds(one)}
    other = {one for one in range(20_000) if Holdout("another", 0.05).holds(one)}
    assert len(group & other) < 120  # 50 expected where they are independent
    assert not held.holds(None)
    assert not Holdout().holds(1)
    assert Holdout("key", 1.0).holds(1)


def test_rhythm_is_the_median_span_and_old_purchases_fade() -> None:
    bought = [(7, NOW - 15 * WEEK), (7, NOW - 10 * WEEK), (7, NOW - 5 * WEEK)]
    bought += [(8, NOW - 20 * WEEK), (9, NOW), (9, NOW - timedelta(minutes=5))]
    ranked = rank_again(bought, NOW)
    assert [one.product_id for one in ranked] == [7, 9, 8]
    assert [(one.times, one.gap_weeks) for one in ranked] == [(3, 5), (1, None), (1, None)]
    assert ranked[0].score == pytest.approx(0.5**0.75 + 0.5**0.5 + 0.5**0.25)
    assert ranked[2].score == pytest.approx(0.5)
    assert rank_again([], NOW) == []
    assert rank_again([(1, NOW + WEEK)], NOW)[0].score == 1.0  # a clock that is off


@pytest.mark.parametrize(
    ("moods", "hold"),
    [
        ([], None),
        ([0.2, -0.8], "angry"),
        ([0.5, 0.1, -0.4], "falling"),
        ([0.3, 0.0, -0.32], None),  # "something warm for a small flat under 50"
        ([0.9, 0.6, 0.3], None),  # still content
        ([-0.1, -0.2, -0.1], None),
        ([0.5, -0.2], None),
    ],
)
def test_mood_forbids_offers_when_it_falls_or_is_angry(moods: list[float], hold: str) -> None:
    assert find_mood_hold(moods) == hold

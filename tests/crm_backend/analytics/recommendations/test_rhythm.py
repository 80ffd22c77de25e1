"""What is bought again, and when."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.recommendations.rhythm import BuyAgain

MILK, KETTLE, TEA = 0, 1, 2


def fit(**settings: float) -> BuyAgain:
    """Milk is bought every 7 days by 30 people, tea every 30 by half of them, kettles once."""
    rows = [(who, MILK, day) for who in range(30) for day in range(0, 70, 7)]
    rows += [(who, TEA, day) for who in range(15) for day in (0, 30, 60)]
    rows += [(who, TEA, 5) for who in range(15, 30)]
    rows += [(who, KETTLE, who) for who in range(30)]
    who, what, day = (np.array(one) for one in zip(*rows, strict=True))
    return BuyAgain(**settings).fit(who, what, day.astype(float), 3)


def test_gaps_and_repeats_are_counted() -> None:
    model = fit(shrinkage=0.0)
    assert model.repeat_share_.tolist() == pytest.approx([1.0, 0.0, 0.5])
    assert model.gap_days_[[MILK, TEA]].tolist() == pytest.approx([7.0, 30.0])


def test_what_is_bought_often_and_lately_comes_first() -> None:
    items, ages = np.array([TEA, MILK, MILK, KETTLE]), np.array([3.0, 9.0, 2.0, 1.0])
    listed = fit().rank(items, ages)
    assert [again.item for again in listed][:2] == [MILK, TEA]
    milk = listed[0]
    assert (milk.times, milk.last_days_ago) == (2, 2.0)
    assert 7 <= milk.every_days < 8
    assert milk.due_in_days == milk.every_days - 2


def test_kettle_is_not_offered_again_unless_its_owner_does_buy_them() -> None:
    model = fit(shrinkage=0.0)
    assert model.rank(np.array([KETTLE]), np.array([40.0])) == []
    hoarder = fit().rank(np.array([KETTLE, KETTLE]), np.array([40.0, 5.0]))
    assert [again.item for again in hoarder] == [KETTLE]


def test_score_is_that_of_the_formula() -> None:
    model = fit(half_life=10.0, repeat_power=1.0, shrinkage=0.0)
    scores = model.score(np.array([TEA, TEA, MILK]), np.array([10.0, 20.0, 0.0]))
    assert scores.tolist() == pytest.approx([1.0, 0.0, 0.5 * (0.5 + 0.25)])


def test_two_of_a_day_and_the_future_count_once_as_today() -> None:
    model = fit()
    once = model.score(np.array([MILK]), np.array([0.0]))
    assert model.score(np.array([MILK, MILK]), np.array([0.4, -3.0])).tolist() == once.tolist()


def test_shop_without_purchases_offers_nothing() -> None:
    empty = np.array([], dtype=np.intp)
    model = BuyAgain().fit(empty, empty, np.array([]), 2)
    assert model.rank(empty, np.array([])) == []
    assert model.score(np.array([1]), np.array([3.0])).tolist() == [0.0, 0.0]


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(-5, 400)), max_size=20), st.integers(0, 4))
def test_list_holds_what_was_bought_by_falling_score(
    bought: list[tuple[int, float]], limit: int
) -> None:
    items = np.array([item for item, _ in bought], dtype=np.intp)
    listed = fit().rank(items, np.array([age for _, age in bought]), limit=limit)
    assert len(listed) <= limit
    assert {again.item for again in listed} <= set(items.tolist())
    assert [one.score for one in listed] == sorted((one.score for one in listed), reverse=True)
    assert all(again.times >= 1 and again.every_days > 0 for again in listed)

"""The estimator and the rules, on numbers alone."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from crm_backend.analytics.recommendations.model import CoPurchaseModel
from crm_backend.analytics.recommendations.rules import Candidate, choose, family_of, is_fresh

WIDTH = 6

baskets = st.lists(
    st.sets(st.integers(0, WIDTH - 1), min_size=1, max_size=WIDTH), min_size=1, max_size=12
)
candidates = st.lists(
    st.builds(
        Candidate,
        product_id=st.integers(1, 40),
        category_id=st.integers(1, 4),
        name=st.sampled_from(["Lamp (red)", "Lamp (blue)", "Rug", "Pan", "Pot", "Bed", "Vase"]),
        score=st.floats(-1, 10, allow_nan=False),
    ),
    max_size=30,
    unique_by=lambda one: one.product_id,
)


def matrix(people: list[set[int]]) -> csr_array:
    rows = np.zeros((len(people), WIDTH))
    for row, items in enumerate(people):
        rows[row, list(items)] = 1
    return csr_array(rows)


def fit(people: list[set[int]]) -> CoPurchaseModel:
    bought = matrix(people)
    return CoPurchaseModel().fit(bought, np.asarray(bought.sum(axis=0), dtype=float).ravel())


@given(baskets, st.sets(st.integers(0, WIDTH - 1)))
def test_reasons_and_prior_sum_to_the_score(people: list[set[int]], owned: set[int]) -> None:
    model = fit(people)
    items = np.array(sorted(owned), dtype=np.intp)
    scores = model.score(items)
    for target in range(WIDTH):
        reasons, prior = model.explain(items, target)
        assert sum(reason.part for reason in reasons) + prior == pytest.approx(scores[target])
        assert {reason.item for reason in reasons} <= owned - {target}
        assert all(reason.part > 0 for reason in reasons)


def test_weights_are_those_of_the_formula() -> None:
    model = CoPurchaseModel(shrinkage=1.0, prior_weight=0.5)
    model.fit(matrix([{0, 1}, {0, 1}, {0}, {2}]), np.array([4.0, 2.0, 0.0, 0.0, 0.0, 0.0]))
    weights = model.weights_.toarray()
    # Items 0 and 1 have 3 and 2 buyers, 2 of them in common.
    assert weights[0, 1] == pytest.approx(2 / (6**0.5 + 1))
    assert weights[1, 0] == weights[0, 1]
    assert weights.sum() == pytest.approx(2 * weights[0, 1])
    assert model.prior_.tolist() == [0.5, 0.25, 0, 0, 0, 0]


def test_what_counts_is_whether_somebody_has_it_not_how_often() -> None:
    once, often = matrix([{0, 1}, {1, 2}]), matrix([{0, 1}, {1, 2}])
    often.data[:] = 7.0
    popularity = np.ones(WIDTH)
    first = CoPurchaseModel().fit(once, popularity).weights_.toarray()
    second = CoPurchaseModel().fit(often, popularity).weights_.toarray()
    assert np.array_equal(first, second)


def test_model_of_an_empty_shop_scores_nothing() -> None:
    model = CoPurchaseModel().fit(csr_array((0, 3), dtype=np.float64), np.zeros(3))
    assert model.score(np.array([0, 2], dtype=np.intp)).tolist() == [0, 0, 0]


@given(candidates, st.sets(st.sampled_from(["lamp", "rug", "pan"])), st.integers(0, 6))
def test_choice_keeps_the_rules(
    offered: list[Candidate], owned_families: set[str], limit: int
) -> None:
    chosen = choose(offered, owned_families=owned_families, limit=limit)
    families = [family_of(one.name) for one in chosen]
    assert len(chosen) <= limit
    assert all(one.score > 0 for one in chosen)
    assert len(set(families)) == len(families)
    assert not owned_families & set(families)
    assert all(count <= 2 for count in Counter(one.category_id for one in chosen).values())
    assert [one.score for one in chosen] == sorted((one.score for one in chosen), reverse=True)


@given(candidates, st.randoms())
def test_choice_does_not_depend_on_the_order_of_rows(offered: list[Candidate], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(offered)
    chance.shuffle(shuffled)
    chosen = choose(offered, owned_families=(), limit=5)
    assert choose(shuffled, owned_families=(), limit=5) == chosen


def test_category_is_not_capped_when_it_was_asked_for() -> None:
    offered = [Candidate(number, 1, f"Lamp {number}", 1.0) for number in range(5)]
    assert len(choose(offered, owned_families=(), limit=4, most_per_category=None)) == 4
    assert len(choose(offered, owned_families=(), limit=4)) == 2


def test_model_stays_until_a_hundredth_of_the_orders_is_new() -> None:
    assert is_fresh(fitted_count=200, fitted_newest_id=200, newest_id=202)
    assert not is_fresh(fitted_count=200, fitted_newest_id=200, newest_id=203)
    assert not is_fresh(fitted_count=3, fitted_newest_id=3, newest_id=4)
    assert not is_fresh(fitted_count=200, fitted_newest_id=200, newest_id=12)

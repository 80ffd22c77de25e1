"""What follows what."""

import numpy as np
import pytest

from crm_backend.analytics.recommendations.sequence import Transitions, fade


def columns(*items: int) -> np.ndarray:
    return np.array(items, dtype=np.intp)


def test_weights_are_those_of_the_formula() -> None:
    model = Transitions(decay=0.5, backward=0.1, shrinkage=1.0, prior_weight=0.0)
    weights = model.fit([columns(0, 1, 2), columns(0, 1)], 3).weights_.toarray()
    assert weights[0, 1] == pytest.approx(2 / (2 + 1))  # twice, one step; both bought twice
    assert weights[1, 0] == pytest.approx(0.2 / (2 + 1))
    assert weights[0, 2] == pytest.approx(0.5 / (2**0.5 + 1))
    assert weights[2, 2] == 0


def test_next_item_comes_first_and_reasons_sum() -> None:
    model = Transitions().fit([columns(0, 1, 2, 3)] * 30 + [columns(3, 0)] * 5, 4)
    items, strengths = fade(columns(0, 1), 0.8)
    scores = model.score(items, strengths)
    assert int(np.argmax(scores[2:])) == 0
    reasons, prior = model.explain(items, 2, strengths)
    assert sum(reason.part for reason in reasons) + prior == pytest.approx(scores[2])


def test_pairs_do_not_cross_customers_and_no_item_follows_itself() -> None:
    assert (
        Transitions().fit([columns(0), columns(1), columns(), columns(2, 2)], 3).weights_.nnz == 0
    )
    assert Transitions().fit([], 3).score(columns()).tolist() == [0, 0, 0]


def test_pairs_further_apart_than_the_window_do_not_count() -> None:
    weights = Transitions(window=1, backward=0.0).fit([columns(0, 1, 2)], 3).weights_.toarray()
    assert weights[0, 1] > 0
    assert weights[0, 2] == 0


def test_history_fades_from_the_latest() -> None:
    items, strengths = fade(columns(5, 7, 5, 2), 0.5)
    assert dict(zip(items.tolist(), strengths.tolist(), strict=True)) == {2: 1, 5: 0.5, 7: 0.25}

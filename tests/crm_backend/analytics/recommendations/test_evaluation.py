"""Figures of rankings, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.recommendations.evaluation import (
    bootstrap_mean,
    bootstrap_ratio,
    compute_ndcg,
    is_hit,
    rank,
)


@given(st.lists(st.integers(0, 5), max_size=40), st.sets(st.integers(0, 39)))
def test_ranking_is_that_of_a_full_sort(values: list[int], excluded: set[int]) -> None:
    out = sorted(item for item in excluded if item < len(values))
    ranked = rank(np.array(values, dtype=float), np.array(out, dtype=np.intp))
    left = [item for item in range(len(values)) if item not in out]
    assert ranked.tolist() == sorted(left, key=lambda item: (-values[item], item))[:10]


def test_ndcg_and_hits_by_hand() -> None:
    assert compute_ndcg([7, 3, 9], {3}) == pytest.approx(1 / np.log2(3))
    assert compute_ndcg([7, 3], {3, 7, 8}) == pytest.approx(
        (1 + 1 / np.log2(3)) / (1 + 1 / np.log2(3) + 0.5)
    )
    assert compute_ndcg(list(range(10)), set(range(50))) == pytest.approx(1)
    assert (is_hit([7, 3], {3}), is_hit([7, 3], {4})) == (1.0, 0.0)


def test_intervals_hold_the_mean_and_come_out_the_same_again() -> None:
    chance = np.random.default_rng(1)
    values, base = chance.random(400) + 0.5, chance.random(400)
    first = bootstrap_mean(values, resamples=300)
    assert first == bootstrap_mean(values, resamples=300)
    assert first.mean == pytest.approx(values.mean())
    assert first.low < first.mean < first.high
    half_width = 1.96 * values.std() / 20
    assert first.high - first.low == pytest.approx(2 * half_width, rel=0.2)
    ratio = bootstrap_ratio(values, base, resamples=300)
    assert ratio is not None
    assert ratio.low < values.mean() / base.mean() < ratio.high
    assert bootstrap_ratio(values, np.zeros(400)) is None

"""Checks that come before any result."""

import numpy as np
import pytest
from scipy import stats

from crm_backend.analytics.experiments.sample import Metric
from crm_backend.analytics.experiments.sizes import check_sizes
from crm_backend.analytics.experiments.trust import (
    find_needed,
    find_uneven_before,
    find_uneven_missing,
)


@pytest.mark.parametrize(
    ("counts", "shares", "trust"),
    [
        ([5_000, 5_010], [0.5, 0.5], "fine"),
        ([44_700, 45_489], [0.5, 0.5], "doubtful"),
        ([821_588, 815_482], [0.5, 0.5], "broken"),  # Kohavi, Tang and Xu 2020, page 45
        ([9_000, 1_000], [0.9, 0.1], "fine"),
        ([9_000, 1_000], [0.5, 0.5], "broken"),
        ([3_300, 3_340, 3_360], [1 / 3, 1 / 3, 1 / 3], "fine"),
        ([0, 40], [0.5, 0.5], "broken"),
    ],
)
def test_sizes_are_judged_by_the_plan(counts: list[int], shares: list[float], trust: str) -> None:
    p, found = check_sizes(counts, shares)
    assert found == trust
    expected = [sum(counts) * share for share in shares]
    assert p == pytest.approx(stats.chisquare(counts, expected).pvalue, rel=1e-9)
    if len(counts) == 2:
        exact = stats.binomtest(counts[0], sum(counts), shares[0]).pvalue
        assert p == pytest.approx(exact, abs=0.02)


def test_what_is_missing_is_no_matter_when_it_is_missing_everywhere_alike() -> None:
    left = np.arange(2_000) % 2 == 0
    masks = {"a": left, "b": ~left}
    known = np.arange(2_000) % 10 >= 2  # one of five in both
    assert find_uneven_missing(known, masks) is None
    known = ~left | (np.arange(2_000) % 10 >= 4)  # of the left alone
    assert (find_uneven_missing(known, masks) or 1) < 1e-6
    assert find_uneven_missing(np.ones(2_000, dtype=bool), masks) is None


def test_arms_that_differed_before_are_found() -> None:
    values = np.random.default_rng(2).normal(10, 2, 1_000)
    left = np.arange(1_000) % 2 == 0
    even = Metric("x", "mean", values, before=values)
    assert find_uneven_before(even, left, [~left]) is None
    uneven = Metric("x", "mean", values, before=values + left * 2)
    assert (find_uneven_before(uneven, left, [~left]) or 1) < 1e-6


def test_skewed_data_need_more_customers() -> None:
    assert find_needed(np.random.default_rng(1).normal(size=1_000)) == 0
    spend = np.random.default_rng(1).lognormal(0, 1.5, 1_000)
    assert find_needed(spend) > 5_000
    assert find_needed(np.ones(5)) == 0

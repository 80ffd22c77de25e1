"""How many customers it takes, against published sizes."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from crm_backend.analytics.experiments.planning import (
    find_days,
    looks_cost,
    make_past,
    plan,
    share_size,
)
from crm_backend.analytics.experiments.sample import Metric
from kernel.errors import Invalid


@pytest.mark.parametrize(
    ("base", "lift", "per_arm"), [(0.05, 0.1, 31_234), (0.05, 0.2, 8_158), (0.02, 0.1, 80_682)]
)
def test_sizes_for_shares_are_the_known_ones(base: float, lift: float, per_arm: int) -> None:
    assert share_size(base, base * (1 + lift)) == 2 * per_arm


def test_size_for_a_mean_is_the_textbook_one() -> None:
    z = norm.ppf(0.975) + norm.ppf(0.8)
    made = plan(make_past("mean", 10, 30), lift=0.05, shares=[0.5, 0.5])
    assert made.customers == pytest.approx(2 * 2 * (z * 30 / 0.5) ** 2, rel=1e-3)
    assert (made.base, made.looks_cost, made.variance_kept) == (10, 1.0, 1.0)


def test_looks_cost_what_is_published() -> None:
    # Jennison and Turnbull 2000, table 2.4 (80 %): O'Brien and Fleming's own test, 5 looks 1.028,
    # 10 looks 1.040; spending costs a little less at even looks.
    assert looks_cost(1) == 1
    assert 1.02 < looks_cost(5) < 1.028
    assert 1.03 < looks_cost(10) < 1.040


def test_what_was_known_before_saves_customers() -> None:
    rng = np.random.default_rng(3)
    before = rng.normal(50, 10, 4_000)
    past = Metric("x", "mean", before + rng.normal(0, 10, 4_000), before=before)
    made = plan(past, lift=0.02, shares=[0.5, 0.5])
    assert made.variance_kept == pytest.approx(0.5, abs=0.03)


def test_smallest_arm_decides_when_shares_are_uneven() -> None:
    past = make_past("mean", 10, 30)
    even = plan(past, lift=0.1, shares=[0.5, 0.5])
    uneven = plan(past, lift=0.1, shares=[0.9, 0.1])
    three = plan(past, lift=0.1, shares=[0.4, 0.3, 0.3])
    assert uneven.customers == pytest.approx(even.customers * 0.25 / 0.09, rel=0.01)
    assert three.customers > even.customers
    assert uneven.per_arm == math.ceil(uneven.customers * 0.1)


def test_days_follow_the_past_and_then_its_pace() -> None:
    assert find_days(30, [20, 10, 5]) == (2, 15.0)
    days, pace = find_days(100, [20, 10, 5])
    assert (days, pace) == (3 + 6, 35 / 3)
    assert find_days(10_000, [1] * 30) == (None, 1.0)
    assert find_days(5, []) == (None, 0.0)


@pytest.mark.parametrize(
    ("past", "lift"),
    [
        (make_past("mean", 10, 3), 0.0),
        (Metric("x", "mean", np.zeros(50)), 0.1),
        (Metric("x", "mean", np.ones(50)), 0.1),
        (Metric("x", "mean", np.array([])), 0.1),
    ],
)
def test_nothing_is_planned_on_nothing(past: Metric, lift: float) -> None:
    with pytest.raises(Invalid):
        plan(past, lift=lift, shares=[0.5, 0.5])

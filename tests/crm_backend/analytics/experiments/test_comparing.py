"""Tests of one metric against scipy, against formulas written out, and against published cases."""

import numpy as np
import pytest
from scipy import stats

from crm_backend.analytics.experiments.comparing import compare, keep_of_variance
from crm_backend.analytics.experiments.sample import Bools, Metric

RNG = np.random.default_rng(11)


@pytest.fixture(autouse=True)
def _same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with the same numbers, whatever ran before it."""
    monkeypatch.setitem(globals(), "RNG", np.random.default_rng(11))


def masks(first: int, second: int) -> tuple[Bools, Bools]:
    control = np.arange(first + second) < first
    return control, ~control


def test_means_are_compared_as_scipy_compares_them() -> None:
    values = np.concatenate([RNG.gamma(2, 5, 120), RNG.gamma(2, 6, 90)])
    control, treatment = masks(120, 90)
    found = compare(Metric("spend", "mean", values), control, treatment, confidence=0.95)
    known = stats.ttest_ind(values[treatment], values[control], equal_var=False)
    around = known.confidence_interval(0.95)
    assert found is not None
    assert found.p == pytest.approx(known.pvalue, rel=1e-9)
    assert found.interval == pytest.approx((around.low, around.high), rel=1e-9)


def test_cuped_takes_off_what_was_known_before() -> None:
    before = RNG.normal(100, 20, 400)
    values = 0.9 * before + RNG.normal(0, 5, 400)
    control, treatment = masks(200, 200)
    values[treatment] += 2
    found = compare(Metric("x", "mean", values, before=before), control, treatment, confidence=0.95)
    plain = compare(Metric("x", "mean", values), control, treatment, confidence=0.95)
    theta = np.cov(values, before)[0, 1] / np.var(before, ddof=1)
    rest = values - theta * before
    known = stats.ttest_ind(rest[treatment], rest[control], equal_var=False)
    assert found is not None
    assert plain is not None
    assert found.difference == pytest.approx(
        rest[treatment].mean() - rest[control].mean(), abs=0.02
    )
    assert found.p == pytest.approx(known.pvalue, rel=0.05)
    assert found.interval[1] - found.interval[0] < 0.4 * (plain.interval[1] - plain.interval[0])


def test_ratio_has_the_variance_of_the_delta_method() -> None:
    orders = RNG.poisson(3, 300).astype(float)
    spend = orders * 20 + RNG.normal(0, 4, 300) * orders
    control, treatment = masks(150, 150)
    metric = Metric("order_value", "ratio", spend, below=orders)
    found = compare(metric, control, treatment, confidence=0.95)
    variances = []
    for mask in (control, treatment):
        ratio = spend[mask].mean() / orders[mask].mean()
        rest = (spend[mask] - ratio * orders[mask]) / orders[mask].mean()
        variances.append(rest.var(ddof=1) / 150)
    change = spend[treatment].sum() / orders[treatment].sum()
    change -= spend[control].sum() / orders[control].sum()
    assert found is not None
    assert found.difference == pytest.approx(change)
    z = change / np.sqrt(sum(variances))
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(z)), rel=0.05)


def test_few_cases_are_tested_exactly() -> None:
    # Newcombe 1998, table II, case (c): 9/10 against 3/10, by his method 10: .1705 to .8090
    values = np.array([1.0] * 9 + [0.0] + [1.0] * 3 + [0.0] * 7)
    control, treatment = masks(10, 10)
    found = compare(Metric("bought", "binary", values), treatment, control, confidence=0.95)
    assert found is not None
    assert found.is_exact
    assert found.interval == pytest.approx((0.1705, 0.8090), abs=1e-4)
    assert found.p == pytest.approx(stats.fisher_exact(np.array([[9, 1], [3, 7]])).pvalue)


@pytest.mark.parametrize("value", [0.0, 7.0, 1e9])
def test_nothing_is_compared_when_nothing_varies(value: float) -> None:
    control, treatment = masks(40, 40)
    values = np.full(80, value)
    assert compare(Metric("x", "mean", values), control, treatment, confidence=0.95) is None
    nobody = np.zeros(80, dtype=bool)
    varied = np.arange(80.0)
    assert compare(Metric("x", "mean", varied), control, nobody, confidence=0.95) is None


def test_relative_change_is_left_out_when_the_control_is_at_nought() -> None:
    values = np.concatenate([RNG.normal(-5, 1, 50), RNG.normal(-4, 1, 50)])
    found = compare(Metric("x", "mean", values), *masks(50, 50), confidence=0.95)
    assert found is not None
    assert found.relative is None
    assert found.relative_interval is None


def test_variance_kept_is_what_correlation_leaves() -> None:
    before = RNG.normal(0, 1, 5_000)
    values = 0.6 * before + 0.8 * RNG.normal(0, 1, 5_000)
    kept = keep_of_variance(Metric("x", "mean", values, before=before), list(masks(2_500, 2_500)))
    assert kept == pytest.approx(0.64, abs=0.03)
    assert keep_of_variance(Metric("x", "mean", values), []) == 1.0

"""Drift is told from chance; figures by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.registry.drift import compare, compare_all, compare_rate, profile

RANDOM = np.random.default_rng(7)


@pytest.fixture(autouse=True)
def _same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with the same numbers, whatever ran before it."""
    monkeypatch.setitem(globals(), "RANDOM", np.random.default_rng(7))


THEN = RANDOM.normal(size=2_000)


def test_the_same_customers_have_not_drifted() -> None:
    found = compare("recency", profile(THEN), RANDOM.normal(size=2_000))
    assert found.verdict == "steady"
    assert found.psi < 0.02


def test_others_have() -> None:
    assert compare("recency", profile(THEN), THEN + 1).verdict == "drifted"


def test_psi_by_hand() -> None:
    then = profile([0.0] * 50 + [1.0] * 50)
    assert then["edges"] == [0.0, 0.5, 1.0] or len(then["edges"]) == 2
    found = compare("a", then, [0.0] * 80 + [1.0] * 20)
    expected = (0.8 - 0.5) * math.log(0.8 / 0.5) + (0.2 - 0.5) * math.log(0.2 / 0.5)
    assert found.psi == pytest.approx(expected)
    assert found.ks == pytest.approx(0.3)
    assert found.verdict == "drifted"


def test_missing_values_are_a_drift_of_their_own() -> None:
    now = np.where(np.arange(2_000) % 2 == 0, math.nan, THEN)
    assert compare("recency", profile(THEN), now).verdict == "drifted"


def test_a_few_customers_prove_nothing() -> None:
    assert compare("recency", profile(THEN), [9.0] * 49).verdict == "unknown"
    assert compare("recency", profile([1.0] * 10), THEN).verdict == "unknown"


def test_a_constant_column_stays_steady() -> None:
    assert compare("a", profile([3.0] * 100), [3.0] * 100).psi == 0


def test_an_empty_column_is_no_crash() -> None:
    assert compare("a", profile([]), [1.0] * 100).verdict == "unknown"
    assert compare("a", profile([math.nan] * 99), [1.0] * 99).verdict == "drifted"


@given(st.lists(st.floats(-1e9, 1e9), min_size=50, max_size=80), st.floats(-9, 9))
def test_psi_is_nothing_for_the_same_and_large_for_what_lies_beyond(
    values: list[float], shift: float
) -> None:
    same = compare("a", profile(values), values[::-1])
    assert same.psi == pytest.approx(0, abs=1e-9)
    moved = compare("a", profile(values), [value + shift for value in values])
    beyond = max(values) + 1 + max(values) - min(values)
    away = compare("a", profile(values), [value + beyond - min(values) for value in values])
    assert same.psi - 1e-9 <= moved.psi <= away.psi + 1e-9
    assert away.verdict == "drifted"


def test_the_furthest_comes_first() -> None:
    then = {"a": profile(THEN), "b": profile(THEN), "gone": profile(THEN)}
    found = compare_all(then, {"a": THEN, "b": THEN + 1, "new": THEN})
    assert [one.name for one in found] == ["b", "a"]


def test_what_was_foretold_is_compared_with_what_came() -> None:
    fair = compare_rate("churn", [0.5] * 400, 210)
    assert fair.z == pytest.approx(1.0)
    assert not fair.is_alarm
    assert compare_rate("churn", [0.5] * 400, 300).is_alarm
    assert not compare_rate("churn", [], 0).is_alarm

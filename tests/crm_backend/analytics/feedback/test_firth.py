"""Firth's regression against closed forms, and intervals where plain regression has none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_backend.analytics.feedback.firth import Firth


def make_table(a: int, b: int, c: int, d: int) -> Firth:
    """Return the model of a 2x2 table: `a` of `a + b` rows with a mark are low, `c` of `c + d`."""
    marked = np.r_[np.ones(a + b), np.zeros(c + d)]
    is_low = np.r_[np.ones(a), np.zeros(b), np.ones(c), np.zeros(d)] > 0
    return Firth(np.column_stack([np.ones(len(marked)), marked]), is_low)


@given(st.integers(0, 12), st.integers(1, 12), st.integers(1, 12), st.integers(0, 12))
@settings(max_examples=30, deadline=None)
def test_of_a_table_it_adds_half_a_row_to_each_cell(a: int, b: int, c: int, d: int) -> None:
    expected = np.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
    assert make_table(a, b, c, d).fit.coefficients[1] == pytest.approx(expected, abs=1e-4)


def test_a_mark_that_is_always_low_has_an_interval_that_is_open_upwards() -> None:
    told = make_table(12, 0, 20, 60).examine_last()
    assert 0 < told.low < told.value < told.high
    assert np.isfinite(told.value)
    assert told.p < 0.001


def test_the_interval_is_walds_where_there_is_much_and_nearly_so_before() -> None:
    few, many = make_table(300, 700, 200, 800), make_table(13_000, 27_000, 10_000, 30_000)
    for model in (few, many):
        told = model.examine_last()
        error = float(np.sqrt(model.fit.covariance[-1, -1]))
        assert told.low == pytest.approx(told.value - 1.96 * error, abs=0.01)
        assert told.high == pytest.approx(told.value + 1.96 * error, abs=0.01)


def test_probabilities_meet_the_share_of_low_ratings() -> None:
    model = make_table(3, 7, 1, 19)
    assert model.predict(model.x).mean() == pytest.approx(4 / 30)

"""Methods of forecasting, by hand-computed figures and by what must hold for any series."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_backend.analytics.demand.methods import (
    find_level,
    forecast_by_all,
    forecast_imapa,
    forecast_seasonal_naive,
    forecast_theta,
    smooth,
)
from crm_backend.analytics.demand.seasons import centred_mean, has_season, remove_season

YEAR = np.array([60.0, 70, 100, 90, 110, 120, 130, 125, 105, 95, 85, 140])


def test_smoothing_follows_its_recursion() -> None:
    values = np.array([10.0, 14.0, 12.0, 20.0])
    level = first = values.mean()  # 14.0: the mean of the first four
    squares = (10 - first) ** 2
    for place, value in enumerate(values):
        squares += (value - level) ** 2 if place else 0.0
        level += 0.5 * (value - level)
    assert smooth(values, 0.5) == pytest.approx((level, squares))
    assert level == 16.25


def test_the_level_of_a_step_is_the_last_value() -> None:
    assert find_level(np.array([5.0] * 10 + [9.0] * 10)) == pytest.approx(9.0, abs=0.01)


def test_theta_of_a_straight_line_goes_up_by_half_the_slope() -> None:
    ahead = forecast_theta(np.arange(0.0, 80.0, 2.0), 3)
    assert np.diff(ahead) == pytest.approx([1.0, 1.0])
    assert ahead[0] == pytest.approx(79.0, abs=0.1)  # half of the line's 80 and of the last 78


def test_what_falls_approaches_zero_and_never_reaches_it() -> None:
    ahead = forecast_theta(np.linspace(100, 4, 40), 30)
    assert (np.diff(ahead) < 0).all()
    assert ahead[-1] > 0
    assert ahead[1] / ahead[0] == pytest.approx(ahead[-1] / ahead[-2])


def test_a_seasonal_naive_forecast_repeats_the_last_season() -> None:
    assert forecast_seasonal_naive(np.arange(6.0), 5, 3).tolist() == [3, 4, 5, 3, 4]
    assert forecast_seasonal_naive(np.arange(2.0), 2, 3).tolist() == [1, 1]


def test_imapa_of_regular_lumps_is_their_rate() -> None:
    values = np.tile([0.0, 0.0, 6.0], 20)
    assert forecast_imapa(values, 2) == pytest.approx([2.0, 2.0], abs=0.3)


def test_a_centred_mean_is_that_of_two_by_four() -> None:
    smoothed = centred_mean(np.array([1.0, 2, 3, 4, 9]), 4)
    assert smoothed[2] == pytest.approx((0.5 + 2 + 3 + 4 + 4.5) / 4)
    assert np.isnan(smoothed[[0, 1, 3, 4]]).all()


@pytest.mark.parametrize("shift", [0.0, -300.0])
def test_a_season_is_found_and_put_back(shift: float) -> None:
    values = np.tile(YEAR, 6) + shift  # below zero the season is added instead of multiplied
    bare, pattern = remove_season(values, 12)
    assert pattern is not None
    assert pattern.is_multiplicative == (shift == 0)
    assert np.ptp(bare) == pytest.approx(0, abs=1e-9)
    said = forecast_by_all(values[:-5], 12, 12, is_positive=shift == 0)
    assert said["theta"] == pytest.approx(np.roll(YEAR, 5) + shift, rel=1e-6)


def test_noise_has_no_season() -> None:
    chance = np.random.default_rng(3)
    found = [has_season(chance.normal(10, 1, 60), 12) for _ in range(200)]
    assert 0.01 < np.mean(found) < 0.15  # the test lets one in ten or fewer through


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=60),
    st.integers(1, 12),
    st.sampled_from([1, 4, 12]),
)
def test_forecasts_of_counts_are_finite_and_never_below_zero(
    counts: list[int], horizon: int, season: int
) -> None:
    said = forecast_by_all(np.array(counts, float), horizon, season, is_positive=True)
    for ahead in said.values():
        assert ahead.shape == (horizon,)
        assert np.isfinite(ahead).all()
        assert (ahead >= 0).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 1000), min_size=30, max_size=60), st.floats(0.01, 1000))
def test_a_forecast_in_another_unit_is_the_same_forecast(counts: list[int], unit: float) -> None:
    values = np.array(counts, float)
    ours = forecast_by_all(values, 4, 4, is_positive=True)
    theirs = forecast_by_all(values * unit, 4, 4, is_positive=True)
    for name, ahead in ours.items():
        assert theirs[name] == pytest.approx(ahead * unit, rel=1e-6)

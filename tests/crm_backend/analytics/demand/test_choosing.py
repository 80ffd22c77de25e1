"""Back-tests, the guarded choice, and the width of intervals."""

import numpy as np
import pytest

from crm_backend.analytics.demand.backtest import Backtest, find_origins, run_backtest
from crm_backend.analytics.demand.choosing import choose
from crm_backend.analytics.demand.cleaning import clean
from crm_backend.analytics.demand.errors import measure, scale_of
from crm_backend.analytics.demand.methods import forecast_by_all
from crm_backend.analytics.demand.seasons import Floats
from crm_backend.analytics.demand.spread import fit_spread


def test_errors_by_hand() -> None:
    scale = scale_of(np.array([10.0, 12, 11, 15, 13]), 1)
    assert scale == (2 + 1 + 4 + 2) / 4
    found = measure(np.array([[10.0, 0.0]]), np.array([[14.0, 0.0]]), np.array([scale]))
    assert found.mae == 2
    assert found.mase == pytest.approx(2 / 2.25)
    assert found.smape == pytest.approx(200 * 4 / 24 / 2)
    assert measure(np.ones((1, 2)), np.ones((1, 2)), np.zeros(1)).mase is None


def test_origins_leave_the_horizon_and_two_seasons() -> None:
    assert find_origins(60, 12, 12) == ([48, 44, 40, 36, 32, 28], 12)
    assert find_origins(40, 12, 12) == ([28], 12)
    assert find_origins(9, 12, 12) == ([6], 3)
    assert find_origins(4, 3, 1) == ([], 1)


def test_a_method_never_sees_what_it_is_judged_by() -> None:
    values = np.arange(30.0)
    changed = values.copy()
    changed[-6:] = 1e6
    first = run_backtest(values, horizon=6, season=1, is_positive=True)
    second = run_backtest(changed, horizon=6, season=1, is_positive=True)
    assert first is not None
    assert second is not None
    for name, ahead in first.ahead.items():
        assert second.ahead[name][0] == pytest.approx(ahead[0])
    assert second.scales == pytest.approx(first.scales)


def test_cleaning_of_the_past_knows_nothing_of_what_came_later() -> None:
    """A leap is wild at its origin; weeks later it is seen to be the new usual."""
    random = np.random.default_rng(3)
    values = np.r_[random.normal(100, 2, 39), np.nan, random.normal(400, 2, 9)]
    origins, steps = find_origins(len(values), 6, 1)
    found = run_backtest(values, horizon=6, season=1, is_positive=True)
    assert found is not None
    for place, end in enumerate(origins):
        alone = values[: end + steps].copy()
        alone[end:] = 7.0  # another future
        for name, ahead in forecast_by_all(
            clean(alone[:end], 1, softens_wild=True).learnt, steps, 1, is_positive=True
        ).items():
            assert found.ahead[name][place] == pytest.approx(ahead)


def test_the_scale_of_an_origin_is_of_what_lay_before_it() -> None:
    values = np.r_[np.tile([10.0, 12.0], 20), np.tile([0.0, 100.0], 5)]
    found = run_backtest(values, horizon=10, season=1, is_positive=True, softens_wild=False)
    assert found is not None
    assert found.scales[0] == 2.0  # the wild end is not in it
    assert found.measure("naive").mase == pytest.approx(
        np.mean(np.abs(found.errors_of("naive")).mean(axis=1) / found.scales)
    )


def window(errors: dict[str, float], origins: int = 6) -> Backtest:
    actual = np.full((origins, 3), 100.0)
    level = np.full(origins, 100.0)
    ahead = {name: actual + error for name, error in errors.items()}
    return Backtest(actual, ahead, level, level)


def test_a_small_advantage_is_no_reason_to_leave_the_default() -> None:
    assert choose([window({"median": 10.0, "ses": 9.3})]) == ["median"]
    assert choose([window({"median": 10.0, "ses": 5.0})]) == ["ses"]
    assert choose([None]) == ["ses"]


def test_luck_on_one_series_counts_little_where_the_others_say_otherwise() -> None:
    usual = [window({"median": 10.0, "naive": 20.0})] * 60
    lucky = window({"median": 10.0, "naive": 7.5})
    assert choose([lucky]) == ["naive"]
    assert choose([*usual, lucky])[-1] == "median"


def test_what_is_better_everywhere_is_taken_everywhere() -> None:
    assert set(choose([window({"median": 10.0, "imapa": 9.0})] * 60)) == {"imapa"}


def noise(chance: np.random.Generator, deviation: float, origins: int) -> Floats:
    return chance.normal(0, deviation, (origins, 6)) * np.sqrt(np.arange(1, 7))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_intervals_cover_what_they_promise(level: float) -> None:
    chance = np.random.default_rng(5)
    deviations = chance.uniform(1, 20, 300)
    errors = [noise(chance, one, 6) for one in deviations]
    spread = fit_spread(errors, deviations * 0.8, level)
    assert spread.growth == pytest.approx(0.5, abs=0.05)
    inside = [
        np.abs(noise(chance, one, 1)[0]) <= spread.width(place, 6)
        for place, one in enumerate(deviations)
    ]
    assert np.mean(inside) == pytest.approx(level, abs=0.03)


def test_without_any_window_the_width_is_that_of_a_random_walk() -> None:
    spread = fit_spread([None], np.array([2.0]), 0.8)
    walk = 1.2816 * 1.2533 * 2 * np.sqrt([1, 2, 3, 4])
    assert spread.width(0, 4) == pytest.approx(walk, rel=1e-3)

"""Boundaries of planned looks against published ones."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_backend.analytics.experiments.sequential import (
    CEILING,
    exit_probability,
    find_boundaries,
    spend,
)


def even(looks: int) -> list[float]:
    return [number / looks for number in range(1, looks + 1)]


def test_boundaries_are_those_published_when_five_looks_are_even() -> None:
    # Lan and DeMets' spending like O'Brien and Fleming's, as the program ldbounds prints them.
    published = (4.8769, 3.3569, 2.6803, 2.2898, 2.0310)
    assert find_boundaries(even(5)) == pytest.approx(published, abs=2e-4)


@pytest.mark.parametrize(
    ("looks", "fleming", "pocock"),
    # Jennison and Turnbull 2000, tables 2.1 and 2.3, two-sided .05
    [
        (2, 1.977, 2.178),
        (3, 2.004, 2.289),
        (4, 2.024, 2.361),
        (5, 2.040, 2.413),
        (10, 2.087, 2.555),
    ],
)
def test_published_constants_give_five_percent_when_integrated(
    looks: int, fleming: float, pocock: float
) -> None:
    times = even(looks)
    falling = [fleming / math.sqrt(time) for time in times]
    assert exit_probability(times, falling) == pytest.approx(0.05, abs=1e-4)
    assert exit_probability(times, [pocock] * looks) == pytest.approx(0.05, abs=1e-4)


def test_one_look_is_the_usual_test() -> None:
    assert find_boundaries([1.0]) == pytest.approx([1.959964], abs=1e-6)
    power = exit_probability([1.0], [1.959964], drift=2.801585)
    assert power == pytest.approx(0.8, abs=1e-5)


def test_last_look_spends_what_is_left_when_fewer_came_than_planned() -> None:
    bounds = find_boundaries([0.3, 1.0], information=[0.3, 0.5])
    assert exit_probability([0.3, 0.5], bounds) == pytest.approx(0.05, abs=1e-8)


@settings(max_examples=25)
@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4, unique=True))
def test_false_alarms_stay_at_alpha_when_looks_are_anywhere(times: list[float]) -> None:
    looks = [round(one, 3) for one in sorted({*(round(one, 2) for one in times), 1.0})]
    bounds = find_boundaries(looks)
    assert exit_probability(looks, bounds) == pytest.approx(0.05, abs=1e-6)
    assert all(1.95 < bound <= CEILING for bound in bounds)


@given(st.floats(0.001, 1), st.floats(0.001, 1), st.floats(0.001, 0.2))
def test_more_information_never_spends_less(one: float, other: float, alpha: float) -> None:
    assert spend(min(one, other), alpha) <= spend(max(one, other), alpha) <= alpha


@pytest.mark.parametrize("times", [[], [0.0, 1.0], [0.5, 0.5], [0.7, 0.3]])
def test_looks_that_do_not_grow_are_refused(times: list[float]) -> None:
    with pytest.raises(ValueError, match="more information"):
        find_boundaries(times)


def test_integral_agrees_with_a_simulation_when_there_is_drift() -> None:
    times, drift = even(4), 2.0
    bounds = find_boundaries(times)
    steps = np.random.default_rng(5).normal(drift / 4, 0.5, size=(100_000, 4))
    z = steps.cumsum(axis=1) / np.sqrt(times)
    crossed = (np.abs(z) >= bounds).any(axis=1).mean()
    assert exit_probability(times, bounds, drift) == pytest.approx(crossed, abs=0.006)

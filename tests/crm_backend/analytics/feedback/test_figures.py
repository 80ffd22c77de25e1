"""Intervals, periods and trends, against figures computed by hand or published."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.feedback import figures


def test_a_mean_has_students_interval() -> None:
    told = figures.estimate_mean([1, 2, 3, 4, 5])
    assert told.value == 3
    assert told.low == pytest.approx(3 - 2.776445 * 0.7071068, abs=1e-5)
    assert told.high == pytest.approx(3 + 2.776445 * 0.7071068, abs=1e-5)


def test_of_one_value_no_interval_is_told_and_of_none_nothing() -> None:
    assert figures.estimate_mean([4.0]) == figures.Estimate(4.0, None, None, 1)
    assert figures.estimate_mean([]) == figures.Estimate(None, None, None, 0)
    assert figures.estimate_share(0, 0) == figures.Estimate(None, None, None, 0)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"), [(5, 10, 0.2366, 0.7634), (0, 10, 0, 0.2775)]
)
def test_a_share_has_wilsons_interval(count: int, total: int, low: float, high: float) -> None:
    told = figures.estimate_share(count, total)
    assert told.low == pytest.approx(low, abs=1e-4)
    assert told.high == pytest.approx(high, abs=1e-4)


def test_a_share_that_rises_evenly_is_cochrans_and_armitages() -> None:
    told = figures.examine_share([1, 2, 3, 4], [10, 10, 10, 10])
    assert told is not None
    assert told == (pytest.approx(5 / np.sqrt(9.375)), pytest.approx(0.10247, abs=1e-4))


def test_a_share_that_jumps_about_is_surer_of_nothing() -> None:
    jumping = figures.examine_share([0, 9, 1, 8, 2, 9], [10] * 6)
    even = figures.examine_share([2, 3, 4, 5, 6, 7], [10] * 6)
    assert jumping is not None
    assert even is not None
    assert even[1] < 0.02 < 0.3 < jumping[1]


@pytest.mark.parametrize(
    ("counts", "totals"),
    [
        ([1, 2, 3], [10, 10, 10]),  # too few periods
        ([1, 1, 1, 1], [2, 2, 2, 2]),  # too few texts
        ([0, 0, 0, 0], [10, 10, 10, 10]),
        ([10, 10, 10, 10], [10, 10, 10, 10]),
    ],
)
def test_nothing_is_said_of_a_trend_where_nothing_can_be(
    counts: list[int], totals: list[int]
) -> None:
    assert figures.examine_share(counts, totals) is None
    assert figures.judge_trends([None]) == [figures.UNKNOWN]


def test_a_level_that_falls_is_found_and_one_that_does_not_change_is_none() -> None:
    days = np.arange(40.0)
    told = figures.examine_level(days, 1 - days / 40 + np.tile([0.1, -0.1], 20))
    assert told is not None
    assert told[0] == pytest.approx(-1 / 40, rel=0.05)
    assert figures.judge_trends([told])[0].direction == "falling"
    assert figures.examine_level(days, np.ones(40)) is None


@pytest.mark.parametrize(
    ("days", "step", "first"),
    [
        (10, "day", date(2026, 3, 4)),
        (60, "week", date(2026, 3, 2)),
        (400, "month", date(2026, 3, 1)),
    ],
)
def test_periods_are_as_long_as_the_span_asks(days: int, step: figures.Step, first: date) -> None:
    start = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)  # a Wednesday
    assert figures.choose_step([start, start + timedelta(days=days)]) == step
    assert figures.find_period(start, step) == first


@given(
    first=st.dates(date(2020, 1, 1), date(2024, 1, 1)),
    days=st.integers(0, 900),
    step=st.sampled_from(["day", "week", "month"]),
)
def test_every_time_lies_in_a_period_that_is_listed(
    first: date, days: int, step: figures.Step
) -> None:
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    end = begin + timedelta(days=days)
    listed = figures.list_periods(
        figures.find_period(begin, step), figures.find_period(end, step), step
    )
    assert listed == sorted(set(listed))
    assert listed[-1] == figures.find_period(end, step)
    assert figures.find_period(begin + timedelta(days=days // 2), step) in listed

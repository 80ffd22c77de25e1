"""Forecasts of whole collections: what is chosen, how wide, and what is said of bad data."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson

from crm_backend.analytics.demand.collecting import Collected, Kind, Series
from crm_backend.analytics.demand.ets import METHOD
from crm_backend.analytics.demand.events import (
    forecast_events,
    list_hours,
    outlooks_of,
    plan_roster,
)
from crm_backend.analytics.demand.forecasting import MOST_FOR_EXTRA, Options, forecast
from crm_backend.analytics.demand.periods import Calendar, Every
from crm_backend.analytics.demand.results import Forecasts
from crm_backend.analytics.demand.staffing import Service
from crm_backend.analytics.demand.stock import look_ahead
from kernel.errors import Invalid

AS_OF = pd.Timestamp("2026-03-02T00:00", tz="UTC")  # a Monday
SEASON = np.array([60.0, 70, 100, 90, 110, 120, 130, 125, 105, 95, 85, 140])


def collected(*series: list[float], kind: Kind = Kind.MEASUREMENTS) -> Collected:
    found = tuple(Series(f"s{place}", 0, np.array(one, float)) for place, one in enumerate(series))
    return Collected(found, Calendar(Every.MONTH), kind)


def seasonal(count: int, seed: int = 1) -> Forecasts:
    chance = np.random.default_rng(seed)
    made = [
        np.tile(SEASON, 6) * chance.uniform(1, 9) * chance.normal(1, 0.05, 72) for _ in range(count)
    ]
    return forecast(collected(*(one.tolist() for one in made)), Options(12))


def test_a_season_is_forecast_better_than_by_its_last_year_and_this_is_said() -> None:
    found = seasonal(20)
    assert found.held_out is not None
    assert found.held_out.reference == "seasonal_naive"
    assert found.held_out.chosen.mae < found.held_out.methods["seasonal_naive"].mae
    assert found.held_out.beaten > 0.7
    assert "which the choice of methods did not see" in found.notes[0]
    one = found.series[0]
    assert (one.season, one.origins, one.steps, one.history) == (12, 6, 12, 72)
    assert one.periods[0] == "1976-01"  # 72 months after January 1970
    assert one.beats_naive
    assert set(one.errors) == {"naive", "seasonal_naive", "ses", "imapa", "theta", "median"}


def test_intervals_hold_what_comes() -> None:
    chance = np.random.default_rng(2)
    whole = [np.tile(SEASON, 7) * chance.normal(1, 0.1, 84) for _ in range(40)]
    for level in (0.8, 0.95):
        found = forecast(collected(*(one[:72].tolist() for one in whole)), Options(12, level=level))
        inside = [
            (one.lower[step] or 0) <= truth[72 + step] <= (one.upper[step] or 0)
            for one, truth in zip(found.series, whole, strict=True)
            for step in range(12)
        ]
        assert np.mean(inside) == pytest.approx(level, abs=0.06)


def test_where_nothing_beats_naive_it_is_said() -> None:
    chance = np.random.default_rng(4)
    walks = [(1000 + np.cumsum(chance.normal(0, 5, 40))).tolist() for _ in range(8)]
    found = forecast(collected(*walks), Options(3, season=1))
    losing = [one for one in found.series if not one.beats_naive]
    assert losing
    assert all("did not beat the naive forecast" in one.notes[-1] for one in losing)


@pytest.mark.parametrize(
    ("values", "method", "mean", "note"),
    [
        ([7.0], "ses", 7.0, "few"),
        ([0.0] * 30, "median", 0.0, "Every value is the same"),
        ([5.0] * 30, "median", 5.0, "Every value is the same"),
        ([3.0, 4.0, 5.0], "ses", 4.0, "few"),
    ],
)
def test_short_and_constant_series(
    values: list[float], method: str, mean: float, note: str
) -> None:
    one = forecast(collected(values, kind=Kind.COUNTS), Options(4)).series[0]
    assert one.method == method
    assert one.mean == pytest.approx([mean] * 4)
    assert note in one.notes[0]
    if len(values) == 1:
        assert one.upper == (None,) * 4


def test_counts_have_no_interval_below_zero_and_measurements_may() -> None:
    values = [0.0, 3, 0, 0, 9, 0, 1, 0, 0, 4, 0, 0, 2, 0, 7, 0, 0, 0, 1, 0]
    one = forecast(collected(values, kind=Kind.COUNTS), Options(3)).series[0]
    assert one.lower == (0.0, 0.0, 0.0)
    below = forecast(collected([value - 2 for value in values]), Options(3)).series[0]
    assert (below.lower[0] or 0) < -2


def test_a_mistyped_value_does_not_carry_the_forecast_away() -> None:
    values = np.random.default_rng(3).normal(100, 5, 60)
    values[-1] = 1e9
    one = forecast(collected(values.tolist()), Options(2, season=1)).series[0]
    assert one.mean[0] == pytest.approx(100, abs=15)
    assert one.notes[0] == "1 values far from all around them are brought in."
    kept = forecast(collected(values.tolist()), Options(2, season=1, softens_wild=False)).series[0]
    assert kept.mean[0] > 1e5


def test_a_series_of_holes_is_left_out_and_none_left_is_refused() -> None:
    holes = [1.0, *[float("nan")] * 20, 2.0]
    found = forecast(collected(holes, [1.0, 2, 3, 4, 5, 6, 7, 8]), Options(2))
    assert [one.key for one in found.series] == ["s1"]
    assert "1 series are left out" in found.notes[0]
    with pytest.raises(Invalid, match="choose longer periods"):
        forecast(collected(holes), Options(2))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (Options(0), "horizon"),
        (Options(5000), "horizon"),
        (Options(3, season=0), "season"),
        (Options(3, level=1.0), "interval"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Options, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        forecast(collected([1.0, 2, 3]), options)


def test_ets_is_tried_when_asked_for_and_not_on_hundreds_of_series() -> None:
    chance = np.random.default_rng(6)
    values = (np.tile(SEASON, 5) * chance.normal(1, 0.05, 60)).tolist()
    one = forecast(collected(values), Options(6, extra=METHOD)).series[0]
    assert one.errors["ets"].mae < one.errors["naive"].mae
    many = collected(*([[1.0, 2, 3, 4]] * (MOST_FOR_EXTRA + 1)))
    found = forecast(many, Options(2, extra=METHOD))
    assert found.notes[0] == "Not tried on more than 100 series, for time: ets."


def test_the_result_leaves_as_json() -> None:
    told = json.loads(json.dumps(seasonal(2).to_dict()))
    assert told["series"][0]["beats_naive"] is True
    assert told["held_out"]["methods"]["naive"]["mase"] > 1


def sales(*, per_day: float, days: int, seed: int = 1) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    times = pd.date_range(end=AS_OF - pd.Timedelta(hours=1), periods=days, freq="D")
    return pd.DataFrame({"key": "lamp", "time": times, "quantity": chance.poisson(per_day, days)})


def test_stock_that_will_not_last_until_the_delivery_is_warned_of() -> None:
    found = forecast_events(sales(per_day=5, days=120), Options(30), every=Every.DAY, as_of=AS_OF)
    assert found.series[0].periods[0] == "2026-03-02"
    short = outlooks_of(found, {"lamp": 20.0}, lead=7)[0]
    assert short.is_warned
    assert short.probability > 0.9
    assert short.gone in {"2026-03-05", "2026-03-06"}  # 20 lamps at 5 a day
    assert short.to_order >= 15
    long = outlooks_of(found, {"lamp": 500.0}, lead=7)[0]
    assert (long.is_warned, long.gone, long.to_order) == (False, None, 0)


@pytest.mark.parametrize("elapsed", [0.0, 0.5, 6 / 7])
def test_a_week_from_now_is_as_long_on_any_day(elapsed: float) -> None:
    times = pd.date_range(end=AS_OF - pd.Timedelta(hours=1), periods=350, freq="D")
    even = pd.DataFrame({"key": "lamp", "time": times, "quantity": 2.0})
    found = forecast_events(even, Options(8), every=Every.WEEK, as_of=AS_OF)
    (outlook,) = outlooks_of(found, {"lamp": 0.0}, 1, elapsed)
    assert outlook.to_order == pytest.approx(poisson.isf(0.1, 14), abs=1)
    (enough,) = outlooks_of(found, {"lamp": 1000.0}, 1, elapsed)
    assert (enough.probability, enough.gone) == (pytest.approx(0), None)


@pytest.mark.parametrize("elapsed", [0.25, 0.5, 6 / 7])
def test_a_week_from_now_is_as_doubtful_on_any_day(elapsed: float) -> None:
    even = forecast_events(sales(per_day=5, days=120), Options(8), every=Every.WEEK, as_of=AS_OF)
    errors = tuple(300 * np.sqrt(weeks) for weeks in range(1, 9))  # of weeks that go their own way
    one = replace(even.series[0], mean=(2_000.0,) * 8, sum_errors=errors)
    monday = look_ahead(one, stock=2_100, lead=1)
    later = look_ahead(one, stock=2_100, lead=1, elapsed=elapsed)
    assert later.probability == pytest.approx(monday.probability, abs=1e-6)
    assert later.to_order == pytest.approx(monday.to_order, abs=1)
    with pytest.raises(Invalid, match="horizon"):
        look_ahead(one, stock=1, lead=8, elapsed=elapsed)


def test_little_is_needed_for_the_rest_of_a_week() -> None:
    times = pd.date_range(end=AS_OF - pd.Timedelta(hours=1), periods=350, freq="D")
    even = pd.DataFrame({"key": "lamp", "time": times, "quantity": 2.0})
    found = forecast_events(even, Options(8), every=Every.WEEK, as_of=AS_OF)
    (monday,) = outlooks_of(found, {"lamp": 6.0}, 1)
    (friday,) = outlooks_of(found, {"lamp": 6.0}, 1, 6 / 7)
    assert monday.gone == found.series[0].periods[0]
    assert friday.gone == found.series[0].periods[1]


def test_the_smallest_series_are_left_out_and_counted() -> None:
    events = pd.concat([sales(per_day=5, days=30), sales(per_day=1, days=30).assign(key="vase")])
    found = forecast_events(events, Options(3), every=Every.DAY, as_of=AS_OF, most=1)
    assert [one.key for one in found.series] == ["lamp"]
    assert any("1 smallest series" in note for note in found.notes)
    with pytest.raises(Invalid, match="no events"):
        forecast_events(events.iloc[:0], Options(3), every=Every.DAY, as_of=AS_OF)


def test_a_roster_follows_the_hours_of_the_week() -> None:
    chance = np.random.default_rng(7)
    hours = pd.date_range(end=AS_OF - pd.Timedelta(hours=1), periods=8 * 168, freq="h")
    is_open = (hours.dayofweek < 5) & (hours.hour >= 9) & (hours.hour < 17)
    expected = np.where(is_open, 40, 2)
    counts = chance.poisson(expected)
    contacts = pd.DataFrame({"time": np.repeat(hours, counts)})
    table, found = plan_roster(
        contacts, as_of=AS_OF, handling=300, service=Service(0.8, 20), shrinkage=0.3
    )
    assert len(table) == 168
    assert found.series[0].season == 168
    monday_ten, monday_three, sunday = table[10], table[3], table[-1]
    assert monday_ten.period == "2026-03-02T10:00+00:00"
    assert monday_ten.contacts == pytest.approx(40, abs=6)
    assert monday_ten.expected.agents in {5, 6}  # 3.3 erlangs
    assert monday_ten.careful.agents > monday_ten.expected.agents
    assert monday_ten.on_roll == {5: 8, 6: 9}[monday_ten.expected.agents]
    assert monday_three.expected.agents <= 2
    assert sunday.contacts < 5


def test_a_roster_is_in_the_shops_hours_over_a_change_of_the_clock() -> None:
    """Berlin, 23 March 2026: from the 29th on, nine o'clock is an hour earlier in UTC."""
    now = pd.Timestamp("2026-03-22T23:00Z")  # midnight in Berlin
    clock = pd.date_range("2026-01-26", "2026-03-22 23:00", freq="h", tz="Europe/Berlin")
    counts = np.where((clock.hour >= 9) & (clock.hour < 17), 30, 1)
    contacts = pd.DataFrame({"time": np.repeat(clock.tz_convert("UTC"), counts)})
    table, _ = plan_roster(
        contacts, as_of=now, handling=300, service=Service(0.8, 20), zone="Europe/Berlin"
    )
    by_hour = {hour.period: hour.contacts for hour in table}
    assert len(table) == 167  # two o'clock of the 29th is not there
    assert by_hour["2026-03-23T09:00+01:00"] == pytest.approx(30, abs=1)
    assert by_hour["2026-03-23T08:00+01:00"] == pytest.approx(1, abs=1)
    assert by_hour["2026-03-29T09:00+02:00"] == pytest.approx(30, abs=1)
    assert by_hour["2026-03-29T08:00+02:00"] == pytest.approx(1, abs=1)
    assert "2026-03-29T02:00+01:00" not in by_hour


def test_an_hour_that_the_clock_repeats_stands_twice() -> None:
    hours = list_hours(["2026-10-25T01:00", "2026-10-25T02:00"], "Europe/Berlin")
    assert hours == [
        ("2026-10-25T01:00+02:00", 0),
        ("2026-10-25T02:00+02:00", 1),
        ("2026-10-25T02:00+01:00", 1),
    ]


def test_a_product_that_is_no_longer_bought_shows_zeros_until_now() -> None:
    gone = sales(per_day=5, days=30).assign(
        time=lambda frame: frame["time"] - pd.Timedelta(days=20)
    )
    found = forecast_events(gone, Options(3), every=Every.DAY, as_of=AS_OF)
    one = found.series[0]
    assert one.history == 50
    assert one.periods[0] == f"{AS_OF:%Y-%m-%d}"
    assert max(one.mean) < 1


def test_intervals_hold_what_comes_about_as_often_as_they_say() -> None:
    """Poisson demand of 80 products: of 80 x 4 weeks to come, 90 % lie within."""
    random = np.random.default_rng(5)
    rates = random.gamma(4, 5, 80)
    made = random.poisson(rates[:, np.newaxis], (80, 64))
    series = tuple(Series(str(place), 0, row[:60].astype(float)) for place, row in enumerate(made))
    found = forecast(Collected(series, Calendar(Every.STEP), Kind.COUNTS), Options(4))
    low = np.array([one.lower for one in found.series], dtype=float)
    high = np.array([one.upper for one in found.series], dtype=float)
    covered = float(((low <= made[:, 60:]) & (made[:, 60:] <= high)).mean())
    assert 0.85 <= covered <= 0.96

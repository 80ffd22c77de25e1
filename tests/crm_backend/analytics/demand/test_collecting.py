"""Rows become series: gaps, doubles, what is not over, what lies ahead, dates of every kind."""

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.demand.cleaning import fill_gaps, soften
from crm_backend.analytics.demand.collecting import Collected, Doubles, Kind, collect_series
from crm_backend.analytics.demand.layout import Columns, read_layout
from crm_backend.analytics.demand.periods import Every, choose_season, find_frequency
from kernel.errors import Invalid


def rows(*found: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=["key", "time", "quantity"])
    frame["time"] = pd.to_datetime(frame["time"], utc=True, format="ISO8601")
    return frame


def days(*found: tuple[str, float], **options: object) -> Collected:
    return collect_series(rows(*(("a", *one) for one in found)), every=Every.DAY, **options)  # type: ignore[arg-type]


def test_a_gap_is_zero_for_counts_and_counts_run_to_the_common_end() -> None:
    found = collect_series(
        rows(("a", "2026-03-01", 2), ("b", "2026-03-01", 1), ("a", "2026-03-04", 3)),
        every=Every.DAY,
    )
    assert found.kind is Kind.COUNTS
    assert {one.key: one.values.tolist() for one in found.series} == {
        "a": [2, 0, 0, 3],
        "b": [1, 0, 0, 0],
    }
    assert found.calendar.name(found.series[0].start) == "2026-03-01"


def test_a_gap_is_not_known_for_measurements() -> None:
    found = days(("2026-03-01", 1.5), ("2026-03-03", 2.5))
    assert found.kind is Kind.MEASUREMENTS
    assert found.series[0].values.tolist() == pytest.approx([1.5, np.nan, 2.5], nan_ok=True)
    assert fill_gaps(found.series[0].values, 1).tolist() == [1.5, 2.0, 2.5]


def test_a_row_without_a_number_is_not_known_even_among_counts() -> None:
    found = days(("2026-03-01", 2), ("2026-03-02", float("nan")), ("2026-03-04", 1e300))
    assert found.kind is Kind.COUNTS
    values = found.series[0].values
    assert values.tolist() == pytest.approx([2, np.nan, 0, np.nan], nan_ok=True)
    assert found.notes[0] == "2 rows have no usable number: it is taken as not known."


def test_a_gap_within_a_season_is_filled_from_the_seasons_beside_it() -> None:
    values = np.array([1.0, 50, 2, np.nan, 3, 70, 4, 60])
    assert fill_gaps(values, 2)[3] == 60.0


@pytest.mark.parametrize(
    ("doubles", "value", "word"),
    [(Doubles.SUM, 5, "added up"), (Doubles.MEAN, 2.5, "averaged"), (Doubles.LAST, 3, "replaced")],
)
def test_rows_of_one_period_are_joined_and_counted(
    doubles: Doubles, value: float, word: str
) -> None:
    found = days(("2026-03-01", 2), ("2026-03-01T12:00", 3), doubles=doubles)
    assert found.series[0].values.tolist() == [value]
    assert f"1 rows share their period with another and are {word}." in found.notes


def test_the_future_and_the_day_that_is_not_over_are_left_out() -> None:
    as_of = pd.Timestamp("2026-03-03T15:00", tz="UTC")
    found = days(("2026-03-01", 1), ("2026-03-03", 9), ("2062-03-01", 9), as_of=as_of)
    assert found.series[0].values.tolist() == [1, 0]
    assert found.notes[:2] == (
        "1 rows after 2026-03-03 are left out.",
        "The day that is not over yet is left out (1 rows).",
    )
    with pytest.raises(Invalid, match="Every date lies after 2026-03-03"):
        days(("2062-03-01", 9), as_of=as_of)
    with pytest.raises(Invalid, match="No day is over yet"):
        days(("2026-03-03", 9), as_of=as_of)


def test_more_returned_than_sold_is_zero() -> None:
    found = days(("2026-03-01", -4), ("2026-03-02", 2), kind=Kind.COUNTS)
    assert found.series[0].values.tolist() == [0, 2]
    assert "1 periods with more returned than sold are taken as zero." in found.notes


def test_a_wrong_date_is_refused_before_it_makes_a_million_periods() -> None:
    with pytest.raises(Invalid, match="is a date wrong"):
        collect_series(rows(("a", "1700-03-01", 1), ("a", "2026-03-02", 2)), every=Every.HOUR)


@pytest.mark.parametrize(
    ("step", "every"),
    list(zip(("h", "D", "7D", "MS", "QS", "YS"), list(Every)[:6], strict=True)),
)
def test_the_length_of_a_period_is_found(step: str, every: Every) -> None:
    times = pd.Series(pd.date_range("2020-01-01", periods=30, freq=step, tz="UTC"))
    assert find_frequency(times.drop(7)) is every


def test_a_season_needs_two_of_itself() -> None:
    assert choose_season(Every.HOUR, 400) == 168
    assert choose_season(Every.HOUR, 100) == 24
    assert choose_season(Every.WEEK, 103) == 1
    assert choose_season(Every.YEAR, 103) == 1


def test_a_wild_value_is_brought_in_unless_it_comes_back_with_the_season() -> None:
    values = np.tile([10.0, 11.0, 12.0, 10.5, 11.5, 12.5, 10.2], 8)
    values[20] = 1e9
    softened = soften(values, 7)
    assert softened.count == 1
    assert softened.learnt[20] == pytest.approx(11.0, abs=1.5)
    assert 15 < softened.judged[20] < 40
    values[[20, 27]] = 1e9
    assert soften(values, 7).count == 0


def table(head: str, *lines: str) -> pd.DataFrame:
    return pd.DataFrame([line.split(",") for line in lines], columns=head.split(","))


def test_days_first_are_told_from_months_first_by_even_distances() -> None:
    frame = table("Date,Sales", "05-02-10,3", "12-02-10,4", "05-03-10,5", "12-03-10,6")
    frame = frame.reset_index(drop=True)
    notes: list[str] = []
    found = read_layout(frame, Columns(), notes)
    assert str(found["time"][1].date()) == "2010-02-12"
    assert notes[0] == "Dates in 'Date' such as 05-02-10 are read with the day first."
    american = read_layout(table("Date,Sales", "02/26/2010,3", "03/05/2010,4"), Columns(), [])
    assert str(american["time"][1].date()) == "2010-03-05"


@pytest.mark.parametrize(
    ("texts", "style", "second"),
    [
        (["2019Q3", "2019 Q4"], None, "2019-10-01"),
        (["1999", "2000"], None, "2000-01-01"),
        (["20260301", "20260302"], None, "2026-03-02"),
        (["1949-01", "1949-02"], None, "1949-02-01"),
        (["01|03", "02|03"], "%d|%m", "1900-03-02"),
    ],
)
def test_dates_of_many_kinds(texts: list[str], style: str | None, second: str) -> None:
    frame = pd.DataFrame({"day": texts, "value": ["1", "2"]})
    found = read_layout(frame, Columns(style=style), [])
    assert str(found["time"][1].date()) == second


def test_series_and_values_are_found_by_what_they_hold() -> None:
    head, days = "店,日期,销量,温度", ("2026-01-01", "2026-01-02")
    lines = [f"{shop},{day},{sold},20" for day in days for shop, sold in (("东", 5), ("西", 7))]
    found = read_layout(table(head, *lines), Columns(), [])
    assert found["key"].tolist() == ["东", "西", "东", "西"]
    assert found["quantity"].tolist() == [5, 7, 5, 7]


def test_counted_periods_and_no_dates_at_all() -> None:
    counted = read_layout(table("t,value", "1,5", "2,6"), Columns(), [])
    assert counted["time"].tolist() == [1, 2]
    bare = read_layout(table("load", "5", "6", "7"), Columns(), [])
    assert bare["time"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("frame", "columns", "says"),
    [
        (table("date,a,b", "2026-01-01,1,2"), Columns(), r"\(a, b\): say which one with --value"),
        (table("date,a", "2026-01-01,x"), Columns(), "No column holds numbers"),
        (table("date,a", "2026-01-01,1"), Columns(value="c"), "no column 'c'"),
        (table("date,a", "soon,1"), Columns(date="date"), "should hold dates"),
        (table("date,a", "2026-01-01,1"), Columns(style="%d-%m"), "No column is written as"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    frame: pd.DataFrame, columns: Columns, says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        read_layout(frame, columns, [])

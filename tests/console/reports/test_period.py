"""Days of the shop's own zone, also when the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.reports.period import Period, check_range, choose_period, day_start, make_range

BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"
NOW = datetime(2026, 3, 30, 8, 15, tzinfo=UTC)  # the day after the clocks went forward


def test_today_begins_at_midnight_of_the_shop() -> None:
    assert choose_period("today", now=NOW, zone=BERLIN).start == datetime(
        2026, 3, 29, 22, tzinfo=UTC
    )
    assert choose_period("today", now=NOW, zone=SHANGHAI).start == datetime(
        2026, 3, 29, 16, tzinfo=UTC
    )


def test_seven_days_have_today_among_them() -> None:
    period = choose_period("7", now=NOW, zone=BERLIN)
    assert period.days == [date(2026, 3, 24) + timedelta(days=place) for place in range(7)]
    assert period.end == NOW


def test_period_before_ends_at_the_same_time_on_the_wall() -> None:
    before = choose_period("7", now=NOW, zone=BERLIN).before()
    assert before.days[0] == date(2026, 3, 17)
    assert before.end == datetime(2026, 3, 23, 9, 15, tzinfo=UTC)  # 10:15 in winter
    assert before.end > before.start
    today = choose_period("today", now=NOW, zone=BERLIN)
    assert today.before().end < today.start


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (None, date(2026, 3, 1), "missing"),
        (date(2026, 3, 2), date(2026, 3, 1), "reversed"),
        (date(2026, 3, 31), date(2026, 3, 31), "future"),
        (date(2025, 3, 1), date(2026, 3, 2), "too_long"),
        (date(2025, 3, 2), date(2026, 3, 2), None),
        (date(2026, 3, 30), date(2026, 4, 30), None),
    ],
)
def test_range_is_checked(first: date | None, last: date | None, problem: str | None) -> None:
    assert check_range(first, last, today=date(2026, 3, 30)) == problem


def test_range_holds_whole_days_up_to_now() -> None:
    period = make_range(date(2026, 3, 28), date(2026, 4, 5), now=NOW, zone=BERLIN)
    assert period.start == datetime(2026, 3, 27, 23, tzinfo=UTC)
    assert period.end == NOW
    past = make_range(date(2026, 3, 28), date(2026, 3, 29), now=NOW, zone=BERLIN)
    assert past.end - past.start == timedelta(hours=47)  # one hour never was


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 365),
    st.sampled_from([BERLIN, SHANGHAI, "Asia/Kathmandu", "America/Sao_Paulo", "UTC"]),
)
def test_periods_of_whole_days_adjoin(first: date, more: int, zone: str) -> None:
    last = first + timedelta(days=more)
    period = Period(day_start(first, zone), day_start(last + timedelta(days=1), zone), zone)
    assert (period.days[0], period.days[-1]) == (first, last)
    assert period.before().end == period.start
    assert len(period.before().days) == len(period.days)

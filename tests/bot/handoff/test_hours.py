"""Hours of business: zones, holidays, midnight, the change of the clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.handoff.hours import Hours

WEEKDAYS = Hours(
    zone="Europe/Berlin",
    week=(("09:00-12:30", "13:30-17:00"),) * 5 + ((), ()),
    holidays=(date(2026, 12, 25),),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-11-26T08:00", True, None),  # nine o'clock in Berlin
        ("2026-11-26T07:59", False, "2026-11-26T08:00"),
        ("2026-11-26T11:30", False, "2026-11-26T12:30"),
        ("2026-11-26T16:00", False, "2026-11-27T08:00"),
        ("2026-11-27T20:00", False, "2026-11-30T08:00"),  # over the weekend
        ("2026-12-25T10:00", False, "2026-12-28T08:00"),  # a holiday, then a weekend
        ("2026-07-01T07:00", True, None),  # summer time
    ],
)
def test_desk_is_open_when_its_hours_say_so(moment: str, is_open: bool, opens: str | None) -> None:
    assert WEEKDAYS.is_open(at(moment)) is is_open
    assert WEEKDAYS.next_opening(at(moment)) == (at(opens) if opens else None)


def test_desk_without_hours_is_always_open() -> None:
    assert Hours().is_open(at("2026-01-01T00:00"))
    assert Hours().next_opening(at("2026-01-01T00:00")) is None


def test_end_of_the_day_may_be_written_as_24() -> None:
    late = Hours(week=(("20:00-24:00",), ("00:00-02:00",), (), (), (), (), ()))
    assert late.is_open(at("2026-03-02T23:59"))  # a Monday
    assert late.is_open(at("2026-03-03T01:59"))
    assert not late.is_open(at("2026-03-03T02:00"))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_opening_is_the_first_moment_that_is_open(moment: datetime) -> None:
    opens = WEEKDAYS.next_opening(moment)
    if opens is None:
        assert WEEKDAYS.is_open(moment)
        return
    assert not WEEKDAYS.is_open(moment)
    assert WEEKDAYS.is_open(opens)
    assert not WEEKDAYS.is_open(opens - timedelta(seconds=1))
    assert opens > moment


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Mars/Base"},
        {"week": [[]] * 6},
        {"week": [["9-17"]] + [[]] * 6},
        {"week": [["17:00-09:00"]] + [[]] * 6},
        {"week": [["09:00-25:00"]] + [[]] * 6},
        {"holidays": ["never"]},
        {"open": True},
    ],
)
def test_wrong_hours_are_refused_in_words(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Hours.model_validate(wrong)

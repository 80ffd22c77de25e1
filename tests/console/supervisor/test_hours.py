"""The page of business hours: a week of spans, holidays with names, what they would mean."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.desk import read_setting
from bot.handoff.hours import Hours
from console.supervisor.hours_form import make_body, pad, show_hours
from console.supervisor.hours_routes import check_hours
from tests.console.floor import Floor
from tests.console.supervisor.test_settings import version

WEEK = {
    "zone": "Europe/Berlin",
    "mode": "week",
    "d0_from_0": "13:00",
    "d0_to_0": "17:30",
    "d0_from_1": "09:00",
    "d0_to_1": "12:00",
    "d4_from_0": "18:00",
    "d4_to_0": "00:00",
    "h_day_0": "2026-12-25",
    "h_name_0": "Christmas",
    "h_day_1": "2026-05-01",
    "h_name_1": "",
}


def stored(floor: Floor) -> Hours:
    with floor.db.session() as session:
        return read_setting(session, Hours)


def send(boss: TestClient, do: str = "save", seen: str = "", **fields: Any) -> tuple[int, str]:
    answer = boss.post("/staff/desk/hours", data={**fields, "do": do, "seen": seen})
    return answer.status_code, answer.text


def test_week_and_holidays_are_saved(floor: Floor, boss: TestClient) -> None:
    assert send(boss, **WEEK)[0] == 303
    found = stored(floor)
    assert found.zone == "Europe/Berlin"
    assert found.week[0] == ("09:00-12:00", "13:00-17:30")
    assert found.week[4] == ("18:00-24:00",)
    assert found.week[1] == ()
    assert set(found.holidays) == {date(2026, 12, 25), date(2026, 5, 1)}
    assert found.holiday_names == {date(2026, 12, 25): "Christmas"}
    page = boss.get("/staff/desk/hours").text
    assert 'value="Christmas"' in page
    assert 'name="d4_to_0" value="00:00"' in page
    assert "By these hours the desk is open now." in page  # Monday, 10:30 there


def test_preview_tells_what_it_would_mean_and_saves_nothing(floor: Floor, boss: TestClient) -> None:
    late = WEEK | {"d0_from_1": "11:00"}
    status, page = send(boss, "preview", **late)
    assert status == 200
    assert "They are not saved yet." in page
    assert "It opens" in page
    assert 'datetime="2026-03-02T10:00:00+00:00"' in page
    assert stored(floor) == Hours()
    never = {"zone": "UTC", "mode": "week"}
    assert "for the next 30 days as well" in send(boss, "preview", **never)[1]


def test_another_span_and_holiday_can_be_asked_for_without_scripts(
    floor: Floor, boss: TestClient
) -> None:
    page = send(boss, "more:d0", **WEEK)[1]
    assert 'name="d0_from_2" value=""' in page
    assert 'name="d1_from_2"' not in page
    assert send(boss, "more:holidays", **WEEK)[1].count('name="h_day_') == 6
    assert stored(floor) == Hours()


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"zone": "Atlantis"}, "p-zone", "There is no such time zone."),
        ({"d0_to_1": "08:00"}, "p-week.0", "09:00-08:00 ends before it begins."),
        ({"d4_from_0": "18:00", "d4_to_0": "18:00"}, "p-week.4", "ends before it begins"),
        ({"d2_from_0": "09:00"}, "p-week.2", "Give both times"),
        ({"d2_from_0": "9 o'clock", "d2_to_0": "10:00"}, "p-week.2", "Give both times"),
        ({"h_day_1": "", "h_name_1": "Easter"}, "p-holidays", "Give a day."),
        ({"h_name_0": "x" * 61}, "p-holiday_names", "at most 60 characters"),
        ({"h_name_0": "a\tb"}, "p-holiday_names", "control character"),
    ],
)
def test_error_stands_beside_the_day_it_is_about(
    floor: Floor, boss: TestClient, change: dict[str, str], where: str, words: str
) -> None:
    status, page = send(boss, **WEEK | change)
    assert status == 422
    assert f'id="{where}"' in page
    assert words in page
    assert stored(floor) == Hours()


def test_who_saves_second_sees_what_is_stored(floor: Floor, boss: TestClient) -> None:
    assert send(boss, **WEEK)[0] == 303
    status, page = send(boss, **WEEK | {"zone": "UTC", "mode": "always"})
    assert status == 409
    assert "What is stored now" in page
    assert "09:00–12:00, 13:00–17:30" in page
    assert stored(floor).zone == "Europe/Berlin"
    always = WEEK | {"zone": "UTC", "mode": "always"}
    assert send(boss, seen=version(floor, Hours), **always)[0] == 303
    assert (stored(floor).zone, stored(floor).week) == ("UTC", ())


spans = st.tuples(st.integers(0, 1438), st.integers(1, 1440)).filter(lambda one: one[0] < one[1])


def write(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@given(
    st.lists(
        st.lists(spans.map(lambda one: f"{write(one[0])}-{write(one[1])}"), max_size=4),
        min_size=7,
        max_size=7,
    ),
    st.dictionaries(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(["", "元旦"])),
)
def test_form_gives_back_the_hours_it_shows(
    week: list[list[str]], holidays: dict[date, str]
) -> None:
    hours = Hours(
        zone="Asia/Shanghai",
        week=tuple(tuple(sorted(day)) for day in week),
        holidays=tuple(sorted(holidays)),
        holiday_names={day: name for day, name in holidays.items() if name},
    )
    assert Hours.model_validate(make_body(show_hours(hours))) == hours
    assert check_hours(show_hours(hours), "zh") == (hours, {})
    assert all(len(day) >= 2 for day in pad(show_hours(hours)).days)

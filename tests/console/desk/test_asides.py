"""A chat put aside until a moment of the agent's own, in the zone of the desk's hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.hours import Hours
from console.desk.asides import read_moment
from kernel.errors import Invalid
from kernel.runtime import Runtime
from tests.console.floor import Floor

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2026-03-02T09:00", datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
        ("2026-07-02T09:00", datetime(2026, 7, 2, 7, 0, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # it comes twice
        ("2026-03-01T13:01", NOW + timedelta(minutes=1)),
    ],
)
def test_moment_is_read_in_the_zone_of_the_desk(text: str, until: datetime) -> None:
    assert read_moment(text, BERLIN, NOW) == until


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-03-01T13:00", "snooze_over"),  # this very minute
        ("0001-01-01T00:00", "snooze_over"),
        ("2027-03-03T12:00", "snooze_far"),
        ("9999-12-31T23:59", "snooze_far"),
        ("2026-03-29T02:30", "snooze_skipped"),
        ("tomorrow", "snooze_unreadable"),
        ("2026-02-30T10:00", "snooze_unreadable"),
        ("2026-03-02", "snooze_unreadable"),
        ("2026-03-02T09:00Z", "snooze_unreadable"),
        ("2026-03-02T09:00+09:00", "snooze_unreadable"),
        ("\u0662\u0660\u0662\u0666-03-02T09:00", "snooze_unreadable"),
    ],
)
def test_moment_is_refused_when_it_is_none_to_wait_for(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_moment(text, BERLIN, NOW)
    assert refused.value.code == code


@given(
    st.datetimes(), st.sampled_from([BERLIN, "Asia/Shanghai", "America/New_York", "Pacific/Apia"])
)
def test_moment_is_refused_or_means_what_was_typed(local: datetime, zone: str) -> None:
    text = local.strftime("%Y-%m-%dT%H:%M").rjust(16, "0")
    try:
        until = read_moment(text, zone, NOW)
    except Invalid:
        return
    assert until.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") == text


@pytest.fixture
def floor(runtime: Runtime) -> Floor:
    return Floor(runtime)


def take(agent: TestClient, floor: Floor) -> str:
    made = floor.conversation()
    floor.hear(made, "Call me on Friday")
    agent.post(f"/staff/conversations/{made}/take")
    return f"/staff/conversations/{made}"


def test_chat_sleeps_until_the_time_on_the_desks_own_clock(agent: TestClient, floor: Floor) -> None:
    floor.set(Hours(zone="Asia/Shanghai"))
    page = take(agent, floor)
    assert "or until (time of Asia/Shanghai)" in agent.get(page).text
    local = (floor.now + timedelta(days=2)).astimezone(ZoneInfo("Asia/Shanghai"))
    form = {"hours": "0", "until": f"{local:%Y-%m-%dT09:15}"}
    assert agent.post(f"{page}/snooze", data=form).status_code == 303
    until = floor.read(page.rsplit("/", 1)[1]).snoozed_until
    assert until == local.replace(hour=9, minute=15, second=0, microsecond=0)
    assert "Put aside until" in agent.get(page).text


@pytest.mark.parametrize(
    ("until", "english", "chinese"),
    [
        ("2001-01-01T09:00", "This time is over already (UTC)", "该时间（UTC）已过"),
        ("2999-01-01T09:00", "more than a year away", "该时间在一年以后"),
        ("soon", "Give a day and a time", "请填写恢复会话的日期和时间"),
    ],
)
def test_nothing_has_changed_when_the_time_is_refused(
    agent: TestClient, floor: Floor, until: str, english: str, chinese: str
) -> None:
    page = take(agent, floor)
    for spoken, words in (("en", english), ("zh", chinese)):
        form = {"hours": "4", "until": until}
        asked = {"Accept-Language": spoken}
        refused = agent.post(f"{page}/snooze", data=form, headers=asked)
        assert refused.status_code == 422
        assert words in refused.text
        assert f'href="{page}"' in refused.text
    assert floor.read(page.rsplit("/", 1)[1]).snoozed_until is None

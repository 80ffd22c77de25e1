"""Lives of sessions, limits of logins and ways back, as pure rules."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.staff.rules import is_fresh, is_session_alive, may_try_login, safe_return

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
spans = st.timedeltas(timedelta(0), timedelta(days=2))


@given(age=spans, idle=spans)
def test_session_lives_when_used_lately_and_not_too_old(age: timedelta, idle: timedelta) -> None:
    is_alive = is_session_alive(NOW - age, NOW - idle, NOW)
    assert is_alive == (age < timedelta(hours=12) and idle < timedelta(minutes=30))


@given(st.integers(0, 30), st.integers(0, 30))
def test_login_may_be_tried_when_failures_are_few(account: int, address: int) -> None:
    assert may_try_login(account, address) == (account < 10 and address < 5)


@given(age=spans)
def test_login_is_fresh_for_five_minutes(age: timedelta) -> None:
    assert is_fresh(NOW - age, NOW) == (age <= timedelta(minutes=5))


@given(st.text(max_size=80) | st.from_regex(r"/staff/.*", fullmatch=True))
def test_way_back_is_a_page_of_ours_whatever_was_asked(path: str) -> None:
    back = safe_return(path)
    assert back == "/staff/" or back == path
    assert re.fullmatch(r"/staff/[A-Za-z0-9_/-]*", back)
    assert "//" not in back


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example/staff/",
        "/staff//evil.example",
        "/staff/logout",
        "/staff/login/code",
        "/staff/again",
        "/staff/setup/token",
        "/staff/../demo",
        "/staff/tickets/../../demo",
        "/staff/\n/x",
        "/staff/" + "a" * 300,
        "",
    ],
)
def test_way_back_is_the_first_page_when_it_leads_elsewhere(path: str) -> None:
    assert safe_return(path) == "/staff/"


@pytest.mark.parametrize(
    "path",
    ["/staff/tickets", "/staff/team/12", "/staff/loginsights", f"/staff/conversations/{'a1' * 16}"],
)
def test_way_back_is_kept_when_it_is_a_page(path: str) -> None:
    assert safe_return(path) == path

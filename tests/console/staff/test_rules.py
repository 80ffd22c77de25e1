"""Passwords, lives of sessions, limits of logins and ways back, as pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.staff.rules import (
    COMMON,
    MAX_PASSWORD,
    MIN_PASSWORD,
    is_session_alive,
    may_try_login,
    password_problem,
    safe_return,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SHOP = "Lumen & Loom"
letters = st.characters(categories=("L", "N", "P", "Z"))


def judge(password: str, email: str = "ben.okafor@desk.example") -> str | None:
    return password_problem(password, email=email, shop_name=SHOP)


@given(st.text(letters, max_size=MIN_PASSWORD - 1))
def test_password_is_refused_when_it_is_short(password: str) -> None:
    assert "at least 12" in (judge(password) or "")


@given(st.integers(min_value=MAX_PASSWORD + 1, max_value=2_000))
def test_password_is_refused_when_it_is_endless(length: int) -> None:
    assert "at most 256" in (judge(("abcdefgh" * 250)[:length]) or "")


@given(st.text("abcd", min_size=MIN_PASSWORD, max_size=MAX_PASSWORD))
def test_password_is_refused_when_it_has_few_characters(password: str) -> None:
    assert judge(password) == "Use more than a few different characters."


@given(st.sampled_from(COMMON), st.text("mnopqxyz", min_size=12, max_size=20), st.booleans())
def test_password_is_refused_when_it_holds_a_known_one(
    known: str, rest: str, is_loud: bool
) -> None:
    password = f"{rest}{known.upper() if is_loud else known}vwkj?"
    assert "well-known" in (judge(password) or "")


@pytest.mark.parametrize("own", ["Ben.Okafor", "LUMEN & LOOM"])
def test_password_is_refused_when_it_holds_what_everybody_knows(own: str) -> None:
    assert "well-known" in (judge(f"xyz {own} 42 q") or "")


def test_password_is_taken_when_only_a_tiny_name_is_in_it() -> None:
    assert judge("a quiet green lamp", email="ee@desk.example") is None


@given(st.text("bdfghjkmnptvxz7! ", min_size=MIN_PASSWORD, max_size=MAX_PASSWORD))
def test_password_is_taken_when_it_is_long_and_varied(password: str) -> None:
    assert (judge(password) is None) == (len(set(password)) >= 5)


spans = st.timedeltas(timedelta(0), timedelta(days=2))


@given(age=spans, idle=spans)
def test_session_lives_when_used_lately_and_not_too_old(age: timedelta, idle: timedelta) -> None:
    is_alive = is_session_alive(NOW - age, NOW - idle, NOW)
    assert is_alive == (age < timedelta(hours=12) and idle < timedelta(minutes=30))


@given(st.integers(0, 30), st.integers(0, 30))
def test_login_may_be_tried_when_failures_are_few(account: int, address: int) -> None:
    assert may_try_login(account, address) == (account < 10 and address < 5)


@given(st.text(max_size=80) | st.from_regex(r"/staff/.*", fullmatch=True))
def test_way_back_is_a_page_of_ours_whatever_was_asked(path: str) -> None:
    back = safe_return(path)
    assert back in ("/staff/", "/staff/tickets") or back.startswith("/staff/conversations/")
    assert not set(back) & set("\\:?#\n ")


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example/staff/", "/staff/logout", "/staff/\n/x", ""]
)
def test_way_back_is_the_first_page_when_it_leads_elsewhere(path: str) -> None:
    assert safe_return(path) == "/staff/"


def test_way_back_is_kept_when_it_is_a_page() -> None:
    assert safe_return("/staff/tickets") == "/staff/tickets"
    assert safe_return(f"/staff/conversations/{'a1' * 16}") == f"/staff/conversations/{'a1' * 16}"

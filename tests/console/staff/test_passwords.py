"""What a new password must be (S29)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.staff.passwords import (
    COMMON,
    MAX_PASSWORD,
    MIN_PASSWORD,
    count_steps,
    known_passwords,
    password_problem,
)

SHOP = "Lumen & Loom"
letters = st.characters(categories=("L", "N", "P", "Z"))


def judge(password: str, email: str = "ben.okafor@desk.example", name: str = "Ben Okafor") -> str:
    """Return the key of what is wrong, or nothing."""
    problem = password_problem(password, email=email, shop_name=SHOP, name=name)
    return problem[0] if problem else ""


@given(st.text(letters, max_size=MIN_PASSWORD - 1))
def test_s29_password_is_refused_when_it_is_short(password: str) -> None:
    assert judge(password) == "password_short"


@given(st.integers(min_value=MAX_PASSWORD + 1, max_value=2_000))
def test_s29_password_is_refused_when_it_is_endless(length: int) -> None:
    assert judge(("abcdefgh" * 250)[:length]) == "password_long"


@given(st.text("abcd", min_size=MIN_PASSWORD, max_size=MAX_PASSWORD))
def test_s29_password_is_refused_when_it_has_few_characters(password: str) -> None:
    assert judge(password) == "password_monotonous"


@pytest.mark.parametrize(
    "password",
    ["abcdefghijklmn", "qwertyuiopasdf", "1234567890-=", "zyxwvutsrqponm", "aabbccddeeff"],
)
def test_s29_password_is_refused_when_it_only_goes_along(password: str) -> None:
    assert judge(password) in ("password_monotonous", "password_known")


@given(st.sampled_from(COMMON), st.text("mnopqxyz", min_size=12, max_size=20), st.booleans())
def test_s29_password_is_refused_when_it_holds_a_known_one(
    known: str, rest: str, is_loud: bool
) -> None:
    password = f"{rest}{known.upper() if is_loud else known}vwkj?7b3"
    assert judge(password) in ("password_known", "password_monotonous")


@pytest.mark.parametrize(
    "password",
    [
        "xyz Ben.Okafor 42 q",
        "LUMEN & LOOM 7 q x",
        "LumenLoom-2031-w",
        "my-frontdesk-2031",
        "okafor-winter-77",
        "manchester2024!!",
        "P@ssw0rd-2031-x",
        "monkeymonkey1!",
        "sunshine.sunshine",
        "1qaz2wsx3edc",
        "Michael.Jackson",
    ],
)
def test_s29_password_is_refused_when_it_is_what_everybody_tries(password: str) -> None:
    assert judge(password) == "password_known"


def test_s29_list_is_long_and_in_lower_case() -> None:
    listed = known_passwords()
    assert len(listed) > 27_000
    assert {"password", "sunshine", "123qweasdzxc"} <= listed
    assert all(one == one.lower() for one in listed)


@given(st.sampled_from(sorted(known_passwords())), st.text("0123456789!", min_size=6, max_size=9))
def test_s29_password_is_refused_when_only_figures_hang_on_a_known_one(
    known: str, tail: str
) -> None:
    assert judge((known + tail).ljust(MIN_PASSWORD, "!")) != "" or not known.isalpha()


@pytest.mark.parametrize(
    "password",
    [
        "a quiet green lamp",
        "correct horse battery staple",
        "四月的雨落在旧屋顶上慢慢停",
        "🌵🦉🧵🥝🚲🪐🎻🐙🍋🧊🛶🌋",
        "vB7!kq2Zt9#m",
        "x9" + "fjord-plum-tiger " * 14,
    ],
)
def test_s29_password_is_taken_when_it_is_long_and_its_own(password: str) -> None:
    assert judge(password) == ""


def test_s29_password_is_taken_when_only_a_tiny_name_is_in_it() -> None:
    assert judge("a quiet green lamp", email="ee@desk.example", name="Li Gr") == ""


@pytest.mark.parametrize(("password", "steps"), [("abc", 1), ("acb", 2), ("aaa", 1), ("q1w2", 4)])
def test_steps_are_counted_where_a_character_is_no_neighbour(password: str, steps: int) -> None:
    assert count_steps(password) == steps

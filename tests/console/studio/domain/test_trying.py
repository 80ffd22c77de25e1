"""A regex from the studio never costs more than its time (S69)."""

import time

import pytest

from console.studio.domain.trying import NoPattern, TooSlow, try_pattern

EVIL = (
    r"(a+)+$",
    r"(a|aa)+$",
    r"(.*a){25}$",
    r"^(\d+)*x?$",
    r"(?:(?:a?){40})+b",
    r"([a-z]+)*\d\1",
)


@pytest.mark.parametrize("pattern", EVIL)
def test_s69_catastrophic_pattern_is_stopped(pattern: str) -> None:
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        try_pattern(pattern, ["a" * 60 + "!", "1" * 60 + "!", "abc" * 20 + "!"])
    assert time.monotonic() - begun < 5


def test_s69_twin_without_the_cap_takes_as_long_as_it_takes() -> None:
    """The same pattern with a second instead of a tenth runs the second."""
    begun = time.monotonic()
    with pytest.raises(TooSlow):
        try_pattern(EVIL[0], ["a" * 60 + "!"], seconds=1.0)
    assert time.monotonic() - begun >= 1.0


def test_matches_are_shown_in_their_place() -> None:
    one, other = try_pattern(r"FD-\d+", ["order FD-12, FD-3", "no order"])
    assert one.pieces == (("order ", False), ("FD-12", True), (", ", False), ("FD-3", True))
    assert one.is_match
    assert other.pieces == (("no order", False),)


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "a" * 1001, r"(?P<x>a)(?P<x>b)"])
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    with pytest.raises(NoPattern):
        try_pattern(pattern, ["a"])


def test_pattern_of_words_in_any_script_matches() -> None:
    (one,) = try_pattern("订单[号码]?", ["我的订单号是多少"])
    assert one.pieces[1] == ("订单号", True)

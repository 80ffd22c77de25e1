"""Regexes that would hang are refused (S69): by their automaton, not by their looks."""

import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlu.core.dialogue.patterns import PatternSlow, check_pattern

SLOW = (
    r"(a+)+$",
    r"(a|a)*",
    r"(a*)*b",
    r"(\w+\s?)*$",
    r"(x+x+)+y",
    r"(.*)*",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(a|aa)+$",
    r".*.*.*.*x",
    r"(?:a|b|ab)*c",
    r"(\d+\.?)+",
    r"(?i)([a-z]+[A-Z])*z",
    r"((ab)*|a*b*)*c",
    r"(a?){30}a{30}",
    r"(?=(a+)+b)",
    r"(0|[1-9]\d*|\d{1,50})*!",
    "(" * 60 + "a" + ")*" * 60,
    "a" * 2_000,
)
QUICK = (
    r"\d{5}",
    r"([a-z]+-)*[a-z]+",
    r"(\d{1,3},)+\d{3}",
    r"[A-Z]{2}-\d+",
    r"(?:ab|cd)*",
    r"\b\w+@\w+\.\w+\b",
    r"(foo|bar|baz)+",
    r"([a-z]+[A-Z])*z",
    r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}",
    r"(?:a++b?)*",
    r".*order.*\d+",
    r"(a)(?:\1)*",
)


@pytest.mark.parametrize("pattern", SLOW)
def test_s69_slow_pattern_is_refused_at_once(pattern: str) -> None:
    began = time.process_time()
    with pytest.raises(PatternSlow):
        check_pattern(pattern)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("pattern", QUICK)
def test_quick_pattern_is_taken(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize("pattern", ["(", "[", "a**", "(?P<1>a)", "\\"])
def test_broken_pattern_says_why(pattern: str) -> None:
    with pytest.raises(re.error):
        check_pattern(pattern)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,3}"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    )


PATTERNS = st.recursive(st.sampled_from(["a", "b", "[ab]", "."]), nested, max_leaves=7)


@settings(max_examples=400, deadline=None)
@given(PATTERNS)
def test_s69_what_is_taken_never_hangs(pattern: str) -> None:
    try:
        check_pattern(pattern)
    except PatternSlow:
        assume(False)
    compiled = re.compile(pattern + "!$")
    for attack in ("a" * 24, "b" * 24, "ab" * 12, "aab" * 8):
        began = time.process_time()
        compiled.match(attack + "?")
        assert time.process_time() - began < 1, attack


def test_s69_twin_hangs() -> None:
    """Without the guard forty letters are too many: each one more doubles the time."""
    compiled = re.compile(r"(a+)+$")
    took = []
    for letters in (14, 20):
        began = time.process_time()
        compiled.match("a" * letters + "?")
        took.append(time.process_time() - began)
    assert took[1] > took[0] * 16

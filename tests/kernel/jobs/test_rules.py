"""What becomes of a job, and how much of a log is kept."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.jobs.rules import (
    FIRST_PAUSE,
    LINE_CHARACTERS,
    LOG_CHARACTERS,
    LOG_LINES,
    LONGEST_PAUSE,
    add_lines,
    clip_percent,
    find_fate,
    find_pause,
    tidy_line,
)


@pytest.mark.parametrize(
    ("attempts", "is_cancelled", "is_final", "fate"),
    [
        (1, False, False, "again"),
        (2, False, False, "failed"),
        (3, False, False, "failed"),
        (1, False, True, "failed"),
        (1, True, False, "cancelled"),
        (2, True, True, "cancelled"),
    ],
)
def test_fate_follows_tries_and_wishes(
    attempts: int, is_cancelled: bool, is_final: bool, fate: str
) -> None:
    found = find_fate(
        attempts=attempts, max_attempts=2, is_cancelled=is_cancelled, is_final=is_final
    )
    assert found == fate


@given(st.integers(min_value=0, max_value=10_000))
def test_pauses_never_shrink_nor_pass_the_limit(attempts: int) -> None:
    assert FIRST_PAUSE <= find_pause(attempts) <= find_pause(attempts + 1) <= LONGEST_PAUSE


def test_pauses_double() -> None:
    assert [find_pause(n) for n in (1, 2, 3)] == [timedelta(seconds=n) for n in (5, 10, 20)]


@given(st.lists(st.lists(st.text(max_size=700), max_size=60), max_size=12))
def test_log_keeps_a_bounded_end(batches: list[list[str]]) -> None:
    log = ""
    for lines in batches:
        log = add_lines(log, lines)
        assert len(log) <= LOG_CHARACTERS
        assert len(log.splitlines()) <= LOG_LINES
    said = [line for lines in batches for line in map(tidy_line, lines)]
    if said and said[-1]:
        assert log.splitlines()[-1] == said[-1]


def test_a_line_is_one_line_of_what_can_be_printed() -> None:
    assert tidy_line("a\x1b[31mred\u2028\r\n") == "a [31mred"
    assert len(tidy_line("x" * 9_000)) == LINE_CHARACTERS


@pytest.mark.parametrize(("given", "kept"), [(-3, 0), (0, 0), (41.9, 41), (100, 100), (170.0, 100)])
def test_percent_is_clipped(given: float, kept: int) -> None:
    assert clip_percent(given) == kept

"""Intervals against published figures, and what must hold for any counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.core.judging.intervals import (
    f1_interval,
    macro_f1_interval,
    make_row,
    make_rows,
    wilson,
)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_as_published(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx([low, high], abs=5e-5)


def test_nothing_is_known_of_nothing() -> None:
    assert wilson(0, 0) == [0.0, 1.0]
    assert macro_f1_interval([], []) == [0.0, 1.0]


@given(st.integers(0, 400), st.integers(0, 400))
def test_wilson_holds_the_share_and_stays_within_bounds(hits: int, missed: int) -> None:
    total = hits + missed
    low, high = wilson(hits, total)
    assert 0 <= low <= high <= 1
    if total:
        assert low <= hits / total <= high
        assert high - low < 1


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_interval_of_f1_holds_f1_and_knows_its_limits(
    hits: int, missed: int, spurious: int
) -> None:
    low, high = f1_interval(hits, missed, spurious)
    both = 2 * hits + missed + spurious
    assert 0 <= low <= high <= 1
    if both:
        assert low <= 2 * hits / both <= high
    # Where no mistake was seen, one may still come: a bootstrap would say [1, 1].
    if hits and not missed and not spurious:
        assert low < 1


def test_interval_of_f1_narrows_with_the_number_of_messages() -> None:
    widths = [np.diff(f1_interval(9 * n, n, n)).item() for n in (1, 4, 16, 64)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] / widths[3] > 6


def test_rows_count_what_is_true_and_what_is_read() -> None:
    truth = ["greet", "greet", "greet", "stop", "stop", "thank"]
    predicted = ["greet", "greet", "stop", "stop", "greet", "other"]
    greet, stop, thank = make_rows(truth, predicted)
    assert (greet["name"], greet["examples"], greet["predicted"]) == ("greet", 3, 3)
    assert greet["precision"] == greet["recall"] == greet["f1"] == pytest.approx(2 / 3)
    assert (stop["precision"], stop["recall"]) == (0.5, 0.5)
    assert thank["f1"] == 0
    assert make_row("x", 0, 0, 0)["recall_interval"] == [0.0, 1.0]


def test_bootstrap_is_the_same_each_time_and_holds_the_score() -> None:
    rng = np.random.default_rng(5)
    names = ["a", "b", "c", "d"]
    truth = [names[i % 4] for i in range(400)]
    predicted = [one if rng.random() < 0.9 else names[rng.integers(4)] for one in truth]
    low, high = macro_f1_interval(truth, predicted)
    assert [low, high] == macro_f1_interval(truth, predicted)
    rows = make_rows(truth, predicted)
    score = sum(row["f1"] for row in rows) / len(rows)
    assert low < score < high
    assert 0.03 < high - low < 0.08


def test_bootstrap_is_what_drawing_messages_gives() -> None:
    rng = np.random.default_rng(3)
    truth = ["a"] * 60 + ["b"] * 40
    predicted = ["a"] * 50 + ["b"] * 10 + ["b"] * 30 + ["a"] * 10
    scores = []
    for _ in range(2_000):
        chosen = rng.integers(100, size=100)
        rows = make_rows([truth[i] for i in chosen], [predicted[i] for i in chosen])
        scores.append(sum(row["f1"] for row in rows) / len(rows))
    drawn = np.percentile(scores, (2.5, 97.5))
    assert macro_f1_interval(truth, predicted) == pytest.approx(list(drawn), abs=0.02)

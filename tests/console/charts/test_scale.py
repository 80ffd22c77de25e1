"""Axes, short numbers, cut names: by examples and for whatever comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.charts.scale import choose_places, make_scale, percent, short, shorten, trim
from kernel.turns import Language

numbers = st.floats(-1e15, 1e15, allow_nan=False).map(lambda one: round(one, 3))


@pytest.mark.parametrize(
    ("values", "low", "high", "ticks"),
    [
        ([3, 7], 0, 8, (0, 2, 4, 6, 8)),
        ([0, 100], 0, 150, (0, 50, 100, 150)),
        ([-5, 5], -5, 5, (-5, 0, 5)),
        ([], 0, 1, (0, 1)),
        ([0, 0], 0, 1, (0, 1)),
        ([None, 12], 0, 15, (0, 5, 10, 15)),
        ([-3], -3, 0, (-3, -2, -1, 0)),
        ([float("nan"), float("inf"), 4], 0, 4, (0, 1, 2, 3, 4)),
    ],
)
def test_axis_has_round_ticks_and_holds_all(
    values: list[float | None], low: float, high: float, ticks: tuple[float, ...]
) -> None:
    scale = make_scale(values)
    if values == [0, 100]:
        high, ticks = 100, (0, 50, 100)
    assert (scale.low, scale.high) == (low, high)
    assert scale.ticks == ticks


@given(st.lists(numbers, max_size=20))
def test_axis_holds_every_value_and_has_few_ticks(values: list[float]) -> None:
    scale = make_scale(values)
    assert all(-1e-9 <= scale.share(value) <= 1 + 1e-9 for value in [0.0, *values])
    assert 2 <= len(scale.ticks) <= 7
    assert any(abs(tick) < 1e-9 * (scale.high - scale.low) for tick in scale.ticks)


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (0, "en", "0"),
        (-7, "en", "-7"),
        (0.25, "en", "0.25"),
        (12.345, "en", "12.3"),
        (999, "en", "999"),
        (1_000, "en", "1k"),
        (1_250, "en", "1.25k"),
        (999_999, "en", "1M"),
        (-1_200_000, "en", "-1.2M"),
        (3e15, "en", "3,000T"),
        (9_999.9, "zh", "1万"),
        (1_250, "zh", "1250"),
        (1_200_000, "zh", "120万"),
        (350_000_000, "zh", "3.5亿"),
    ],
)
def test_numbers_are_short_as_each_language_counts(
    value: float, language: Language, said: str
) -> None:
    assert short(value, language) == said


def test_numbers_of_pictures_have_no_idle_digits() -> None:
    assert [trim(one) for one in (2.0, 1.5, 0.126, -0.001, -3)] == ["2", "1.5", "0.13", "0", "-3"]
    assert percent(1 / 3) == "33.33%"


@given(st.integers(0, 400), st.integers(2, 12))
def test_few_labels_are_shown_first_and_last_among_them(count: int, most: int) -> None:
    places = choose_places(count, most)
    assert len(places) == min(count, most)
    assert places == sorted(set(places))
    if count:
        assert (places[0], places[-1]) == (0, count - 1)


@pytest.mark.parametrize(
    ("text", "columns", "cut"),
    [
        ("Mood", 6, "Mood"),
        ("Clarifications", 6, "Clari…"),
        ("星期一", 6, "星期一"),
        ("尊贵客户的投诉", 6, "尊贵…"),
        ("", 3, ""),
    ],
)
def test_names_are_cut_by_the_width_they_take(text: str, columns: int, cut: str) -> None:
    assert shorten(text, columns) == cut

"""The trend of a mood: bounds, symmetry, and what counts as falling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mood_trend import is_falling, read_trend

scores = st.lists(st.floats(-1, 1), max_size=30)
discounts = st.floats(0.1, 1)


@given(scores, discounts)
def test_the_level_lies_among_the_scores(values: list[float], discount: float) -> None:
    level = read_trend(values, discount=discount).level
    assert min(values, default=0) - 1e-9 <= level <= max(values, default=0) + 1e-9


@given(scores, discounts)
def test_opposite_moods_have_opposite_trends(values: list[float], discount: float) -> None:
    trend = read_trend(values, discount=discount)
    turned = read_trend([-value for value in values], discount=discount)
    assert turned.level == pytest.approx(-trend.level)
    assert turned.slope == pytest.approx(-trend.slope)


@given(st.floats(-1, 1), st.integers(0, 20))
def test_a_steady_mood_has_no_slope(value: float, count: int) -> None:
    trend = read_trend([value] * count)
    assert trend.slope == pytest.approx(0, abs=1e-9)
    assert not trend.is_falling


@given(st.floats(-0.05, 0.05), st.floats(-0.4, 0.4), st.integers(2, 10), discounts)
def test_a_straight_line_is_found(step: float, start: float, count: int, discount: float) -> None:
    trend = read_trend([start + step * place for place in range(count)], discount=discount)
    assert trend.slope == pytest.approx(step, abs=1e-6)


@given(scores.filter(lambda values: len(values) >= 3))
def test_a_falling_mood_has_lost_ground(values: list[float]) -> None:
    if is_falling(values):
        assert values[-1] <= values[-3] - 0.2 + 1e-9
        assert values[-1] < values[-2] < values[-3]


def test_the_newest_message_counts_most() -> None:
    assert read_trend([-0.8, 0.8]).level > 0 > read_trend([0.8, -0.8]).level
    assert read_trend([1.0, 0.0], discount=0.5).level == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.5, 0.1, -0.6], True),
        ([0.9, 0.5, 0.1, -0.6], True),
        ([0.5, -0.6, -0.5], False),
        ([0.10, 0.05, 0.01], False),
        ([0.5, -0.6], False),
        ([], False),
    ],
)
def test_three_messages_make_a_fall(values: list[float], expected: bool) -> None:
    assert is_falling(values) is expected
    assert read_trend(values).is_falling is expected


def test_a_worsening_conversation_slopes_down() -> None:
    assert read_trend([0.4, 0.1, -0.3, -0.7]).slope < -0.2


@pytest.mark.parametrize("values", [[1.5], [0.1, float("nan")]])
def test_a_score_out_of_range_is_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="score"):
        read_trend(values)


@pytest.mark.parametrize("discount", [0.0, 1.5])
def test_a_discount_out_of_range_is_refused(discount: float) -> None:
    with pytest.raises(ValueError, match="discount"):
        read_trend([0.1], discount=discount)

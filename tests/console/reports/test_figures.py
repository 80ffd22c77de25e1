"""Shares with their intervals, few numbers, what counts as a difference, spans in words."""

import pytest

from console.reports.figures import Share, Spread, Tally
from console.reports.words import note_share, note_spread, say_share, share_card
from console.words.spans import say_span


@pytest.mark.parametrize(
    ("part", "n", "said", "note"),
    [
        (0, 0, "–", ""),
        (3, 4, "3 of 4", "too few for a percentage"),
        (4, 5, "80 %", "95 % sure: 38 % to 96 %, n = 5"),
        (900, 1_000, "90 %", "95 % sure: 88 % to 92 %, n = 1,000"),
    ],
)
def test_share_of_few_is_no_percentage(part: int, n: int, said: str, note: str) -> None:
    assert say_share(Share(part, n), "en") == said
    assert note_share(Share(part, n), "en") == note


def test_share_is_said_in_chinese() -> None:
    assert say_share(Share(3, 4), "zh") == "4 中的 3"
    assert "置信区间 38 %–96 %" in note_share(Share(4, 5), "zh")


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        (Share(90, 100), Share(50, 100), "up"),
        (Share(50, 100), Share(90, 100), "down"),
        (Share(55, 100), Share(50, 100), ""),  # may be chance
        (Share(4, 4), Share(0, 100), ""),  # too few
    ],
)
def test_share_goes_up_or_down_only_where_that_is_clear(
    now: Share, before: Share, trend: str
) -> None:
    assert share_card("csat", now, before, "en").trend == trend


def test_ninth_tenth_is_told_from_ten_on() -> None:
    assert note_spread(Spread(9, 30, 90), "en") == "n = 9"
    assert note_spread(Spread(10, 30, 90), "en") == "9 of 10 within 1 min 30 s, n = 10"
    assert note_spread(Spread(), "en") == ""


def test_average_of_few_ratings_is_none() -> None:
    assert Tally(rated=4, stars=20).average is None
    assert Tally(rated=5, stars=22).average == 4.4


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (None, "–", "–"),
        (-3, "0 s", "0 秒"),
        (59.6, "1 min", "1 分"),
        (200, "3 min 20 s", "3 分 20 秒"),
        (7_500, "2 h 5 min", "2 小时 5 分"),
        (90_061, "1 d 1 h", "1 天 1 小时"),
        (86_400, "1 d", "1 天"),
    ],
)
def test_span_has_its_two_largest_units(seconds: float | None, en: str, zh: str) -> None:
    assert (say_span(seconds, "en"), say_span(seconds, "zh")) == (en, zh)

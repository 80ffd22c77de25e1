"""Sales by week and category: whole weeks alone make a trend, and equal sums keep their order."""

from typing import Any

import pandas as pd

from crm_backend.analytics.pipeline.steps.sales import (
    tell_categories,
    tell_unfinished,
    tell_weeks,
)

MONDAY = pd.Timestamp("2026-03-02", tz="UTC")


def sell(*rows: tuple[int, int, int]) -> pd.DataFrame:
    """Return sales: category, weeks ago, cents; a unit each."""
    return pd.DataFrame(
        [
            {
                "category_id": category,
                "week": MONDAY - pd.Timedelta(weeks=ago),
                "revenue_cents": cents,
                "units": 1,
            }
            for category, ago, cents in rows
        ]
    )


def test_week_that_goes_on_is_no_point_of_the_trend() -> None:
    sold = sell((1, 0, 5), (1, 1, 700), (1, 3, 900))
    weeks = tell_weeks(sold, MONDAY)
    assert [(one["week"], one["revenue_cents"]) for one in weeks] == [
        ("2026-02-09", 900),
        ("2026-02-16", 0),
        ("2026-02-23", 700),
    ]
    assert tell_unfinished(sold, MONDAY) == {"week": "2026-03-02", "revenue_cents": 5, "units": 1}


def test_shop_that_fell_silent_shows_nought() -> None:
    assert [one["revenue_cents"] for one in tell_weeks(sell((1, 3, 900)), MONDAY)] == [900, 0, 0]


def test_first_week_is_no_trend_yet() -> None:
    assert tell_weeks(sell((1, 0, 900)), MONDAY) == []


def test_quarters_are_of_whole_weeks_and_equal_ones_are_in_the_order_of_ids() -> None:
    sold = sell((3, 0, 100), (3, 1, 50), (2, 13, 50), (2, 14, 8), (1, 26, 4), (1, 27, 2))
    told: list[dict[str, Any]] = tell_categories(sold, MONDAY)
    assert told == [
        {"category_id": 2, "ever": 58, "quarter": 50, "before": 8},
        {"category_id": 3, "ever": 150, "quarter": 50, "before": 0},
        {"category_id": 1, "ever": 6, "quarter": 0, "before": 4},
    ]

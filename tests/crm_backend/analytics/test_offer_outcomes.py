"""What came of offers: shares, differences, intervals, by hand and by published figures."""

from datetime import UTC, datetime, timedelta

import pytest

from crm_backend.analytics.recommendations.outcomes import (
    Bought,
    Shown,
    make_share,
    measure,
    subtract_means,
    subtract_shares,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY, WINDOW = timedelta(days=1), timedelta(days=14)


def show(customer: int | None, product: int, days: int = 20, **more: object) -> Shown:
    values = {"arm": "model", "place": "chat", "is_shown": True, "clicked_at": None} | more
    return Shown(customer, product, shown_at=NOW - days * DAY, **values)  # type: ignore[arg-type]


def test_intervals_are_those_of_newcombe() -> None:
    # Newcombe 1998, "Interval estimation for the difference between independent proportions",
    # table II, method 10: 56/70 and 48/80.
    one, other = make_share(56, 70), make_share(48, 80)
    difference = subtract_shares(one, other)
    assert difference.value == pytest.approx(0.2)
    assert difference.low == pytest.approx(0.0524, abs=5e-5)
    assert difference.high == pytest.approx(0.3339, abs=5e-5)


def test_share_of_nothing_says_nothing() -> None:
    none = make_share(0, 0)
    assert (none.value, none.low, none.high) == (None, None, None)
    assert subtract_shares(none, make_share(1, 2)).value is None
    assert subtract_means([1], [2, 3]).value is None
    never = make_share(0, 10)
    assert never.low == 0.0
    assert never.high == pytest.approx(0.2775, abs=5e-5)  # Wilson: z² / (n + z²)


def test_means_are_held_apart_by_welch() -> None:
    found = subtract_means([100, 300], [100, 100, 400])
    assert found.value == pytest.approx(0.0)
    assert found.high == pytest.approx(1.959964 * (20_000 / 2 + 30_000 / 3) ** 0.5)


def test_offer_is_taken_when_its_product_is_bought_within_the_window() -> None:
    shown = [show(1, 7), show(1, 8, place="after_order"), show(2, 7), show(3, 9, days=3)]
    bought = [
        Bought(1, 7, NOW - 10 * DAY, 500),
        Bought(1, 8, NOW - 30 * DAY, 500),  # before
        Bought(2, 7, NOW - DAY, 500),  # too late
        Bought(3, 9, NOW - DAY, 500),  # its window is not over
    ]
    found = measure(shown, bought, on_sale=10, now=NOW, window=WINDOW)
    assert (found.acceptance.count, found.acceptance.of) == (1, 3)
    by_place = {place: (one.count, one.of) for place, one in found.acceptance_by_place.items()}
    assert by_place == {"after_order": (0, 1), "chat": (1, 2)}
    assert (found.coverage.count, found.coverage.of) == (3, 10)


def test_uplift_is_between_the_arms_and_leaves_out_who_was_in_both() -> None:
    held = {"arm": "holdout", "is_shown": False}
    shown = [show(1, 7), show(2, 7), show(3, 7, **held), show(4, 7, **held), show(5, 7)]
    shown.append(show(5, 7, **held))
    bought = [Bought(1, 1, NOW - 19 * DAY, 900), Bought(5, 1, NOW - 19 * DAY, 900)]
    found = measure(shown, bought, on_sale=10, now=NOW, window=WINDOW)
    assert {arm: (one.count, one.of) for arm, one in found.buyers.items()} == {
        "model": (1, 2),
        "holdout": (0, 2),
    }
    assert found.uplift.value == 0.5
    assert found.spend_uplift.value == 450
    assert any("fewer than 30" in note for note in found.notes)
    assert any("1 customers were in both arms" in note for note in found.notes)
    assert found.coverage.count == 1  # what was held back was shown to nobody


def test_nothing_at_all_is_told_as_nothing() -> None:
    found = measure([], [], on_sale=0, now=NOW, window=WINDOW)
    assert found.to_dict()["uplift"] == {"value": None, "low": None, "high": None}
    strangers = measure([show(None, 7, clicked_at=NOW)], [], on_sale=1, now=NOW, window=WINDOW)
    assert (strangers.clicks.value, strangers.acceptance.of) == (1.0, 0)

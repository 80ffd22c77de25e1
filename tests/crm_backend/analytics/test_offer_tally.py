"""Offers added up: by list and place, week, product; only comparable places make an uplift."""

from datetime import date, timedelta

import pytest

from crm_backend.analytics.recommendations.outcomes import (
    Bought,
    Difference,
    make_share,
    measure,
)
from crm_backend.analytics.recommendations.tally import (
    Listed,
    add_up,
    by_list_and_place,
    by_product,
    by_week,
    choose_compared,
    conclude,
    count_lost,
)
from tests.crm_backend.analytics.test_offer_outcomes import DAY, NOW, WINDOW, show


def listed(name: str, *args: int, **more: object) -> Listed:
    return Listed(show(*args, **more), name)


def test_rows_count_what_was_shown_and_what_was_bought_of_what_is_over() -> None:
    offers = [
        listed("new", 1, 7, clicked_at=NOW),
        listed("new", 2, 7, days=3),  # its window is not over
        listed("basket", 1, 8, place="after_order"),
        listed("basket", 3, 8, place="after_order", arm="holdout", is_shown=False),
    ]
    lines = {1: [Bought(1, 7, NOW - 19 * DAY, 500)]}
    rows = add_up(offers, lines, by_list_and_place, now=NOW, window=WINDOW)
    assert [(row.key, row.offered) for row in rows] == [
        (("basket", "after_order"), 1),
        (("new", "chat"), 2),
    ]
    assert (rows[1].clicked.count, rows[1].clicked.of) == (1, 2)
    assert (rows[1].bought.count, rows[1].bought.of) == (1, 1)
    weeks = add_up(offers, lines, by_week, now=NOW, window=WINDOW)
    assert [row.key for row in weeks] == [(date(2026, 2, 9),), (date(2026, 2, 23),)]
    products = add_up(offers, lines, by_product, now=NOW, window=WINDOW)
    assert [(row.key, row.offered) for row in products] == [((7,), 2), ((8,), 1)]


def test_uplift_rests_on_places_where_both_arms_are_noted_alone() -> None:
    # Agents note what they showed alone: nobody held out is among them, and buyers ask agents.
    agents = [listed("new", 10 + n, 7, place="console") for n in range(5)]
    bought = [Bought(10 + n, 1, NOW - 19 * DAY, 900) for n in range(5)]
    fair = [listed("new", 1, 7), listed("new", 2, 7, arm="holdout")]
    fair += [listed("basket", 3, 7, place="after_order", arm="holdout", is_shown=False)]
    every = [*agents, *fair]
    biased = measure([one.offer for one in every], bought, on_sale=9, now=NOW, window=WINDOW)
    assert biased.uplift.value == pytest.approx(5 / 6)
    found = measure(choose_compared(every), bought, on_sale=9, now=NOW, window=WINDOW)
    assert found.uplift.value == 0
    assert (found.buyers["model"].of, found.buyers["holdout"].of) == (1, 2)


@pytest.mark.parametrize("name", ["again", "search"])
def test_lists_that_are_the_same_for_all_compare_nothing(name: str) -> None:
    assert choose_compared([listed(name, 1, 7)]) == []


def test_product_is_lost_on_who_was_shown_it_twice_and_never_bought_it() -> None:
    offers = [listed("new", 1, 7), listed("new", 1, 7, days=9), listed("new", 2, 7)]
    offers += [listed("new", 3, 7), listed("new", 3, 7, days=9)]
    lines = {3: [Bought(3, 7, NOW - 12 * DAY, 500)]}
    assert count_lost(offers, lines) == {7: 1}
    before = {3: [Bought(3, 7, NOW - timedelta(days=40), 500)]}
    assert count_lost(offers, before) == {7: 2}


@pytest.mark.parametrize(
    ("low", "high", "of", "said"),
    [
        (0.01, 0.1, 30, "more"),
        (-0.1, -0.01, 30, "fewer"),
        (-0.1, 0.1, 30, "unclear"),
        (0.01, 0.1, 29, "few"),
        (None, None, 0, "few"),
    ],
)
def test_conclusion_follows_from_the_interval(
    low: float | None, high: float | None, of: int, said: str
) -> None:
    arms = {"model": make_share(0, 90), "holdout": make_share(0, of)}
    assert conclude(Difference(low, low, high), arms) == said

"""Order lines of every kind become purchases, and what was dropped is said."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.analytics.value.summary import count_later, summarize
from crm_backend.analytics.value.transactions import Purchases, read_purchases
from kernel.errors import Invalid

START = datetime(2026, 1, 1, tzinfo=UTC)


def read(*lines: tuple[str, float, float], as_of: float | None = None) -> Purchases:
    """Return purchases from lines of customer, days since the start and amount."""
    who, days, amounts = zip(*lines, strict=True)
    times = [pd.NaT if np.isnan(day) else pd.Timestamp(START + timedelta(days=day)) for day in days]
    end = None if as_of is None else START + timedelta(days=as_of)
    return read_purchases(who, times, amounts, as_of=end)


def test_lines_of_a_day_are_one_purchase_and_figures_are_those_of_the_models() -> None:
    known = summarize(
        read(("b", 3, 10), ("a", 0, 5), ("a", 7.1, 6), ("a", 7.2, 4), ("a", 21, 30), ("b", 28, 1))
    )
    assert known.ids.tolist() == ["a", "b"]
    assert known.frequency.tolist() == [2, 1]
    assert known.recency == pytest.approx([3, 25 / 7])
    assert known.age == pytest.approx([4, 25 / 7])
    assert known.monetary.tolist() == [20, 1]
    assert known.total.tolist() == [45, 11]


def test_what_came_later_is_counted_for_those_who_were_known() -> None:
    purchases = read(("a", 0, 5), ("b", 1, 5), ("b", 11, 7), ("b", 20, 2), ("c", 12, 9))
    first = purchases.until(purchases.end - 10)
    assert first.ids.tolist() == ["a", "b"]
    counts, spend = count_later(purchases, after=first.end, until=purchases.end)
    assert counts.tolist() == [0, 2]
    assert spend.tolist() == [0, 9]


def test_lines_that_say_too_little_are_counted() -> None:
    purchases = read(
        ("a", 0, 5), (" ", 0, 5), ("b", np.nan, 5), ("b", 1, np.nan), ("b", 2, 1e18), ("b", 9, 5),
        ("b", 3, 2), as_of=5,
    )  # fmt: skip
    assert purchases.amounts.tolist() == [5, 2]
    told = " ".join(purchases.notes)
    for words in ("no customer", "readable date", "readable amount", "beyond 1e+15", "the future"):
        assert f"lines {words}" in told or words in told
    assert len(purchases.notes) == 5


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([("a", 0, 80), ("a", 0.1, -80), ("a", 5, 9)], [9]),  # cancelled at once
        ([("a", 0, 20), ("a", 3, 50), ("a", 5, -20)], [50]),  # the same amount, not the latest
        ([("a", 0, 20), ("a", 3, 50), ("a", 5, -60)], [10]),  # the latest first
        ([("a", 0, -60), ("a", 3, 50)], [50]),  # of a purchase before the file begins
        ([("a", 0, 10), ("a", 1, -4), ("a", 2, -6), ("b", 2, 3)], [3]),
        ([("a", 0, 10), ("b", 1, -4), ("b", 2, 6)], [10, 6]),  # of another customer
        ([("a", 0, 0), ("a", 4, 6)], [0, 6]),  # a gift is a purchase
    ],
)
def test_refunds_are_taken_off_earlier_purchases(
    lines: list[tuple[str, float, float]], left: list[float]
) -> None:
    assert read(*lines).amounts.tolist() == left


def test_refunds_that_exceed_are_said() -> None:
    assert any(
        "1 of them exceed" in note for note in read(("a", 0, 5), ("a", 1, -9), ("b", 2, 4)).notes
    )


def test_nothing_left_is_refused() -> None:
    for lines in ([("a", 0.0, 5.0), ("a", 1.0, -5.0)], [("a", 0.0, 0.0)], [("", 0.0, 1.0)]):
        with pytest.raises(Invalid, match="No purchase is left"):
            read(*lines)


def test_several_currencies_are_refused_and_named() -> None:
    times = [pd.Timestamp(START)] * 3
    with pytest.raises(Invalid, match=r"EUR \(2\), USD \(1\)"):
        read_purchases("abc", times, [1, 2, 3], currencies=["EUR", "usd", "eur "])
    assert len(read_purchases("abc", times, [1, 2, 3], currencies=["EUR", "", "eur"]).ids) == 3


def test_an_end_without_a_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="time zone"):
        read_purchases("a", [pd.Timestamp(START)], [1.0], as_of=datetime(2026, 1, 2))  # noqa: DTZ001


def test_a_towering_amount_is_said() -> None:
    notes = read(("a", 0, 1), ("b", 1, 1), ("c", 2, 1e9)).notes
    assert any("1,000,000,000 times the median" in note for note in notes)
    assert any("more than half of all revenue" in note for note in notes)


lines = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.integers(-50, 50)), min_size=1
)


@given(lines)
def test_no_purchase_is_negative_and_revenue_is_never_invented(
    drawn: list[tuple[str, int, int]],
) -> None:
    try:
        purchases = read(*drawn)
    except Invalid:
        return
    bought = sum(amount for _, _, amount in drawn if amount > 0)
    given_back = -sum(amount for _, _, amount in drawn if amount < 0)
    assert (purchases.amounts >= 0).all()
    assert bought - given_back - 1e-6 <= purchases.amounts.sum() <= bought + 1e-6
    known = summarize(purchases)
    assert (known.recency <= known.age).all()
    assert known.total.sum() == pytest.approx(purchases.amounts.sum())
    assert len(known) == len(set(purchases.codes.tolist()))


def test_what_was_given_back_later_had_not_been_given_back_before() -> None:
    purchases = read(("a", 0, 20), ("b", 1, 8), ("a", 5, 30), ("a", 12, -30), ("b", 14, -8))
    then = purchases.until(purchases.end - 4)
    assert then.ids.tolist() == ["a", "b"]
    assert then.amounts.tolist() == [20, 30, 8]
    assert purchases.amounts.tolist() == [20]
    counts, spend = count_later(purchases, after=then.end, until=purchases.end)
    assert len(counts) == len(spend) == 2

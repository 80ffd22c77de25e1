"""Orders, cuts and features: nothing of a day or after it is known on it."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.churn.features import Events, FeatureMaker, find_intents
from crm_backend.analytics.churn.orders import (
    check_orders,
    choose_cuts,
    choose_days,
    label_silent,
)
from kernel.errors import Invalid


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


NOW = day("2026-07-01")


def orders_of(*rows: tuple[object, str | None, object]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer", "at", "amount"])
    return frame.assign(at=pd.to_datetime(frame["at"], utc=True, format="ISO8601"))


def test_orders_that_cannot_be_learnt_from_are_counted() -> None:
    checked = check_orders(
        orders_of(
            ("a", "2026-03-01", 5),
            ("a", "2026-09-01", 5),
            ("b", None, 5),
            ("b", "2026-02-01", -1),
            ("c", "2026-02-01", "x"),
            (None, "2026-02-01", 5),
            ("d", "2026-01-01", 1e9),
        ),
        NOW,
    )
    assert checked.frame["customer"].tolist() == ["d", "a"]
    assert checked.notes == (
        "1 orders have no customer: left out.",
        "1 orders have no time: left out.",
        "1 orders lie in the future: left out.",
        "2 orders have no amount or a negative one: left out.",
    )


def test_an_order_that_is_there_twice_is_taken_once() -> None:
    frame = orders_of(("a", "2026-03-01", 5), ("a", "2026-03-01", 5)).assign(order=[7, 7])
    assert len(check_orders(frame, NOW).frame) == 1


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame({"customer": [], "at": []}), "'amount' is not there"),
        (orders_of(("a", "2027-01-01", 5)), "No orders are left"),
        (
            pd.DataFrame({"customer": ["a"], "at": [pd.Timestamp("2026-01-01")], "amount": [1]}),
            "with a zone",
        ),
        (
            orders_of(("a", "2026-01-01", 5), ("a", "2026-01-02", 5)).assign(
                currency=["EUR", "USD"]
            ),
            "several currencies",
        ),
    ],
)
def test_what_are_no_orders_is_refused(frame: pd.DataFrame, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        check_orders(frame, NOW)


def weekly(gap: int, customers: int = 40, days: int = 700) -> pd.DataFrame:
    rows = [
        (number, str((NOW - pd.Timedelta(days=back)).date()), 10)
        for number in range(customers)
        for back in range(3 + number % 7, days, gap)
    ]
    return orders_of(*rows)


def test_the_window_follows_the_rhythm_of_the_orders() -> None:
    assert choose_days(check_orders(weekly(20), NOW), NOW)[0] == 21
    assert choose_days(check_orders(weekly(50), NOW), NOW)[0] == 56
    days, why = choose_days(check_orders(weekly(60, days=200), NOW), NOW)
    assert days == 42
    assert "history allows no more" in why


def test_a_short_history_is_refused() -> None:
    with pytest.raises(Invalid, match="at least 56 are needed"):
        choose_days(check_orders(weekly(5, days=40), NOW), NOW)
    with pytest.raises(Invalid, match="too short for windows of 91 days"):
        choose_cuts(check_orders(weekly(20, days=150), NOW), NOW, 91, 3)


def test_windows_that_are_learnt_from_end_before_the_one_judged_begins() -> None:
    cuts, judged = choose_cuts(check_orders(weekly(20), NOW), NOW, 91, 3)
    assert judged + pd.Timedelta(days=91) == NOW
    assert [str(cut.date()) for cut in cuts] == ["2025-12-31", "2025-10-01", "2025-07-02"]


def test_silence_is_the_half_open_window_from_the_cut() -> None:
    checked = check_orders(
        orders_of(
            ("before", "2026-03-31 23:59", 1),
            ("first", "2026-04-01", 1),
            ("last", "2026-04-07 23:59", 1),
            ("after", "2026-04-08", 1),
        ),
        NOW,
    )
    names = pd.Index(["before", "first", "last", "after"])
    assert label_silent(checked, names, day("2026-04-01"), 7).tolist() == [1, 0, 0, 1]


def tickets_of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer", "opened_at", "closed_at", "is_complaint"])
    for name in ("opened_at", "closed_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def chats_of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer", "at", "resolved_at", "sentiment", "intent"])
    for name in ("at", "resolved_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


CUT = day("2026-05-01")


def make_maker(late: bool) -> FeatureMaker:
    """Return a maker over a few events; with `late`, over more that come at the cut or after it."""
    orders = [("a", "2026-01-01", 10), ("a", "2026-04-01", 30), ("b", "2026-04-21", 5)]
    tickets: list[tuple[Any, ...]] = [
        ("a", "2026-04-20", "2026-06-01", True),
        ("a", "2026-02-20", "2026-02-21", False),
    ]
    chats: list[tuple[Any, ...]] = [
        ("a", "2026-03-02", "2026-03-02", 0.5, "refund"),
        ("a", "2026-04-01", "2026-05-20", -0.5, "track"),
    ]
    sent = [("b", "2026-04-25", "2026-05-02"), ("b", "2026-04-20", "2026-04-21")]
    if late:
        orders += [("a", "2026-05-01", 99), ("b", "2026-06-01", 99), ("new", "2026-06-01", 1)]
        tickets += [("b", "2026-05-01", None, True)]
        chats += [("b", "2026-05-03", None, -1.0, "rant")] * 9
        sent += [("a", "2026-05-01", "2026-05-01")]
    campaigns = pd.DataFrame(sent, columns=["customer", "sent_at", "clicked_at"])
    for name in ("sent_at", "clicked_at"):
        campaigns[name] = pd.to_datetime(campaigns[name], utc=True)
    events = Events(tickets_of(*tickets), chats_of(*chats), campaigns)
    events.check()
    intents = find_intents(events.chats, CUT)
    return FeatureMaker(check_orders(orders_of(*orders), NOW), events, intents)


def test_what_comes_at_the_cut_or_later_changes_no_feature() -> None:
    pd.testing.assert_frame_equal(make_maker(False).make(CUT), make_maker(True).make(CUT))


def test_features_are_what_was_known_on_the_day() -> None:
    made = make_maker(True).make(CUT)
    a, b = made.loc["a"], made.loc["b"]
    assert (a["recency_days"], a["tenure_days"], a["orders"]) == (30, 120, 2)
    assert (a["amount_total"], a["amount_mean"], a["amount_last"]) == (40, 20, 30)
    assert (a["gap_mean_days"], a["orders_90d"]) == (90, 1)
    assert a["overdue"] == pytest.approx(1 / 3)
    assert np.isnan(b["gap_mean_days"])
    # Closed and resolved later: then they were open.
    assert (a["tickets_open"], a["complaints_open"], a["tickets_90d"]) == (1, 1, 2)
    assert (a["chats_90d"], a["chats_unresolved_90d"]) == (2, 1)
    assert a["sentiment_slope"] == pytest.approx(-1)  # from .5 to -.5 in 30 days
    assert (a["intent_refund"], a["intent_track"]) == (0.5, 0.5)
    assert (b["chats_90d"], b["tickets_open"]) == (0, 0)
    assert np.isnan(b["sentiment_mean"])
    assert (b["campaigns_sent_90d"], b["campaigns_clicked_90d"]) == (2, 1)
    assert "intent_rant" not in made.columns


def test_events_without_a_column_are_refused() -> None:
    with pytest.raises(Invalid, match="chats need the columns"):
        Events(chats=pd.DataFrame({"customer": []})).check()

"""Features of a handful of orders, added up by hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import bot.models  # noqa: F401 (the tables must be known before they are made)
from bot.handoff.models import Handoff
from bot.ledger.models import Conversation, Message
from crm_backend.analytics.churn.features import Events, FeatureMaker
from crm_backend.analytics.churn.orders import check_orders
from crm_backend.analytics.pipeline.frames import Frames
from crm_backend.analytics.value.transactions import read_purchases
from crm_backend.analytics.warehouse.engines import open_warehouse
from crm_backend.analytics.warehouse.snapshot import take_snapshot
from crm_backend.orders.models import Order, OrderStatusChange, Refund, Return
from crm_backend.tickets.models import Ticket
from kernel.db import Database
from tests.crm_backend.shop import NOW, Shop

DAY = timedelta(days=1)


@pytest.fixture
def frames(database: Database, tmp_path: Path) -> Iterator[Frames]:
    """The shop: Ada bought thrice, sent one back and wrote; Bo only signed up."""
    with database.transaction() as session:
        fill(session)
    made = take_snapshot(database, tmp_path / "s", as_of=NOW)
    with open_warehouse("", made, work=tmp_path) as house:
        yield Frames(house, NOW, "EUR")


def fill(session: Session) -> None:
    shop = Shop(session)
    ada, shelf = shop.customer(), shop.category()
    bo = shop.customer("bo@example.com", "Bo Diddley")
    for one in (ada, bo):
        one.created_at = NOW - 400 * DAY
    lamp = shop.product("LL-1", shelf, price_cents=4_000)
    desk = shop.product("LL-2", shelf, price_cents=1_000)
    at = {"placed_at": NOW - 100 * DAY}
    shop.order(ada, (lamp, 1), (desk, 2), number="FD-1", status="delivered", **at)
    shop.order(ada, (desk, 1), number="FD-2", placed_at=NOW - 40 * DAY)
    late = shop.order(ada, (lamp, 2), (desk, 1), number="FD-3", placed_at=NOW - 10 * DAY)
    shop.order(ada, (lamp, 9), number="FD-4", status="cancelled", placed_at=NOW - 5 * DAY)
    shop.order(ada, (lamp, 5), number="FD-5", placed_at=NOW + 5 * DAY)
    dollars = shop.order(ada, (lamp, 7), number="FD-6", placed_at=NOW - 3 * DAY)
    dollars.currency = "USD"
    shop.add(
        Return(
            number="R-1",
            order_id=late.id,
            order_line_id=late.lines[1].id,
            quantity=1,
            reason="too small",
            refund_cents=1_000,
            requested_at=NOW - 2 * DAY,
        )
    )
    for number, (made, solved) in enumerate([(30, 20), (8, None), (60, -1)]):
        shop.add(make_ticket(number, ada.id, NOW - made * DAY, solved))
    shop.add(Conversation(id="c", customer_id=ada.id, created_at=NOW - 4 * DAY, updated_at=NOW))
    shop.add(Conversation(id="d", customer_id=None, created_at=NOW - 4 * DAY, updated_at=NOW))
    moods = [(4, 0.5, "track_order"), (2, 0.1, "track_order"), (0, -0.3, "complain")]
    for number, (days, mood, intent) in enumerate(moods, 1):
        shop.add(make_message("c", number, NOW - days * DAY, mood, intent))
    shop.add(make_message("d", 1, NOW - DAY, -1.0, "greet"))
    shop.add(Handoff(conversation_id="c", requested_at=NOW - DAY, queued_at=NOW - DAY, rating=4))


def make_ticket(number: int, customer_id: int, at: datetime, solved: int | None) -> Ticket:
    return Ticket(
        number=f"T-{number}",
        customer_id=customer_id,
        subject="a",
        kind="complaint" if number == 1 else "question",
        status="open" if solved is None else "resolved",
        created_at=at,
        updated_at=at,
        due_at=at,
        resolved_at=None if solved is None else NOW - solved * DAY,
    )


def make_message(chat: str, number: int, at: datetime, mood: float, intent: str) -> Message:
    return Message(
        conversation_id=chat,
        id=number,
        sender="customer",
        at=at,
        text="secret",
        understanding={"intent": {"name": intent, "confidence": 1.0}},
        sentiment_label="negative" if mood < 0 else "positive",
        sentiment_score=mood,
    )


def test_a_customer_is_added_up(frames: Frames) -> None:
    people = frames.customers().set_index("customer_id")
    ada, bo = people.loc[1], people.loc[2]
    assert ada["orders"] == 3
    assert ada["spend_cents"] == 6_000 + 1_000 + 9_000
    assert ada["orders_30d"] == 1
    assert ada["spend_cents_90d"] == 10_000
    assert ada["undone_orders"] == 1
    assert (ada["returns"], ada["returned_cents"]) == (1, 1_000)
    assert ada["recency_seconds"] == 10 * 86_400
    assert ada["tenure_seconds"] == 100 * 86_400
    assert ada["gap_mean_seconds"] == 45 * 86_400
    assert ada["gap_sd_seconds"] == pytest.approx(15 * 86_400)
    assert (bo["orders"], bo["spend_cents"], bo["returns"]) == (0, 0, 0)
    assert pd.isna(bo["recency_seconds"])


def test_contacts_are_added_up(frames: Frames) -> None:
    ada = frames.customers().set_index("customer_id").loc[1]
    assert (ada["tickets"], ada["tickets_90d"], ada["complaints"]) == (3, 3, 1)
    assert ada["unsolved_tickets"] == 2  # one is open, one was solved after the moment
    assert (ada["chats"], ada["messages"], ada["handoffs"]) == (1, 3, 1)
    assert ada["mood_mean"] == pytest.approx(0.1)
    assert ada["mood_worst"] == pytest.approx(-0.3)
    # Down by 0.8 within four days, in a line.
    assert ada["mood_slope"] == pytest.approx(-0.2)
    assert ada["rating_mean"] == 4


def test_the_past_knows_nothing_of_what_came_later(frames: Frames) -> None:
    people = frames.customers(NOW - 50 * DAY).set_index("customer_id")
    ada = people.loc[1]
    assert (ada["orders"], ada["spend_cents"], ada["returns"]) == (1, 6_000, 0)
    assert (ada["tickets"], ada["unsolved_tickets"], ada["chats"]) == (1, 1, 0)
    assert ada["recency_seconds"] == 50 * 86_400


def test_sales_leave_out_what_came_back(frames: Frames) -> None:
    sold = frames.sales("product_id").groupby("product_id")[["units", "revenue_cents"]].sum()
    assert sold.loc[1].to_list() == [3, 12_000]
    assert sold.loc[2].to_list() == [3, 3_000]
    weeks = frames.sales("category_id")["week"]
    assert set(weeks.dt.weekday) == {0}
    assert str(weeks.dt.tz) == "UTC"


def test_baskets_and_pairs(frames: Frames) -> None:
    assert list(frames.baskets()["order_id"]) == [1, 1, 2, 3]
    assert frames.pairs(2).empty  # the second order with both lost one of them again
    assert frames.pairs(1).to_dict("records") == [{"first": 1, "second": 2, "orders": 1}]


def test_contacts_are_counted_by_hour_with_strangers(frames: Frames) -> None:
    summed = frames.contacts().groupby(["source", "reason"])["contacts"].sum().to_dict()
    assert summed == {
        ("chat", "complain"): 1,
        ("chat", "greet"): 1,
        ("chat", "track_order"): 2,
        ("ticket", "complaint"): 1,
        ("ticket", "question"): 2,
    }
    assert set(frames.contacts()["hour"].dt.minute) == {0}
    assert frames.intents()["messages"].to_list() == [1, 2]


@pytest.fixture
def before_and_after(database: Database, tmp_path: Path) -> Iterator[tuple[Frames, Frames]]:
    """The same shop, and again after a day's news: a cancelling, a refund, a furious message."""
    with database.transaction() as session:
        fill(session)
    first = take_snapshot(database, tmp_path / "a", as_of=NOW)
    with database.transaction() as session:
        order = session.scalars(select(Order).where(Order.number == "FD-2")).one()
        order.status = "cancelled"
        later = NOW + timedelta(hours=3)
        session.add(OrderStatusChange(order_id=order.id, status="cancelled", at=later))
        session.add(
            Refund(order_id=1, amount_cents=500, reason="scratched", given_by="a", given_at=later)
        )
        session.add(make_message("c", 9, later, -1.0, "cancel_order"))
        chat = session.get_one(Conversation, "c")
        chat.owner, chat.updated_at = "closed", later
    second = take_snapshot(database, tmp_path / "b", as_of=NOW + DAY)
    with (
        open_warehouse("", first, work=tmp_path) as one,
        open_warehouse("", second, work=tmp_path) as other,
    ):
        yield Frames(one, NOW, "EUR"), Frames(other, NOW + DAY, "EUR")


def test_what_happens_later_does_not_move_features_as_of_the_cut(
    before_and_after: tuple[Frames, Frames],
) -> None:
    known, later = before_and_after
    as_then = Frames(later.warehouse, NOW, "EUR")
    for name in ("customers", "purchases", "purchase_events", "payments", "baskets", "chats"):
        then, again = getattr(known, name)(), getattr(as_then, name)()
        pd.testing.assert_frame_equal(then, again)
    assert len(later.purchases()) == len(known.purchases()) - 1
    assert len(later.chats()) == len(known.chats()) + 1


def test_churn_features_at_a_cut_do_not_know_what_came_later(
    before_and_after: tuple[Frames, Frames],
) -> None:
    cut = pd.Timestamp(NOW)
    known, later = (make_churn_features(frames, cut) for frames in before_and_after)
    pd.testing.assert_frame_equal(known, later)
    assert known.loc[1, "orders"] == 3
    assert known.loc[1, "chats_90d"] == 1


def make_churn_features(frames: Frames, cut: pd.Timestamp) -> pd.DataFrame:
    events = frames.purchase_events()
    orders = pd.DataFrame(
        {
            "customer": events["customer_id"],
            "at": events["placed_at"],
            "amount": events["total_cents"] / 100,
            "undone_at": events["undone_at"],
        }
    )
    checked = check_orders(orders, pd.Timestamp(frames.as_of))
    return FeatureMaker(checked, Events(chats=frames.chats()), ("track_order",)).make(cut)


def test_value_as_of_a_cut_does_not_know_what_was_given_back_later(
    before_and_after: tuple[Frames, Frames],
) -> None:
    known, later = (
        read_purchases(
            paid["customer_id"], paid["paid_at"], paid["cents"] / 100, as_of=frames.as_of
        )
        for frames in before_and_after
        for paid in [frames.payments()]
    )
    day = known.end - 1
    assert known.until(day).amounts.tolist() == later.until(day).amounts.tolist() == [60, 10, 90]
    assert sum(later.amounts) == sum(known.amounts) - 10 - 5

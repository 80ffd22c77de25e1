"""What customers did, read from the shop's tables as frames.

Ratings and chats belong to the conversation service and are read by the names of its tables;
where there are none (a CRM by itself) nobody has rated.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import column, func, inspect, select, table
from sqlalchemy.orm import Session

from crm_backend.analytics.experiments.models import Exposure
from crm_backend.orders.models import Order, Refund, Return
from crm_backend.orders.spending import UNPAID
from crm_backend.tickets.models import Ticket
from kernel.db import UtcDateTime

CHATS = table(
    "conversation", column("id"), column("customer_id"), column("created_at", UtcDateTime())
)
CALLS = table(
    "handoff",
    column("conversation_id"),
    column("rating"),
    column("requested_at", UtcDateTime()),
)
EVENT = ["customer_id", "at", "value"]


@dataclass(frozen=True)
class Span:
    """From `start` up to but without `end`."""

    start: datetime
    end: datetime


def read_exposures(session: Session, *, experiment_id: int) -> pd.DataFrame:
    """Return `customer_id`, `arm` and `at` of an experiment, the earliest first."""
    query = select(Exposure.customer_id, Exposure.arm, Exposure.at).where(
        Exposure.experiment_id == experiment_id
    )
    rows = session.execute(query.order_by(Exposure.at, Exposure.customer_id)).all()
    return make_frame(rows, ["customer_id", "arm", "at"])


def read_events(session: Session, kind: str, span: Span) -> tuple[pd.DataFrame, int]:
    """Return `customer_id`, `at` and `value` of events, and how many are of another currency.

    Orders are worth what was paid and not given back, in units of the currency that most are in;
    orders of others are left out, as they cannot be added up.
    """
    if kind == "orders":
        return read_orders(session, span)
    if kind == "ratings":
        return read_ratings(session, span), 0
    query = select(Ticket.customer_id, Ticket.created_at).where(
        Ticket.customer_id.is_not(None), *_within(Ticket.created_at, span)
    )
    if kind == "complaints":
        query = query.where(Ticket.kind == "complaint")
    rows = [(customer, at, 1.0) for customer, at in session.execute(query)]
    return make_frame(rows, EVENT), 0


def read_orders(session: Session, span: Span) -> tuple[pd.DataFrame, int]:
    """Return paid orders, and how many of another currency were left out."""
    query = select(Order.id, Order.customer_id, Order.placed_at, Order.total_cents, Order.currency)
    there = (Order.status.not_in(UNPAID), *_within(Order.placed_at, span))
    rows = session.execute(query.where(*there)).all()
    currencies = Counter(currency for *_rest, currency in rows)
    if not currencies:
        return make_frame([], EVENT), 0
    main = max(sorted(currencies), key=lambda one: currencies[one])
    back: Counter[int] = Counter()
    for kind, cents in ((Return, Return.refund_cents), (Refund, Refund.amount_cents)):
        given: Any = select(kind.order_id, func.sum(cents)).join(Order, Order.id == kind.order_id)
        if kind is Return:
            given = given.where(Return.status == "refunded")
        for order_id, total in session.execute(given.where(*there).group_by(kind.order_id)):
            back[order_id] += int(total)
    kept = [
        (customer, at, (cents - back[order_id]) / 100)
        for order_id, customer, at, cents, currency in rows
        if currency == main
    ]
    return make_frame(kept, EVENT), len(rows) - len(kept)


def read_ratings(session: Session, span: Span) -> pd.DataFrame:
    """Return what customers said of a person's help, 1 to 5."""
    if not has_chats(session):
        return make_frame([], EVENT)
    query = (
        select(CHATS.c.customer_id, CALLS.c.requested_at, CALLS.c.rating)
        .join(CHATS, CHATS.c.id == CALLS.c.conversation_id)
        .where(
            CHATS.c.customer_id.is_not(None),
            CALLS.c.rating.is_not(None),
            *_within(CALLS.c.requested_at, span),
        )
    )
    return make_frame(session.execute(query).all(), EVENT)


def read_activity(session: Session, span: Span) -> pd.DataFrame:
    """Return `customer_id` and `at` of whatever customers did: orders, tickets, chats."""
    asked: list[Any] = [
        select(Order.customer_id, Order.placed_at).where(*_within(Order.placed_at, span)),
        select(Ticket.customer_id, Ticket.created_at).where(
            Ticket.customer_id.is_not(None), *_within(Ticket.created_at, span)
        ),
    ]
    if has_chats(session):
        asked.append(
            select(CHATS.c.customer_id, CHATS.c.created_at).where(
                CHATS.c.customer_id.is_not(None), *_within(CHATS.c.created_at, span)
            )
        )
    rows = [tuple(row) for query in asked for row in session.execute(query)]
    return make_frame(rows, ["customer_id", "at"])


def has_chats(session: Session) -> bool:
    """Tell whether the conversation service keeps its tables in this database."""
    return inspect(session.connection()).has_table("handoff")


def make_frame(rows: Iterable[Sequence[Any]], columns: list[str]) -> pd.DataFrame:
    """Return a frame whose columns have their types even where there are no rows."""
    frame = pd.DataFrame([tuple(row) for row in rows], columns=columns)
    frame["customer_id"] = frame["customer_id"].astype("int64")
    frame["at"] = pd.to_datetime(frame["at"], utc=True)
    if "value" in columns:
        frame["value"] = frame["value"].astype(float)
    return frame


def _within(at: Any, span: Span) -> tuple[Any, ...]:
    return (at >= span.start, at < span.end)

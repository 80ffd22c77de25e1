"""What can be wrong with the shop's data: each check finds the rows that have it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from crm_backend.analytics.pipeline.faults import MANY
from crm_backend.analytics.warehouse.engines import Expression, Tables
from crm_backend.analytics.warehouse.features import moment

FUTURE = timedelta(days=1)  # clocks differ
TIMES_USUAL = 50  # an order worth so many times the 99th of a hundred
FORGOTTEN = timedelta(days=90)  # an open ticket of this age

Found = Iterator[tuple[str, Expression]]


def list_checks(
    tables: Tables, *, as_of: datetime, currency: str, usual: float
) -> dict[str, Expression]:
    """Return the rows that have each of `FAULTS`.

    `usual` is the 99th percentile of orders' totals in cents.
    """
    return dict(
        [
            *_check_orders(tables, as_of, currency, usual),
            *_check_lines(tables),
            *_check_people(tables, as_of),
            *_check_products(tables),
            *_check_tickets(tables, as_of),
            *_check_chats(tables, as_of),
        ]
    )


def _check_orders(tables: Tables, as_of: datetime, currency: str, usual: float) -> Found:
    made, people, lines = tables["purchase_order"], tables["customer"], tables["order_line"]
    late = moment(as_of + FUTURE)
    yield "order_in_future", made.filter(made.placed_at > late)
    yield "order_without_time", made.filter(made.placed_at.isnull())
    yield "order_without_customer", made.anti_join(people, made.customer_id == people.id)
    yield "order_without_lines", made.anti_join(lines, made.id == lines.order_id)
    yield "order_free", made.filter(made.total_cents == 0, made.status != "cancelled")
    yield "order_negative", made.filter(made.total_cents < 0)
    yield "order_huge", made.filter(made.total_cents > max(1.0, usual * TIMES_USUAL))
    yield "order_other_currency", made.filter(made.currency != currency)
    minute = made.mutate(minute=made.placed_at.truncate("m"))
    same = minute.group_by(["customer_id", "total_cents", "minute"])
    twice = same.aggregate(id=minute.id.max(), count=minute.count())
    yield "order_twice", twice.filter(twice["count"] > 1, twice.total_cents > 0)
    summed = lines.group_by("order_id").aggregate(
        lines_cents=(lines.quantity * lines.unit_price_cents).sum().cast("int64")
    )
    joined = made.inner_join(summed, made.id == summed.order_id)
    yield (
        "order_total_differs",
        joined.filter(
            joined.total_cents != joined.lines_cents,
            joined.total_cents != joined.lines_cents + joined.shipping_cents,
        ),
    )


def _check_lines(tables: Tables) -> Found:
    made, lines, wares = tables["purchase_order"], tables["order_line"], tables["product"]
    yield "line_without_order", lines.anti_join(made, lines.order_id == made.id)
    yield "line_without_product", lines.anti_join(wares, lines.product_id == wares.id)
    yield "line_negative", lines.filter((lines.unit_price_cents < 0) | (lines.quantity <= 0))
    yield "line_many", lines.filter(lines.quantity >= MANY)
    back = tables["order_return"]
    joined = back.inner_join(made, back.order_id == made.id, lname="", rname="o_{name}")
    yield "return_before_order", joined.filter(joined.requested_at < joined.placed_at)
    yield "return_above_order", joined.filter(joined.refund_cents > joined.total_cents)
    parcels = tables["shipment"]
    yield "parcel_before_sent", parcels.filter(parcels.delivered_at < parcels.shipped_at)


def _check_people(tables: Tables, as_of: datetime) -> Found:
    people = tables["customer"]
    yield "customer_in_future", people.filter(people.created_at > moment(as_of + FUTURE))
    yield (
        "customer_without_country",
        people.filter(people.country.isnull() | (people.country == "")),
    )


def _check_products(tables: Tables) -> Found:
    wares = tables["product"]
    yield "product_negative", wares.filter((wares.price_cents < 0) | (wares.stock < 0))
    yield "product_free", wares.filter(wares.price_cents == 0, wares.is_active)
    shelves = tables["category"]
    yield "product_without_category", wares.anti_join(shelves, wares.category_id == shelves.id)


def _check_tickets(tables: Tables, as_of: datetime) -> Found:
    asked, people = tables["ticket"], tables["customer"]
    yield "ticket_in_future", asked.filter(asked.created_at > moment(as_of + FUTURE))
    yield "ticket_solved_before", asked.filter(asked.resolved_at < asked.created_at)
    named = asked.filter(asked.customer_id.notnull())
    yield "ticket_without_customer", named.anti_join(people, named.customer_id == people.id)
    old = asked.filter(asked.status == "open", asked.created_at < moment(as_of - FORGOTTEN))
    yield "ticket_forgotten", old


def _check_chats(tables: Tables, as_of: datetime) -> Found:
    said, chats = tables["message"], tables["conversation"]
    late = said.filter(said.at > moment(as_of + FUTURE))
    yield "message_in_future", late
    lost = said.anti_join(chats, said.conversation_id == chats.id)
    yield "message_without_chat", lost
    odd = said.filter((said.sentiment_score < -1) | (said.sentiment_score > 1))
    yield "mood_out_of_range", odd
    yield "message_unread", said.filter(said.intent.isnull())

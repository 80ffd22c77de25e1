"""What customers bought and what was sold: one expression each, the same on every engine.

Only what had happened by `as_of` counts, so that the same expression makes training data of the
past. Money is in cents of the shop's main currency; spans are in whole seconds.
"""

from datetime import UTC, datetime, timedelta

import ibis
import pandas as pd

from crm_backend.analytics.warehouse.engines import Expression, Tables, Warehouse

NOT_BOUGHT = ("cancelled", "returned")  # orders that came to nothing
NEVER_ASKED = "refused"  # returns that were not taken
SPANS = {"30d": timedelta(days=30), "90d": timedelta(days=90), "365d": timedelta(days=365)}


def moment(as_of: datetime) -> Expression:
    """Return a moment as the tables hold them: UTC without a zone."""
    return ibis.timestamp(as_of.astimezone(UTC).replace(tzinfo=None))


def seconds(at: datetime) -> int:
    """Return whole seconds since 1970."""
    return int(at.timestamp())


def main_currency(warehouse: Warehouse) -> str:
    """Return the currency of most orders; EUR for a shop without any."""
    orders = warehouse.tables["purchase_order"]
    counted = orders.group_by("currency").aggregate(count=orders.count())
    found = warehouse.frame(counted.order_by([ibis.desc("count"), "currency"]).limit(1))
    return str(found["currency"][0]) if len(found) and found["currency"][0] else "EUR"


def orders(tables: Tables, *, as_of: datetime, currency: str) -> Expression:
    """Return the orders that count: `order_id`, `customer_id`, `placed_at`, `at` (seconds),
    `total_cents`, `is_kept`.

    Kept is what had come to nothing by `as_of` no more than was known then: an order that was
    cancelled afterwards was a good one still. One whose end has no date never was.
    """
    placed = tables["purchase_order"]
    placed = placed.filter(
        placed.placed_at <= moment(as_of),
        placed.currency == currency,
        placed.customer_id.notnull(),
    )
    ends = undone(tables)
    joined = placed.left_join(ends, placed.id == ends.undone_id)
    is_later = (joined.undone_at > moment(as_of)).fill_null(False)
    return joined.select(
        order_id=joined.id,
        customer_id=joined.customer_id,
        placed_at=joined.placed_at,
        at=joined.placed_at.epoch_seconds().cast("int64"),
        total_cents=joined.total_cents,
        is_kept=~joined.status.isin(NOT_BOUGHT) | is_later,
    )


def undone(tables: Tables) -> Expression:
    """Return when orders came to nothing, where that was written down: `undone_id`, `undone_at`."""
    steps = tables["order_status_change"]
    steps = steps.filter(steps.status.isin(NOT_BOUGHT))
    return steps.group_by(undone_id=steps.order_id).aggregate(undone_at=steps["at"].min())


def purchases(tables: Tables, *, as_of: datetime, currency: str) -> Expression:
    """Return what value models read: `customer_id`, `placed_at`, `total_cents` of kept orders."""
    made = orders(tables, as_of=as_of, currency=currency)
    return made.filter(made.is_kept).select("customer_id", "order_id", "placed_at", "total_cents")


def purchase_events(tables: Tables, *, as_of: datetime, currency: str) -> Expression:
    """Return orders as they were seen at any moment until `as_of`: also those undone since.

    Columns as of `purchases`, and `undone_at`, missing for those that are kept. What came to
    nothing at an unknown moment is left out.
    """
    made, ends = orders(tables, as_of=as_of, currency=currency), undone(tables)
    ends = ends.filter(ends.undone_at <= moment(as_of))
    joined = made.left_join(ends, made.order_id == ends.undone_id)
    joined = joined.mutate(
        undone_at=ibis.ifelse(joined.is_kept, ibis.null("timestamp"), joined.undone_at)
    )
    seen = joined.filter(joined.is_kept | joined.undone_at.notnull())
    return seen.select("customer_id", "order_id", "placed_at", "total_cents", "undone_at")


def payments(tables: Tables, *, as_of: datetime, currency: str) -> Expression:
    """Return money that came and, below zero, that went back: `customer_id`, `paid_at`, `cents`.

    An order pays when it is placed; it goes back whole when it comes to nothing, in part with each
    refund and each return that is paid out, at that moment and not before.
    """
    made = purchase_events(tables, as_of=as_of, currency=currency)
    dropped = made.filter(made.undone_at.notnull())
    kept = made.filter(made.undone_at.isnull()).select("order_id", "customer_id")
    given, back = tables["order_refund"], tables["order_return"]
    given = given.filter(given.given_at <= moment(as_of)).inner_join(kept, "order_id")
    back = back.filter(back.status == "refunded", back.refunded_at <= moment(as_of))
    back = back.inner_join(kept, "order_id")
    return ibis.union(
        _pay(made, made.placed_at, made.total_cents),
        _pay(dropped, dropped.undone_at, -dropped.total_cents),
        _pay(given, given.given_at, -given.amount_cents),
        _pay(back, back.refunded_at, -back.refund_cents),
    )


def _pay(rows: Expression, at: Expression, cents: Expression) -> Expression:
    return rows.select(customer_id=rows.customer_id, paid_at=at, cents=cents.cast("int64"))


def orders_per_customer(tables: Tables, *, as_of: datetime, currency: str) -> Expression:
    """Return a row for each customer who had signed up by then.

    Counts and sums are 0 for who never bought; `recency_seconds` (since the newest order),
    `tenure_seconds` (since the first), `gap_mean_seconds` and `gap_sd_seconds` (between orders) are
    missing then. `late_orders` came after the day that was promised.
    """
    now = seconds(as_of)
    made = orders(tables, as_of=as_of, currency=currency)
    rows = made.mutate(
        before=ibis.ifelse(made.is_kept, made.at, ibis.null("int64"))
        .lag()
        .over(group_by=[made.customer_id, made.is_kept], order_by=[made.at, made.order_id])
    )
    kept = rows.filter(rows.is_kept)
    spans = {}
    for name, span in SPANS.items():
        is_in = kept.at > now - int(span.total_seconds())
        spans[f"orders_{name}"] = kept.count(where=is_in)
        spans[f"spend_cents_{name}"] = kept.total_cents.sum(where=is_in)
    bought = kept.group_by("customer_id").aggregate(
        orders=kept.count(),
        spend_cents=kept.total_cents.sum(),
        first_at=kept.at.min(),
        last_at=kept.at.max(),
        gap_mean_seconds=(kept.at - kept.before).mean(),
        gap_sd_seconds=(kept.at - kept.before).cast("float64").std(how="pop"),
        **spans,
    )
    dropped = rows.filter(~rows.is_kept)
    undone = dropped.group_by("customer_id").aggregate(undone_orders=dropped.count())
    return _join_customers(tables, as_of, bought, undone, _returns(tables, made, as_of), now=now)


def _returns(tables: Tables, made: Expression, as_of: datetime) -> Expression:
    back, parcels = tables["order_return"], tables["shipment"]
    back = back.filter(back.status != NEVER_ASKED, back.requested_at <= moment(as_of))
    by_order = back.group_by("order_id").aggregate(
        returns=back.count(), returned_cents=back.refund_cents.sum()
    )
    came = parcels.filter(parcels.delivered_at <= moment(as_of))
    late = (
        came.filter(came.delivered_at > came.expected_at)
        .group_by("order_id")
        .aggregate(late=ibis._.count())
    )
    joined = made.left_join(by_order, "order_id").drop("order_id_right")
    joined = joined.left_join(late, "order_id")
    return joined.group_by("customer_id").aggregate(
        returns=joined.returns.sum(),
        returned_cents=joined.returned_cents.sum(),
        late_orders=joined.late.sum(),
    )


def _join_customers(tables: Tables, as_of: datetime, *parts: Expression, now: int) -> Expression:
    people = tables["customer"]
    people = people.filter(people.created_at.isnull() | (people.created_at <= moment(as_of)))
    joined = people.select(customer_id=people.id, language=people.language, country=people.country)
    for part in parts:
        joined = joined.left_join(part, "customer_id").drop("customer_id_right")
    counted = [
        name
        for name in joined.columns
        if "orders" in name or "spend" in name or name in ("returns", "returned_cents")
    ]
    joined = joined.mutate(
        **{name: joined[name].fill_null(0).cast("int64") for name in counted},
        recency_seconds=now - joined.last_at,
        tenure_seconds=now - joined.first_at,
    )
    return joined.drop("first_at", "last_at")


def lines(tables: Tables, *, as_of: datetime, currency: str) -> Expression:
    """Return what was bought and kept, a row a line: order, customer, product, category, week, …

    `revenue_cents` is quantity times price. A line whose return was taken does not count.
    """
    made = orders(tables, as_of=as_of, currency=currency)
    made = made.filter(made.is_kept)
    back = tables["order_return"]
    back = back.filter(back.status != NEVER_ASKED, back.requested_at <= moment(as_of))
    back = back.select(line_id=back.order_line_id).distinct()
    kept = tables["order_line"].rename(line_id="id").anti_join(back, "line_id")
    shelf = tables["product"].select(product_id="id", category_id="category_id")
    joined = kept.inner_join(made, "order_id").inner_join(shelf, "product_id")
    return joined.select(
        "order_id",
        "customer_id",
        "product_id",
        "category_id",
        "placed_at",
        "quantity",
        week=joined.placed_at.truncate("W").cast("timestamp"),
        revenue_cents=joined.quantity * joined.unit_price_cents,
    )


def sales_per_week(
    tables: Tables, *, as_of: datetime, currency: str, by: str = "product_id"
) -> Expression:
    """Return units, revenue and orders of each product (or `category_id`) and week from Monday."""
    sold = lines(tables, as_of=as_of, currency=currency)
    return sold.group_by([by, "week"]).aggregate(
        units=sold.quantity.sum().cast("int64"),
        revenue_cents=sold.revenue_cents.sum().cast("int64"),
        orders=sold.order_id.nunique(),
    )


def baskets(tables: Tables, *, as_of: datetime, currency: str) -> Expression:
    """Return each product of each order once: order, customer, product, category, time, units."""
    sold = lines(tables, as_of=as_of, currency=currency)
    keys = ["order_id", "customer_id", "product_id", "category_id", "placed_at"]
    return sold.group_by(keys).aggregate(quantity=sold.quantity.sum().cast("int64"))


def co_purchases(tables: Tables, *, as_of: datetime, currency: str, least: int = 2) -> Expression:
    """Return pairs of products in one order, `first` < `second`, that `least` orders hold."""
    sold = baskets(tables, as_of=as_of, currency=currency).select("order_id", "product_id")
    one, other = sold.rename(first="product_id"), sold.rename(second="product_id")
    pairs = one.inner_join(other, "order_id")
    pairs = pairs.filter(pairs.first < pairs.second)
    counted = pairs.group_by(["first", "second"]).aggregate(orders=pairs.count())
    return counted.filter(counted.orders >= least)


def to_times(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return a frame whose times carry their zone, UTC."""
    told = {name: pd.to_datetime(frame[name]).dt.tz_localize(UTC) for name in names}
    return frame.assign(**told)

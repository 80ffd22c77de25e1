"""Step `offers`: what came of recommending, and what it added beside the customers held out."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from crm_backend.analytics.recommendations.models import Offer
from crm_backend.analytics.recommendations.offers import WINDOW
from crm_backend.analytics.recommendations.outcomes import Bought, Shown, measure
from crm_backend.analytics.recommendations.purchases import IS_KEPT
from crm_backend.analytics.recommendations.tally import (
    COMPARED,
    Listed,
    Row,
    add_up,
    by_list_and_place,
    by_product,
    by_week,
    choose_compared,
    conclude,
    count_lost,
)
from crm_backend.catalog.models import Product
from crm_backend.orders.models import Order, OrderLine
from kernel.errors import Invalid

LOOKED_BACK = timedelta(weeks=26)
LISTED = 200  # products in a report, those offered most


class OffersStep:
    """Adds up the offers of half a year."""

    name, weight = "offers", 1.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Add up; raise `Invalid` where nothing was ever offered."""
        since, now = context.as_of - LOOKED_BACK, context.as_of
        with context.database.session() as session:
            listed = read_listed(session, since, now)
            bought = read_bought(session, since, now) if listed else []
            on_sale = session.scalar(select(func.count(Product.id)).where(Product.is_active)) or 0
        if not listed:
            raise Invalid("Nothing has been offered to anybody in half a year.")
        lines: dict[int, list[Bought]] = defaultdict(list)
        for line in bought:
            lines[line.customer_id].append(line)
        span: dict[str, Any] = {"now": now, "window": WINDOW}
        offers = [one.offer for one in listed]
        every = measure(offers, bought, on_sale=on_sale, **span)
        compared = measure(choose_compared(listed), bought, on_sale=on_sale, **span)
        weeks = [
            row.to_dict() | {"key": [row.key[0].isoformat()]}
            for row in add_up(listed, lines, by_week, **span)
        ]
        products = add_up(listed, lines, by_product, **span)
        payload = {
            "since": since,
            "window_days": WINDOW.days,
            "currency": context.frames.currency,
            "shown": sum(one.is_shown for one in offers),
            "people": len({one.customer_id for one in offers if one.customer_id is not None}),
            "coverage": asdict(every.coverage),
            "clicks": asdict(every.clicks),
            "acceptance": asdict(every.acceptance),
            "places": [row.to_dict() for row in add_up(listed, lines, by_list_and_place, **span)],
            "weeks": weeks,
            "products": tell_products(products, count_lost(listed, lines)),
            "compared": [list(one) for one in sorted(COMPARED)],
            "buyers": {arm: asdict(share) for arm, share in compared.buyers.items()},
            "uplift": asdict(compared.uplift),
            "spend_uplift": asdict(compared.spend_uplift),
            "conclusion": conclude(compared.uplift, compared.buyers),
        }
        notes = compared.notes
        return StepResult(reports=(Report("offers", payload, notes),), notes=notes)


def read_listed(session: Session, since: datetime, until: datetime) -> list[Listed]:
    """Return the offers of a span, held back or shown."""
    query = select(
        Offer.customer_id,
        Offer.product_id,
        Offer.arm,
        Offer.place,
        Offer.is_shown,
        Offer.shown_at,
        Offer.clicked_at,
        Offer.list_name,
    ).where(Offer.shown_at >= since, Offer.shown_at <= until)
    return [Listed(Shown(*row[:-1]), row[-1]) for row in session.execute(query.order_by(Offer.id))]


def read_bought(session: Session, since: datetime, until: datetime) -> list[Bought]:
    """Return lines of kept orders, of those who were offered something alone."""
    asked = select(Offer.customer_id).where(Offer.shown_at >= since, Offer.shown_at <= until)
    query = (
        select(
            Order.customer_id,
            OrderLine.product_id,
            Order.placed_at,
            OrderLine.quantity * OrderLine.unit_price_cents,
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(IS_KEPT, Order.placed_at >= since, Order.placed_at <= until)
        .where(Order.customer_id.in_(asked))
        .order_by(OrderLine.id)
    )
    return [Bought(*row) for row in session.execute(query)]


def tell_products(rows: list[Row], lost: dict[int, int]) -> list[dict[str, Any]]:
    """Return the products offered most, with the people who were shown each in vain."""
    most = sorted(rows, key=lambda row: (-row.offered, row.key))[:LISTED]
    return [row.to_dict() | {"lost": lost.get(row.key[0], 0)} for row in most]

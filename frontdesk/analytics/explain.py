"""`frontdesk analytics explain CUSTOMER`: what is foretold of one customer, and why, in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.analytics.risk import name_feature, say_value
from console.analytics.segments import name_segment
from console.customers.foretold import name_contact
from crm_backend.analytics.pipeline.models import FILLED, AnalyticsReport, CustomerInsight
from crm_backend.analytics.pipeline.storing import date_insights, list_segments
from crm_backend.analytics.recommendations import recommend
from crm_backend.catalog.models import Category
from crm_backend.customers.models import Customer
from crm_backend.customers.service import find_customer_by_email
from frontdesk.analytics.output import JsonOut, write_result
from frontdesk.installation import open_runtime, read_settings
from kernel.errors import NotFound

SHOWN_REASONS = 4
NEVER = "Nothing is known yet: run `frontdesk analytics run`."
TOO_LITTLE = "Too little is known of them to foretell anything."
COLUMNS = [column.name for column in CustomerInsight.__table__.columns]


def explain(
    customer: Annotated[str, typer.Argument(help="Their number or e-mail address.")],
    out: JsonOut = None,
) -> None:
    """Say what is known and foretold of a customer, with reasons and honest spans."""
    runtime = open_runtime(read_settings())
    with runtime.db.session() as session:
        found = find_customer(session, customer)
        insight = session.get(CustomerInsight, found.id)
        if out is not None:
            return write_result({"customer_id": found.id, **to_plain(insight)}, out)
        for line in tell_customer(session, found, insight, runtime.clock()):
            typer.echo(line)
    return None


def to_plain(insight: CustomerInsight | None) -> dict[str, Any]:
    """Return an insight as plain JSON; every value null where there is none."""
    told = {name: getattr(insight, name, None) for name in COLUMNS if name != "customer_id"}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in told.items()
    }


def find_customer(session: Session, asked: str) -> Customer:
    """Return a customer by number or address; raise `NotFound`."""
    found = (
        session.get(Customer, int(asked))
        if asked.isascii() and asked.isdigit() and len(asked) < 19
        else find_customer_by_email(session, email=asked.strip().lower())
    )
    if found is None:
        raise NotFound("There is no such customer.")
    return found


def tell_customer(
    session: Session, customer: Customer, insight: CustomerInsight | None, now: datetime
) -> Iterator[str]:
    """Give the lines for people."""
    yield f"{customer.name} (customer {customer.id})"
    if insight is None:
        is_computed = session.scalar(select(AnalyticsReport.id).limit(1)) is not None
        yield f"    {TOO_LITTLE if is_computed else NEVER}"
    else:
        yield f"    As of {insight.as_of:%Y-%m-%d %H:%M} UTC"
        yield from (
            f"    {line}"
            for part in (tell_past, tell_churn, tell_value, tell_segment)
            for line in part(insight)
        )
        yield from (f"    {line}" for line in tell_way(session, customer.id))
        yield from (f"    {line}" for line in tell_next(session, insight))
        yield from (f"    {line}" for line in tell_old(session, insight))
    yield from (f"    {line}" for line in tell_offer(session, customer, now))


def tell_past(insight: CustomerInsight) -> Iterator[str]:
    """Say what they bought so far."""
    if not insight.order_count:
        yield "Has not bought anything yet."
        return
    last = f", the last on {insight.last_order_at:%Y-%m-%d}" if insight.last_order_at else ""
    orders = "one order" if insight.order_count == 1 else f"{insight.order_count} orders"
    yield f"Has made {orders} worth {say_money(insight.spend_cents)}{last}."


def tell_churn(insight: CustomerInsight) -> Iterator[str]:
    """Say how likely they stay away, and what speaks for and against it."""
    if insight.churn_probability is None:
        yield "Whether they will stay away is not foretold."
        return
    yield (
        f"Will buy nothing in the next {insight.churn_days} days with a chance of"
        f" {say_chance(insight.churn_probability)}."
    )
    for reason in (insight.churn_reasons or [])[:SHOWN_REASONS]:
        sign = "more" if float(reason["log_odds"]) > 0 else "less"
        column = name_feature(str(reason["column"]), "en")
        yield f"    {sign} likely by {column} = {say_value(reason['value'])}"


def tell_value(insight: CustomerInsight) -> Iterator[str]:
    """Say what they will spend, with the span that holds the truth four times of five."""
    if insight.expected_orders is None:
        yield "What they will buy is not foretold."
        return
    span = f"in the next {insight.horizon_days} days"
    yield f"{insight.expected_orders:.2f} orders are expected {span}."
    if insight.expected_spend_cents is not None:
        low, high = say_money(insight.spend_low_cents), say_money(insight.spend_high_cents)
        yield (
            f"{say_money(insight.expected_spend_cents)} are expected {span}; between {low} and"
            f" {high} with a chance of 80 %."
        )
    if insight.p_alive is not None:
        yield f"Still a customer with a chance of {say_chance(insight.p_alive)}."


def tell_segment(insight: CustomerInsight) -> Iterator[str]:
    """Say where they belong."""
    if insight.rfm_segment:
        yield f"Segment: {name_segment(insight.rfm_segment, 'en')}."
    if insight.cluster:
        yield f"Group: {name_segment(insight.cluster, 'en')}."


def tell_way(session: Session, customer_id: int) -> Iterator[str]:
    """Say through which segments they came, by the weekly pictures of a year."""
    way = list_segments(session, customer_id, "rfm")
    if len(way) > 1:
        steps = (f"{name_segment(name, 'en')} ({moment:%Y-%m-%d})" for moment, name in way)
        yield f"The way here: {' → '.join(steps)}."


def tell_old(session: Session, insight: CustomerInsight) -> Iterator[str]:
    """Say which parts are older: their step failed or was refused since."""
    dates = date_insights(session)
    newest = max(dates.values(), default=insight.as_of)
    for step, moment in sorted(dates.items()):
        is_told = any(getattr(insight, name) is not None for name in FILLED[step])
        if is_told and moment < newest:
            yield f"What is said by the step {step} is as of {moment:%Y-%m-%d %H:%M} UTC."


def tell_next(session: Session, insight: CustomerInsight) -> Iterator[str]:
    """Say what comes next."""
    if insight.next_category_id is not None:
        shelf = session.get(Category, insight.next_category_id)
        if shelf is not None:
            chance = say_chance(insight.next_category_probability or 0)
            yield f"The next order most likely holds something of {shelf.name_en} ({chance})."
    if insight.next_reason:
        chance = say_chance(insight.next_reason_probability or 0)
        reason = name_contact(insight.next_reason, "en")
        yield f"If they turn to the shop, most likely: {reason} ({chance})."


def tell_offer(session: Session, customer: Customer, now: datetime) -> Iterator[str]:
    """Say which product fits best, and why."""
    offers = recommend(session, customer_id=customer.id, now=now, limit=1)
    for offer in offers:
        because = f", because they have {offer.because.name('en')}" if offer.because else ""
        yield f"Next best product: {offer.product.name('en')}{because}."
    if not offers:
        yield "No product is in stock that would fit."


def say_chance(chance: float) -> str:
    """Return a chance in whole per cent, never as 0 or 100: no model is that sure."""
    if chance < 0.01:
        return "less than 1%"
    return "more than 99%" if chance > 0.99 else f"{chance:.0%}"


def say_money(cents: int | None) -> str:
    """Return an amount in whole units and cents."""
    return "an unknown sum" if cents is None else f"{cents / 100:,.2f}"

"""Reads the newest results: reports, runs, and customers by what is foretold of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, func, select
from sqlalchemy.orm import Session

from crm_backend.analytics.pipeline.models import AnalyticsReport, AnalyticsRun, CustomerInsight
from crm_backend.customers.models import Customer
from kernel.db import Database

SHOWN = 50  # customers on a page; the spreadsheet has more
EXPORTED = 5_000
BATCH = 1_000
BINS = 10
SegmentKind = Literal["rfm", "cluster"]
SEGMENTS = {"rfm": CustomerInsight.rfm_segment, "cluster": CustomerInsight.cluster}


# What the figures are in: the step that looks at the data names it, in a shop without sales, too.
CURRENCY = (
    select(AnalyticsReport.payload["currency"].as_string())
    .where(AnalyticsReport.kind == "quality")
    .order_by(AnalyticsReport.as_of.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Told:
    """What a step reported last, and when; nothing where it never did."""

    payload: dict[str, Any]
    notes: tuple[str, ...] = ()
    as_of: datetime | None = None


@dataclass(frozen=True)
class Known:
    """A customer with what is foretold of them."""

    customer: Customer
    insight: CustomerInsight


@dataclass(frozen=True)
class Totals:
    """Of all customers of whom something is foretold: how many, at risk, expected money."""

    customers: int
    at_risk: int
    stake_cents: float
    expected_cents: float
    expected_orders: float


AT_RISK = 0.5  # likelier gone than not
STAKE = CustomerInsight.expected_spend_cents * CustomerInsight.churn_probability


def read_told(session: Session, kind: str) -> Told:
    """Return the newest report of a kind."""
    query = select(AnalyticsReport).where(AnalyticsReport.kind == kind)
    found = session.scalars(query.order_by(AnalyticsReport.as_of.desc()).limit(1)).first()
    return Told({}) if found is None else Told(found.payload, tuple(found.notes), found.as_of)


def read_runs(session: Session, most: int = 5) -> Sequence[AnalyticsRun]:
    """Return the last runs, the newest first."""
    return session.scalars(select(AnalyticsRun).order_by(AnalyticsRun.id.desc()).limit(most)).all()


def read_totals(session: Session) -> Totals:
    """Return sums over all customers."""
    insight = CustomerInsight
    query = select(
        func.count(insight.churn_probability),
        func.count().filter(insight.churn_probability >= AT_RISK),
        func.sum(STAKE).filter(insight.churn_probability >= AT_RISK),
        func.sum(insight.expected_spend_cents),
        func.sum(insight.expected_orders),
    )
    known, risky, stake, spend, orders = session.execute(query).one()
    return Totals(known, risky, float(stake or 0), float(spend or 0), float(orders or 0))


def list_by_stake(session: Session, most: int = SHOWN) -> list[Known]:
    """Return who is likelier gone than not, by the money that is expected of them."""
    return _list(session, CustomerInsight.churn_probability >= AT_RISK, STAKE, most)


def list_by_spend(session: Session, most: int = SHOWN) -> list[Known]:
    """Return of whom the most is expected."""
    spend = CustomerInsight.expected_spend_cents
    return _list(session, spend.is_not(None), spend, most)


def list_in_segment(
    session: Session, segment: str, by: SegmentKind = "rfm", most: int = SHOWN
) -> list[Known]:
    """Return who is in a segment, by what they spent."""
    return _list(session, SEGMENTS[by] == segment, CustomerInsight.spend_cents, most)


def count_in_segment(session: Session, segment: str, by: SegmentKind) -> int:
    """Return how many customers are in a segment."""
    return session.scalar(select(func.count()).where(SEGMENTS[by] == segment)) or 0


def stream_audience(
    database: Database, segment: str, by: SegmentKind
) -> Iterator[tuple[int, str, str, str, str]]:
    """Give everybody in a segment: number, name, e-mail address, language, segment."""
    query = (
        select(Customer.id, Customer.name, Customer.email, Customer.language, SEGMENTS[by])
        .join(CustomerInsight, CustomerInsight.customer_id == Customer.id)
        .where(SEGMENTS[by] == segment, Customer.id > bindparam("done"))
        .order_by(Customer.id)
        .limit(BATCH)
    )
    done = 0
    while True:
        with database.session() as session:  # none is held while the browser is slow
            rows = session.execute(query, {"done": done}).all()
        for number, name, email, language, said in rows:
            yield number, name, email, language, str(said)
        if len(rows) < BATCH:
            return
        done = rows[-1][0]


def _list(
    session: Session, which: ColumnElement[bool], by: SQLColumnExpression[Any], most: int
) -> list[Known]:
    query = (
        select(Customer, CustomerInsight)
        .join(CustomerInsight, CustomerInsight.customer_id == Customer.id)
        .where(which)
        .order_by(by.desc().nulls_last(), Customer.id)
        .limit(most)
    )
    return [Known(customer, insight) for customer, insight in session.execute(query)]


def count_in_bins(session: Session) -> list[int]:
    """Return how many customers have a churn probability in each tenth from 0 to 1."""
    chance = CustomerInsight.churn_probability
    edges = [place / BINS for place in range(BINS)]
    counts = [func.count().filter(chance >= low, chance < low + 1 / BINS) for low in edges[:-1]]
    row = session.execute(select(*counts, func.count().filter(chance >= edges[-1]))).one()
    return [int(count) for count in row]


def count_segments(session: Session) -> list[tuple[str, int, int]]:
    """Return each segment with its customers and what they spent in cents, the largest first."""
    segment = CustomerInsight.rfm_segment
    spent = func.coalesce(func.sum(CustomerInsight.spend_cents), 0)
    query = select(segment, func.count(), spent).where(segment.is_not(None)).group_by(segment)
    rows = [
        (str(name), int(count), int(cents or 0)) for name, count, cents in session.execute(query)
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def read_currency(session: Session) -> str:
    """Return the currency that the figures are in; empty before the first run."""
    return session.scalar(CURRENCY) or ""

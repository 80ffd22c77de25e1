"""What analytics foretell of a customer, in words for the people who serve them. Never for them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.wording import money
from console.analytics.page import name_by, say_chance
from console.analytics.reading import CURRENCY
from console.analytics.risk import name_feature, say_value
from console.analytics.segments import name_segment
from console.charts import chance_bar, span_line, weight_bar
from console.copilot.why import name_intent
from console.words import WORDS, say
from crm_backend.analytics.pipeline.models import AnalyticsReport, CustomerInsight
from crm_backend.catalog.models import Category
from crm_backend.customers.models import Customer
from kernel.principals import Principal, may
from kernel.turns import Language

NEEDED = "customers:read"
OLD = timedelta(days=3)  # it is computed every night: two nights may fail
REASONS = 4
STRONG, CLEAR = math.log(2), math.log(1.2)  # log-odds: the odds doubled; a fifth more
NO_PICTURE = Markup("")
PARTS = ("segment", "value", "risk", "next")


@dataclass(frozen=True)
class Found:
    """What is stored: nothing was ever computed where `computed_at` is not set."""

    insight: CustomerInsight | None = None
    category: Category | None = None
    computed_at: datetime | None = None
    currency: str = ""


@dataclass(frozen=True)
class Because:
    """A term of the model: the fact, which way it pulls and how much, and its weight drawn."""

    fact: str
    pull: str
    picture: Markup


@dataclass(frozen=True)
class Foretold:
    """All of it in words; `problem` says why there is nothing, or why it is to be doubted."""

    as_of: datetime | None = None
    problem: str = ""
    segment: str = ""
    segment_about: str = ""
    value: tuple[str, ...] = ()
    span: Markup = NO_PICTURE
    risk: str = ""
    chance: Markup = NO_PICTURE
    reasons: tuple[Because, ...] = ()
    next: tuple[str, ...] = ()
    missing: str = ""


def read_foretold(session: Session, principal: Principal, customer_id: int) -> Found | None:
    """Return what is stored, in one query; None for who may not see it, a customer among them."""
    if not may(principal, NEEDED):
        return None
    computed = select(func.max(AnalyticsReport.as_of)).scalar_subquery()
    query = (
        select(CustomerInsight, Category, computed, CURRENCY.scalar_subquery())
        .select_from(Customer)
        .outerjoin(CustomerInsight, CustomerInsight.customer_id == Customer.id)
        .outerjoin(Category, Category.id == CustomerInsight.next_category_id)
        .where(Customer.id == customer_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return Found()
    insight, category, computed_at, in_what = row
    return Found(insight, category, computed_at, in_what or "")


def tell_foretold(found: Found, language: Language, now: datetime) -> Foretold:
    """Return it in words, or why there is nothing."""
    insight = found.insight
    if insight is None:
        key = "foretold_never" if found.computed_at is None else "foretold_too_little"
        return Foretold(problem=say(key, language))
    told = {
        "segment": name_segment(insight.rfm_segment, language) if insight.rfm_segment else "",
        "value": tuple(tell_value(insight, found.currency, language)),
        "risk": tell_risk(insight, language),
        "next": tuple(tell_next(insight, found.category, language)),
    }
    absent = [say(f"foretold_part_{part}", language) for part in PARTS if not told[part]]
    if len(absent) == len(PARTS):
        return Foretold(problem=say("foretold_too_little", language))
    age = now - insight.as_of
    comma = say("foretold_comma", language)
    return Foretold(
        as_of=insight.as_of,
        problem=say("foretold_old", language, n=age.days) if age > OLD else "",
        segment_about=name_by(f"segment_{insight.rfm_segment}_about", language, ""),
        span=draw_span(insight, found.currency, language),
        chance=draw_chance(insight, language),
        reasons=tuple(tell_reasons(insight.churn_reasons or (), language)),
        missing=say("foretold_missing", language, parts=comma.join(absent)) if absent else "",
        **told,  # type: ignore[arg-type]
    )


def say_money(cents: float, currency: str) -> str:
    """Return an amount in whole units: a forecast knows no cents."""
    return money(100 * round(cents / 100), currency).removesuffix(".00").strip()


def tell_value(insight: CustomerInsight, currency: str, language: Language) -> Iterator[str]:
    """Give the sentences about orders, whether they are still a customer, and spend, last."""
    days = insight.horizon_days or "–"
    if insight.expected_orders is not None:
        orders = "< 0.1" if insight.expected_orders < 0.1 else f"{insight.expected_orders:.1f}"
        yield say("foretold_orders", language, orders=orders, days=days)
    if insight.p_alive is not None:
        yield say("foretold_alive", language, chance=say_chance(insight.p_alive, language))
    if (span := read_span(insight)) is not None:
        low, spend, high = (say_money(cents, currency) for cents in span)
        yield say("foretold_spend", language, spend=spend, low=low, high=high, days=days)


def read_span(insight: CustomerInsight) -> tuple[int, int, int] | None:
    """Return the expected spend between its limits, in cents."""
    low, spend = insight.spend_low_cents, insight.expected_spend_cents
    high = insight.spend_high_cents
    return None if low is None or spend is None or high is None else (low, spend, high)


def draw_span(insight: CustomerInsight, currency: str, language: Language) -> Markup:
    """Return the expected spend as a picture, nothing where there is none or it is nought."""
    span = read_span(insight)
    if span is None or span[2] <= 0:
        return NO_PICTURE
    low, _spend, high = (say_money(cents, currency) for cents in span)
    return span_line(*span, say("analytics_between", language, low=low, high=high))


def tell_risk(insight: CustomerInsight, language: Language) -> str:
    """Return how likely they order nothing for a while."""
    if insight.churn_probability is None:
        return ""
    chance = say_chance(insight.churn_probability, language)
    return say("foretold_churn", language, chance=chance, days=insight.churn_days or "–")


def draw_chance(insight: CustomerInsight, language: Language) -> Markup:
    """Return that chance as a picture."""
    chance = insight.churn_probability
    return NO_PICTURE if chance is None else chance_bar(chance, say_chance(chance, language))


def tell_reasons(reasons: Sequence[dict[str, Any]], language: Language) -> Iterator[Because]:
    """Give the strongest terms of the model, in the words of the page of who may leave."""
    weights = [float(reason.get("log_odds") or 0) for reason in reasons[:REASONS]]
    most = max((abs(weight) for weight in weights), default=0.0)
    for reason, weight in zip(reasons, weights, strict=False):
        value = reason.get("value")
        known = say("foretold_unknown", language) if value == "unknown" else say_value(value)
        fact = name_feature(str(reason.get("column")), language)
        key = "foretold_raises" if weight > 0 else "foretold_lowers"
        how = say(f"foretold_how_{name_weight(weight)}", language)
        yield Because(
            say("foretold_reason", language, fact=fact, value=known),
            say(key, language, how=how, factor=f"{math.exp(weight):.2g}"),
            weight_bar(weight, most),
        )


def name_weight(weight: float) -> str:
    """Return how much a term pulls: `strongly`, `clearly` or `slightly`."""
    size = abs(weight)
    return "strongly" if size >= STRONG else "clearly" if size >= CLEAR else "slightly"


def tell_next(
    insight: CustomerInsight, category: Category | None, language: Language
) -> Iterator[str]:
    """Give what they buy and ask next, each with its chance."""
    if category is not None:
        chance = say_chance(insight.next_category_probability, language)
        named = category.name(language)
        yield say("foretold_category", language, category=named, chance=chance)
    if insight.next_reason:
        chance = say_chance(insight.next_reason_probability, language)
        reason = name_contact(insight.next_reason, language)
        yield say("foretold_contact", language, reason=reason, chance=chance)


def name_contact(reason: str, language: Language) -> str:
    """Return a kind of ticket or a wish of a chat in words."""
    key = f"tickets_kind_{reason}"
    return say(key, language) if key in WORDS else name_intent(reason, language)

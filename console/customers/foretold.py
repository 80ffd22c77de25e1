"""What the analytics foretell of a customer, in words: worth, leaving and why, what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from console.analytics.page import name_by, say_cents
from console.analytics.reading import read_currency
from console.analytics.risk import name_feature, say_value
from console.analytics.segments import name_segment
from console.copilot.why import name_intent
from console.words import say
from crm_backend.analytics.pipeline.models import CustomerInsight
from crm_backend.catalog.models import Category
from kernel.turns import Language

OLD = timedelta(days=3)  # a run is made each night: two were missed
REASONS = 3
NEGLIGIBLE = 0.05  # of log-odds: about one point of a chance of 30 %


@dataclass(frozen=True)
class Fact:
    """Something foretold: what it is about, what is said, and what qualifies it."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Because:
    """What speaks for leaving or against it, and its part of all that is told, of 100."""

    text: str
    is_for: bool
    percent: int


@dataclass(frozen=True)
class Foretold:
    """All that is foretold of a customer; `is_old` where nights went by without a run."""

    as_of: datetime
    is_old: bool
    facts: tuple[Fact, ...]
    reasons: tuple[Because, ...]


def read_foretold(
    session: Session, *, customer_id: int, language: Language, now: datetime
) -> Foretold | None:
    """Return what is foretold of a customer; None where no run has looked at them yet."""
    insight = session.get(CustomerInsight, customer_id)
    if insight is None:
        return None
    shelf = None
    if insight.next_category_id is not None:
        shelf = session.get(Category, insight.next_category_id)
    facts = (
        *tell_segment(insight, language),
        *tell_worth(insight, read_currency(session), language),
        *tell_risk(insight, language),
        *tell_next(insight, shelf, language),
    )
    return Foretold(
        as_of=insight.as_of,
        is_old=now - insight.as_of > OLD,
        facts=facts,
        reasons=tell_reasons(insight, language),
    )


def tell_segment(insight: CustomerInsight, language: Language) -> Iterator[Fact]:
    """Say where the customer belongs, and what that means."""
    if insight.rfm_segment:
        name = insight.rfm_segment
        about = name_by(f"segment_{name}_about", language, "")
        yield Fact(say("foretold_segment", language), name_segment(name, language), about)


def tell_worth(insight: CustomerInsight, currency: str, language: Language) -> Iterator[Fact]:
    """Say what is expected of the customer, with the span that holds four times of five."""
    days = insight.horizon_days
    if insight.expected_spend_cents is not None:
        low, high = insight.spend_low_cents, insight.spend_high_cents
        note = ""
        if low is not None and high is not None:
            span = {"low": say_cents(low, currency), "high": say_cents(high, currency)}
            note = say("foretold_span", language, **span)
        amount = say_cents(insight.expected_spend_cents, currency)
        yield Fact(say("foretold_spend", language, days=days), amount, note)
    if insight.expected_orders is not None:
        note = ""
        if insight.p_alive is not None:
            note = say("foretold_alive", language, chance=say_chance(insight.p_alive))
        orders = f"{insight.expected_orders:.1f}"
        yield Fact(say("foretold_orders", language, days=days), orders, note)


def tell_risk(insight: CustomerInsight, language: Language) -> Iterator[Fact]:
    """Say how likely the customer buys nothing for a while."""
    if insight.churn_probability is not None:
        label = say("foretold_leaves", language, days=insight.churn_days)
        yield Fact(label, say_chance(insight.churn_probability))


def tell_next(
    insight: CustomerInsight, shelf: Category | None, language: Language
) -> Iterator[Fact]:
    """Say what the customer will likeliest buy, and ask about, next."""
    if shelf is not None and insight.next_category_probability is not None:
        chance = say_chance(insight.next_category_probability)
        yield Fact(say("foretold_shelf", language), shelf.name(language), chance)
    if insight.next_reason and insight.next_reason_probability is not None:
        reason = name_intent(insight.next_reason, language)
        chance = say_chance(insight.next_reason_probability)
        yield Fact(say("foretold_reason", language), reason, chance)


def tell_reasons(insight: CustomerInsight, language: Language) -> tuple[Because, ...]:
    """Return the strongest terms of the model; what hardly matters is left out."""
    terms = [
        (name_feature(str(one["column"]), language), one.get("value"), float(one["log_odds"]))
        for one in insight.churn_reasons or ()
        if abs(float(one["log_odds"])) >= NEGLIGIBLE
    ][:REASONS]
    whole = sum(abs(weight) for _name, _value, weight in terms)
    return tuple(
        Because(f"{name}: {say_value(value)}", weight > 0, round(100 * abs(weight) / whole))
        for name, value, weight in terms
    )


def say_chance(chance: float) -> str:
    """Return a chance in whole per cent; nothing is certain."""
    if chance < 0.01:
        return "< 1 %"
    return "> 99 %" if chance > 0.99 else f"{100 * chance:.0f} %"

"""The page of what customers are worth: how much is expected of whom, how surely. Pure."""

from collections.abc import Sequence
from typing import Any

from console.analytics.page import (
    Card,
    Cell,
    Dashboard,
    Section,
    Table,
    chart_words,
    head,
    name_by,
    say_cents,
    say_share,
    say_span_of,
)
from console.analytics.reading import Known, Told, Totals
from console.charts import Bar, bar_chart
from console.words import say
from kernel.turns import Language

DRAWN = 15


def make_worth(
    told: Told, totals: Totals, known: Sequence[Known], currency: str, language: Language
) -> Dashboard:
    """Return the page."""
    if not known:
        return Dashboard(say("analytics_worth_none", language), notes=told.notes)
    days = known[0].insight.horizon_days or 0
    best = sum(one.insight.expected_spend_cents or 0 for one in known[:10])
    lead = say(
        "analytics_worth_lead",
        language,
        spend=say_cents(totals.expected_cents, currency),
        orders=f"{totals.expected_orders:,.0f}",
        days=days,
    )
    cards = (
        Card(
            say("analytics_card_expected", language),
            say_cents(totals.expected_cents, currency),
            _say_total_span(told, currency, language),
        ),
        Card(say("analytics_card_orders", language), f"{totals.expected_orders:,.0f}"),
        Card(
            say("analytics_card_best_ten", language),
            say_share(best / totals.expected_cents if totals.expected_cents else None),
            say("analytics_card_best_ten_note", language),
        ),
    )
    sections = [
        Section(
            "who",
            say("analytics_worth_who", language),
            say("analytics_worth_who_about", language),
            charts=(_draw_best(known, currency, language),),
            table=list_people(known, currency, language),
        ),
        *_make_proof(told, language),
    ]
    return Dashboard(lead, cards, tuple(sections), told.notes)


def _say_total_span(told: Told, currency: str, language: Language) -> str:
    span = (told.payload.get("totals") or {}).get("spend_interval")
    if not span:
        return ""
    low, high = (say_cents(100 * end, currency) for end in span)
    return say_span_of(low, high, language)


def _draw_best(known: Sequence[Known], currency: str, language: Language) -> Any:
    bars = [
        Bar(
            one.customer.name,
            (one.insight.expected_spend_cents or 0) / 100,
            "",
            (
                (one.insight.spend_low_cents or 0) / 100,
                (one.insight.spend_high_cents or 0) / 100,
            ),
        )
        for one in known[:DRAWN]
    ]
    return bar_chart(
        chart_words("analytics_chart_worth", language, currency=currency),
        head=head(language, ("customer", "expected", "low", "high")),
        bars=bars,
    )


def list_people(known: Sequence[Known], currency: str, language: Language) -> Table:
    """Return of whom the most is expected, each with the span of four chances in five."""
    rows, raw = [], []
    for one in known:
        insight = one.insight
        low, high = insight.spend_low_cents, insight.spend_high_cents
        span = say_span_of(say_cents(low, currency), say_cents(high, currency), language)
        rows.append(
            (
                Cell(one.customer.name, href=f"/staff/customers/{one.customer.id}"),
                Cell(say_cents(insight.expected_spend_cents, currency), note=span),
                Cell("–" if insight.expected_orders is None else f"{insight.expected_orders:.1f}"),
                Cell(say_share(insight.p_alive)),
                Cell(say_cents(insight.spend_cents, currency)),
            )
        )
        raw.append(
            (
                one.customer.id,
                (insight.expected_spend_cents or 0) / 100,
                insight.expected_orders,
                insight.p_alive,
                (insight.spend_cents or 0) / 100,
            )
        )
    columns = ("customer", "expected", "orders", "alive", "spent")
    return Table(head(language, columns), tuple(rows), tuple(raw))


def _make_proof(told: Told, language: Language) -> list[Section]:
    """Return how the same model did on a period it had not seen, beside naive answers."""
    held = told.payload.get("holdout") or {}
    methods = held.get("spend") or ()
    if not methods:
        return []
    rows = tuple(
        (
            Cell(_name_method(str(row["name"]), language)),
            Cell(f"{row['mae']:,.1f}"),
            Cell(f"{row['rmse']:,.1f}"),
            Cell("–" if row.get("rank") is None else f"{row['rank']:.2f}"),
            Cell("–" if row.get("total") is None else f"{100 * row['total']:+.0f} %"),
        )
        for row in methods
    )
    return [
        Section(
            "proof",
            say("analytics_proof", language),
            say("analytics_worth_proof_about", language),
            table=Table(head(language, ("method", "mae", "rmse", "rank", "total")), rows),
        )
    ]


def _name_method(name: str, language: Language) -> str:
    return name_by(f"analytics_method_{name.replace(' ', '_')}", language, name)

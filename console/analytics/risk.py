"""The page of customers who may leave: who, why, and what to do. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from console.analytics.overview import say_day
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
)
from console.analytics.reading import BINS, Known, Told, Totals
from console.charts import Bar, Chart, bar_chart
from console.words import say
from crm_backend.analytics.churn.values import to_number
from kernel.turns import Language

REASONS = 3
WHOLE = 100  # from here on a figure has no decimals
DEAR = ("champions", "cannot_lose")
TOO_GOOD = 0.95  # no shop's customers are so easy to read


def make_risk(
    told: Told,
    totals: Totals,
    bins: Sequence[int],
    known: Sequence[Known],
    shelves: Mapping[int, str],
    currency: str,
    language: Language,
) -> Dashboard:
    """Return the page."""
    if not totals.customers:
        return Dashboard(say("analytics_risk_none", language), notes=told.notes)
    days = _find_days(told, known)
    lead = say(
        "analytics_risk_lead",
        language,
        count=f"{totals.at_risk:,}",
        of=f"{totals.customers:,}",
        days=days or "–",
        stake=say_cents(totals.stake_cents, currency),
    )
    sections = [
        Section(
            "who",
            say("analytics_risk_who", language),
            say("analytics_risk_who_about", language),
            table=list_people(known, shelves, currency, language),
            empty=say("analytics_risk_nobody", language),
        ),
        Section(
            "spread",
            say("analytics_risk_spread", language),
            _say_other_model(told, language),
            charts=(_draw_bins(bins, language), *_draw_gains(told, language)),
        ),
    ]
    cards = (
        Card(say("analytics_card_at_risk", language), f"{totals.at_risk:,}"),
        Card(
            say("analytics_card_stake", language),
            say_cents(totals.stake_cents, currency),
            say("analytics_card_stake_note", language),
        ),
        *_make_quality(told, language),
    )
    return Dashboard(lead, cards, tuple(sections), told.notes)


def list_people(
    known: Sequence[Known], shelves: Mapping[int, str], currency: str, language: Language
) -> Table | None:
    """Return who may leave, why, and what could be done."""
    if not known:
        return None
    rows = tuple(
        (
            Cell(one.customer.name, href=f"/staff/customers/{one.customer.id}"),
            Cell(say_share(one.insight.churn_probability)),
            Cell(say_cents(one.insight.expected_spend_cents, currency)),
            Cell(say_reasons(one.insight.churn_reasons or [], language)),
            Cell(say_deed(one, shelves, language)),
        )
        for one in known
    )
    raw = tuple(
        (
            one.customer.id,
            one.insight.churn_probability,
            (one.insight.expected_spend_cents or 0) / 100,
            say_reasons(one.insight.churn_reasons or [], language),
            say_deed(one, shelves, language),
        )
        for one in known
    )
    return Table(head(language, ("customer", "churn", "expected", "why", "deed")), rows, raw)


def say_deed(one: Known, shelves: Mapping[int, str], language: Language) -> str:
    """Return what could be done, in words."""
    shelf = shelves.get(one.insight.next_category_id or 0)
    deed = choose_deed(one)
    if deed == "next" and not shelf:
        deed = "offer"  # the category is gone since
    return say(f"analytics_deed_{deed}", language, category=shelf)


def choose_deed(one: Known) -> str:
    """Return what could be done: mend what is open, ask what was wrong, write in person, offer."""
    names = {
        str(reason.get("column")) for reason in one.insight.churn_reasons or [] if _rises(reason)
    }
    if any("unresolved" in name or name.endswith("_open") for name in names):
        return "mend"
    if any("return" in name or name.startswith(("complaint", "sentiment")) for name in names):
        return "ask"
    if one.insight.rfm_segment in DEAR:
        return "person"
    if one.insight.next_category_id is not None:
        return "next"
    return "offer"


def _rises(reason: dict[str, Any]) -> bool:
    return float(reason.get("log_odds") or 0) > 0


def say_reasons(reasons: Sequence[dict[str, Any]], language: Language) -> str:
    """Return what speaks most for leaving, in words."""
    told = [
        f"{name_feature(str(reason.get('column')), language)}: {say_value(reason.get('value'))}"
        for reason in reasons
        if _rises(reason)
    ]
    return " · ".join(told[:REASONS]) or say("analytics_risk_no_reason", language)


def name_feature(name: str, language: Language) -> str:
    """Return a feature in words; one that has none as it is."""
    if name.startswith("intent_"):
        intent = name.removeprefix("intent_").replace("_", " ")
        return say("analytics_feature_intent", language, intent=intent)
    return name_by(f"analytics_feature_{name}", language, name.replace("_", " "))


def say_value(value: object) -> str:
    """Return the value of a feature as people read it."""
    if value is None or value == "":
        return "–"
    number = to_number(value)
    if math.isnan(number):
        return str(value)
    is_exact = number.is_integer() or abs(number) >= WHOLE
    return f"{number:,.0f}" if is_exact else f"{number:.3g}"


def _draw_bins(bins: Sequence[int], language: Language) -> Chart:
    bars = [
        Bar(f"{100 * place // BINS}–{100 * (place + 1) // BINS} %", count)
        for place, count in enumerate(bins)
    ]
    return bar_chart(
        chart_words("analytics_chart_risk", language),
        head=head(language, ("churn", "customers")),
        bars=bars if any(bins) else [],
    )


def _draw_gains(told: Told, language: Language) -> list[Chart]:
    """Return how much worse the model is without a group of facts: what each is worth.

    Known of the newest model alone: left out where another answers.
    """
    if not told.payload.get("is_live", True):
        return []
    parts = told.payload.get("ablations") or {}
    bars = [
        Bar(
            name_feature(f"group_{name}", language),
            round(100 * figures["auc"]["value"], 2),
            _say_interval(figures["auc"]),
            (_say_interval(figures["auc"]),),
        )
        for name, figures in parts.items()
        if "auc" in figures
    ]
    if not bars:
        return []
    return [
        bar_chart(
            chart_words("analytics_chart_gains", language),
            head=head(language, ("facts", "points", "interval")),
            bars=bars,
        )
    ]


def _say_interval(figure: dict[str, Any]) -> str:
    return f"{100 * figure['low']:+.1f} – {100 * figure['high']:+.1f}"


def _find_answering(told: Told) -> dict[str, Any]:
    """Return the model whose chances the customers have; nothing where no model is good enough."""
    return told.payload.get("answering") or {}


def _find_days(told: Told, known: Sequence[Known]) -> int | None:
    days = (one.insight.churn_days for one in known)
    return _find_answering(told).get("days") or next((one for one in days if one), None)


def _make_quality(told: Told, language: Language) -> list[Card]:
    """Return how well the model that answers told leavers from stayers on weeks it had not seen."""
    answering = _find_answering(told)
    if answering.get("auc") is None:
        return []
    note = say("analytics_card_auc_note", language)
    if answering["auc"] >= TOO_GOOD:
        note = say("analytics_card_auc_too_good", language)
    elif answering.get("naive") is not None:
        note += say("analytics_card_auc_naive", language, naive=say_share(answering["naive"]))
    return [Card(say("analytics_card_auc", language), say_share(answering["auc"]), note)]


def _say_other_model(told: Told, language: Language) -> str:
    """Return that a former model answers, where the newest was not let through."""
    answering, figure = _find_answering(told), (told.payload.get("metrics") or {}).get("auc")
    if not answering or told.payload.get("is_live", True) or not figure:
        return ""
    return say(
        "analytics_risk_former",
        language,
        day=say_day(answering["fitted_at"], language),
        auc=say_share(figure["value"]),
    )

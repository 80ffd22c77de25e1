"""The first page: how the shop does, what needs a look, how the last runs went. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from console.analytics.notes import tell_note
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
from console.analytics.reading import Told, Totals
from console.charts import Bar, Chart, Series, bar_chart, line_chart
from console.reports.view import say_day as name_day
from console.words import say
from console.words.spans import say_span
from crm_backend.analytics.pipeline.models import AnalyticsRun
from kernel.turns import Language

WEEKS = 52
MOST_SHELVES = 12


def make_overview(
    sales: Told,
    totals: Totals,
    runs: Sequence[AnalyticsRun],
    shelves: dict[int, str],
    language: Language,
) -> Dashboard:
    """Return the page; what no run has told yet is left out."""
    sections = []
    if sales.payload:
        charts = (_draw_weeks(sales, language), _draw_shelves(sales, shelves, language))
        sections.append(Section("sales", say("analytics_sales", language), charts=charts))
    runs_table = _list_runs(runs, language)
    sections.append(
        Section(
            "runs",
            say("analytics_runs", language),
            say("analytics_runs_about", language),
            table=runs_table,
            empty=say("analytics_runs_none", language),
        )
    )
    return Dashboard(
        say("analytics_lead", language),
        cards=tuple(_make_cards(sales, totals, language)),
        sections=tuple(sections),
    )


def _make_cards(sales: Told, totals: Totals, language: Language) -> list[Card]:
    if not sales.payload:
        return []
    currency, people = sales.payload["currency"], sales.payload["customers"]
    weeks = sales.payload["weeks"]
    quarter = sum(week["revenue_cents"] for week in weeks[-13:])
    before = sum(week["revenue_cents"] for week in weeks[-26:-13])
    bought = people["bought"]
    cards = [
        Card(
            say("analytics_card_quarter", language),
            say_cents(quarter, currency),
            say("analytics_before", language, value=say_cents(before, currency)),
        ),
        Card(
            say("analytics_card_bought", language),
            f"{bought:,}",
            say("analytics_of_known", language, count=f"{people['known']:,}"),
        ),
        Card(
            say("analytics_card_came_back", language),
            say_share(people["came_back"] / bought if bought else None),
            say("analytics_of_buyers", language),
        ),
        Card(
            say("analytics_card_active", language),
            f"{people['active_90d']:,}",
            say("analytics_card_active_note", language),
        ),
    ]
    if totals.customers:
        cards += [
            Card(
                say("analytics_card_at_risk", language),
                f"{totals.at_risk:,}",
                say("analytics_of_known", language, count=f"{totals.customers:,}"),
            ),
            Card(
                say("analytics_card_expected", language),
                say_cents(totals.expected_cents, currency),
                say("analytics_card_expected_note", language),
            ),
        ]
    return cards


def say_day(text: str, language: Language) -> str:
    """Return a day of a report (2026-11-23) as an axis names it."""
    return name_day(date.fromisoformat(text[:10]), language)


def _draw_weeks(sales: Told, language: Language) -> Chart:
    weeks = sales.payload["weeks"][-WEEKS:]
    currency = sales.payload["currency"]
    now = say_cents((sales.payload.get("unfinished") or {}).get("revenue_cents"), currency)
    return line_chart(
        chart_words("analytics_chart_weeks", language, currency=currency, now=now),
        axis=say("analytics_col_week", language),
        labels=[say_day(week["week"], language) for week in weeks],
        series=[
            Series(
                say("analytics_col_revenue", language),
                tuple(week["revenue_cents"] / 100 for week in weeks),
            )
        ],
    )


def _draw_shelves(sales: Told, shelves: dict[int, str], language: Language) -> Chart:
    bars = []
    for row in sales.payload["categories"][:MOST_SHELVES]:
        now, before = row["quarter"] / 100, row["before"] / 100
        change = f"{100 * (now / before - 1):+.0f} %" if before else ""
        name = shelves.get(row["category_id"], f"#{row['category_id']}")
        bars.append(Bar(name, now, change, (before, change)))
    return bar_chart(
        chart_words("analytics_chart_shelves", language, currency=sales.payload["currency"]),
        head=head(language, ("category", "quarter", "before", "change")),
        bars=bars,
    )


def _list_runs(runs: Sequence[AnalyticsRun], language: Language) -> Table | None:
    if not runs:
        return None
    rows = tuple(
        (
            Cell(say_moment(run.as_of)),
            Cell(say(f"analytics_run_{run.state}", language), note=_name_trouble(run, language)),
            Cell(say_span(run.seconds, language)),
            Cell(run.made_by),
        )
        for run in runs
    )
    return Table(head(language, ("when", "state", "took", "by")), rows)


def say_moment(moment: datetime) -> str:
    """Return a moment as tables show it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _name_trouble(run: AnalyticsRun, language: Language) -> str:
    troubled = [
        f"{say_step(str(step['name']), language)}: {_say_error(step, language)}"
        for step in run.steps
        if step["state"] in ("failed", "refused", "skipped")
    ]
    return " · ".join(troubled)


def _say_error(step: dict[str, Any], language: Language) -> str:
    return tell_note(str(step.get("error") or step["state"]), language).text


def say_step(name: str, language: Language) -> str:
    """Return the name of a step of the run."""
    return name_by(f"analytics_step_{name.replace('-', '_')}", language, name)

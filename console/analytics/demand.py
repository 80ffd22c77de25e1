"""The page of demand: what will be sold and asked, what runs out, how many agents. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from console.analytics.overview import say_day
from console.analytics.page import (
    Cell,
    Dashboard,
    Section,
    Table,
    chart_words,
    head,
    name_by,
    say_chance,
    say_share,
    say_span_of,
)
from console.analytics.reading import Told
from console.charts import Chart, Series, heat_map, line_chart
from console.copilot.why import name_intent
from console.words import plainly, say
from kernel.turns import Language

DRAWN = 2
SHOWN = 20  # series in a table; the spreadsheet has all
DAYS, HOURS = 7, 24
KINDS = ("categories", "products", "reasons")


def make_demand(
    demand: Told, contacts: Told, names: dict[str, str], language: Language, most: int = SHOWN
) -> Dashboard:
    """Return the page; `names` are those of products and categories by the keys of the series."""
    sections = [
        *(
            part
            for kind in KINDS
            for part in _make_forecasts(
                kind, (demand.payload.get(kind) or {}).get("series") or (), names, language, most
            )
        ),
        *_make_stock(demand, names, language),
        *_make_week(contacts, language),
        *_make_staffing(demand, language),
    ]
    if not sections:
        return Dashboard(say("analytics_demand_none", language), notes=demand.notes)
    return Dashboard(
        _say_lead(demand, language),
        sections=tuple(sections),
        notes=(*demand.notes, *contacts.notes),
    )


def _say_lead(demand: Told, language: Language) -> str:
    held = (demand.payload.get("products") or {}).get("held_out")
    if not held:
        return say("analytics_demand_lead_plain", language)
    naive, chosen = held["methods"][held["reference"]], held["chosen"]
    gain = 1 - chosen["mae"] / naive["mae"] if naive["mae"] else 0.0
    key = "analytics_demand_lead" if gain > 0 else "analytics_demand_lead_naive"
    return say(key, language, gain=say_share(abs(gain)), series=held["series"])


def _make_forecasts(
    kind: str,
    series: Sequence[dict[str, Any]],
    names: dict[str, str],
    language: Language,
    most: int,
) -> list[Section]:
    if not series:
        return []
    charts = tuple(_draw_series(kind, one, names, language) for one in series[:DRAWN])
    rows, raw = [], []
    for one in series[:most]:
        total = sum(one["mean"])
        span = _say_first_span(one, language)
        name = _name_series(kind, one, names, language)
        gain = one.get("gain")
        rows.append(
            (
                Cell(name),
                Cell(f"{one['mean'][0]:,.1f}", note=span),
                Cell(f"{total:,.0f}"),
                Cell(_name_method(one["method"], language)),
                Cell(_say_gain(gain, language)),
            )
        )
        raw.append((name, one["mean"][0], total, one["method"], gain))
    columns = ("series", "next", "whole", "method", "gain")
    return [
        Section(
            kind,
            say(f"analytics_forecasts_{kind}", language),
            say(
                "analytics_forecasts_about", language, shown=min(most, len(series)), of=len(series)
            ),
            charts,
            Table(head(language, columns), tuple(rows), tuple(raw)),
        )
    ]


def _say_first_span(one: dict[str, Any], language: Language) -> str:
    low, high = one["lower"][0], one["upper"][0]
    if low is None or high is None:
        return ""
    return say_span_of(f"{low:,.0f}", f"{high:,.0f}", language)


def _say_gain(gain: float | None, language: Language) -> str:
    if gain is None:
        return say("analytics_gain_unknown", language)
    if gain <= 0:
        return say("analytics_gain_none", language)
    return say("analytics_gain", language, gain=say_share(gain))


def _name_method(name: str, language: Language) -> str:
    return name_by(f"analytics_method_{name}", language, name)


def _name_series(kind: str, one: dict[str, Any], names: dict[str, str], language: Language) -> str:
    key = str(one["key"])
    if kind != "reasons":
        return names.get(f"{kind}:{key}", key)
    source, _colon, reason = key.partition(":")
    if source == "chat":
        told = name_intent(reason, language)
    else:
        told = name_by(f"tickets_kind_{reason}", language, plainly(reason))
    return f"{say(f'analytics_source_{source}', language)}: {told}"


def _draw_series(
    kind: str, one: dict[str, Any], names: dict[str, str], language: Language
) -> Chart:
    name = _name_series(kind, one, names, language)
    words = chart_words("analytics_chart_demand", language, name=name)
    return line_chart(
        replace(words, title=f"{words.title}: {name}"),
        axis=say("analytics_col_period", language),
        labels=[say_day(period, language) for period in one["periods"]],
        series=[
            Series(say("analytics_col_mean", language), tuple(one["mean"])),
            Series(say("analytics_col_lower", language), tuple(one["lower"])),
            Series(say("analytics_col_upper", language), tuple(one["upper"])),
        ],
    )


def _make_stock(demand: Told, names: dict[str, str], language: Language) -> list[Section]:
    stock = [one for one in demand.payload.get("stock") or () if one["is_warned"]]
    if not stock:
        return []
    rows = tuple(
        (
            Cell(names.get(f"products:{one['key']}", str(one["key"]))),
            Cell(f"{one['stock']:,.0f}"),
            Cell(say_chance(one["probability"], language)),
            Cell(_say_week(one["earliest"], language)),
            Cell(f"{one['to_order']:,}"),
        )
        for one in stock
    )
    columns = ("product", "in_stock", "runs_out", "earliest", "to_order")
    return [
        Section(
            "stock",
            say("analytics_stock", language),
            say("analytics_stock_about", language),
            table=Table(head(language, columns), rows),
        )
    ]


def _say_week(monday: str | None, language: Language) -> str:
    """Return a week by its Monday: what may happen in it may have it behind already."""
    if not monday:
        return "–"
    return say("analytics_in_week", language, day=say_day(monday, language))


def _make_week(contacts: Told, language: Language) -> list[Section]:
    week = contacts.payload.get("week")
    if not week:
        return []
    picture = heat_map(
        chart_words("analytics_chart_contacts", language),
        corner=say("report_weekday", language),
        rows=[say(f"report_weekday_{day}", language) for day in range(DAYS)],
        columns=[str(hour) for hour in range(HOURS)],
        values=week,
        every=6,
    )
    return [Section("contacts", say("analytics_contacts", language), charts=(picture,))]


def _make_staffing(demand: Told, language: Language) -> list[Section]:
    hours = demand.payload.get("roster") or ()
    if not hours:
        return []
    rows = tuple(
        (
            Cell(datetime.fromisoformat(one["period"]).isoformat(" ", "minutes")),
            Cell(f"{one['contacts']:,.1f}", note=f"≤ {one['most_contacts']:,.1f}"),
            Cell(str(one["expected"]["agents"])),
            Cell(str(one["careful"]["agents"])),
            Cell(say_share(one["expected"]["share_in_time"])),
        )
        for one in hours
    )
    columns = ("hour", "contacts", "agents", "careful", "in_time")
    return [
        Section(
            "staffing",
            say("analytics_staffing", language),
            say("analytics_staffing_about", language),
            (_draw_roster(hours, language),),
            Table(head(language, columns), rows),
            folded=say("analytics_staffing_hours", language),
        )
    ]


def _draw_roster(hours: Sequence[dict[str, Any]], language: Language) -> Chart:
    """Return how many agents each hour of each day needs; of an hour that comes twice the most."""
    days = sorted({one["period"][:10] for one in hours})
    needed = {day: [0] * HOURS for day in days}
    for one in hours:
        day, hour = one["period"][:10], int(one["period"][11:13])
        needed[day][hour] = max(needed[day][hour], one["expected"]["agents"])
    return heat_map(
        chart_words("analytics_chart_staffing", language),
        corner=say("report_day", language),
        rows=[say_day(day, language) for day in days],
        columns=[str(hour) for hour in range(HOURS)],
        values=list(needed.values()),
        every=6,
    )

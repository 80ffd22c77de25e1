"""The page of recommendations: what came of offers, and what they added. Pure."""

from collections.abc import Sequence
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
    say_span_of,
)
from console.analytics.reading import Told
from console.charts import Bar, Chart, Interval, Series, bar_chart, interval_chart, line_chart
from console.words import WORDS, say
from kernel.turns import Language

SHOWN = 15  # products of a table; the spreadsheet has all
WEEKS = 26


def make_offers(told: Told, names: dict[int, str], language: Language, most: int) -> Dashboard:
    """Return the page; `names` are those of products by id."""
    report = told.payload
    if not report:
        return Dashboard(say("analytics_offers_none", language), notes=told.notes)
    products = report["products"]
    losers = sorted((one for one in products if one["lost"]), key=lambda one: -one["lost"])
    about = say("analytics_places_about", language, days=report["window_days"])
    sections = (
        _make_uplift(report, language),
        Section(
            "places",
            say("analytics_places", language),
            about,
            (_draw_places(report["places"], language),),
            _list_places(report["places"], language),
        ),
        Section(
            "time",
            say("analytics_acceptance", language),
            charts=(_draw_weeks(report, language),),
        ),
        Section(
            "products",
            say("analytics_products", language),
            say("analytics_products_about", language),
            table=_list_products(products[:most], names, language),
        ),
        Section(
            "losers",
            say("analytics_losers", language),
            say("analytics_losers_about", language) if losers else "",
            table=_list_products(losers[:most], names, language) if losers else None,
            empty=say("analytics_losers_none", language),
        ),
    )
    return Dashboard(
        _say_lead(report, language), _make_cards(report, language), sections, told.notes
    )


def _say_lead(report: dict[str, Any], language: Language) -> str:
    """Return what may be concluded of what recommending adds."""
    low, high = (_say_points(report["uplift"][end]) for end in ("low", "high"))
    key = f"analytics_offers_conclusion_{report['conclusion']}"
    key = key if key in WORDS else "analytics_offers_conclusion_unclear"
    return say(key, language, low=low, high=high, days=report["window_days"])


def _make_cards(report: dict[str, Any], language: Language) -> tuple[Card, ...]:
    accepted = report["acceptance"]
    span = _say_ends(accepted, language)
    days = report["window_days"]
    return (
        Card(
            say("analytics_card_offered", language),
            f"{report['shown']:,}",
            say("analytics_card_offered_note", language, people=f"{report['people']:,}"),
        ),
        Card(
            say("analytics_card_coverage", language),
            say_fine(report["coverage"]["value"]),
            say("analytics_card_coverage_note", language),
        ),
        Card(
            say("analytics_card_clicks", language),
            say_fine(report["clicks"]["value"]),
            _say_ends(report["clicks"], language),
        ),
        Card(
            say("analytics_card_acceptance", language),
            say_fine(accepted["value"]),
            say("analytics_card_acceptance_note", language, days=days, span=span),
        ),
    )


def say_fine(value: float | None) -> str:
    """Return a share in tenths of a per cent: few offers are taken; a dash where not known."""
    return "–" if value is None else f"{100 * value:.1f} %"


def _say_ends(share: dict[str, Any], language: Language) -> str:
    if share["value"] is None:
        return ""
    return say_span_of(say_fine(share["low"]), say_fine(share["high"]), language)


def _say_points(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:+.1f}"


def name_offer(list_name: str, place: str, language: Language) -> str:
    """Return a list and its place in words."""
    named = name_by(f"analytics_list_{list_name}", language, list_name)
    where = name_by(f"analytics_place_{place}", language, place)
    return f"{named}, {where}" if language == "en" else f"{named}（{where}）"


def _name_row(row: dict[str, Any], language: Language) -> str:
    list_name, place = row["key"]
    return name_offer(list_name, place, language)


def _make_uplift(report: dict[str, Any], language: Language) -> Section:
    uplift, spend, days = report["uplift"], report["spend_uplift"], report["window_days"]
    places = "; ".join(name_offer(named, place, language) for place, named in report["compared"])
    charts: tuple[Chart, ...] = ()
    if uplift["value"] is not None:
        value, low, high = (100 * uplift[one] for one in ("value", "low", "high"))
        name = say("analytics_arm_difference", language)
        said = f"{value:+.1f} ({low:+.1f} – {high:+.1f})"
        charts = (
            interval_chart(
                chart_words("analytics_chart_uplift", language),
                head=head(language, ("arm", "points", "low", "high")),
                intervals=[Interval(name, value, low, high, said)],
                nought=say("analytics_uplift_nought", language),
            ),
        )
    rows = [
        (
            Cell(say(f"analytics_arm_{arm}", language)),
            Cell(f"{share['of']:,}"),
            Cell(say_fine(share["value"]), note=_say_ends(share, language)),
        )
        for arm, share in report["buyers"].items()
    ]
    differences = (
        ("difference", uplift, _say_points),
        ("spend", spend, lambda cents: _say_money(cents, report["currency"])),
    )
    for key, one, tell in differences:
        is_known = one["value"] is not None
        span = say_span_of(tell(one["low"]), tell(one["high"]), language) if is_known else ""
        text = tell(one["value"]) if is_known else say("analytics_uplift_unknown", language)
        rows.append((Cell(say(f"analytics_arm_{key}", language)), Cell(""), Cell(text, note=span)))
    return Section(
        "uplift",
        say("analytics_uplift", language),
        say("analytics_uplift_about", language, days=days, places=places),
        charts,
        Table(head(language, ("arm", "customers", "bought")), tuple(rows)),
    )


def _say_money(cents: float | None, currency: str) -> str:
    return "–" if cents is None else f"{cents / 100:+,.2f} {currency}"


def _draw_places(rows: Sequence[dict[str, Any]], language: Language) -> Chart:
    ranked = sorted(rows, key=lambda row: -row["offered"])
    return bar_chart(
        chart_words("analytics_chart_places", language),
        head=head(language, ("list", "offered")),
        bars=[Bar(_name_row(row, language), row["offered"]) for row in ranked],
    )


def _list_places(rows: Sequence[dict[str, Any]], language: Language) -> Table:
    cells = tuple(
        (
            Cell(_name_row(row, language)),
            Cell(f"{row['offered']:,}"),
            *_tell_shares(row, language),
        )
        for row in rows
    )
    raw = tuple((_name_row(row, language), *_list_raw(row)) for row in rows)
    return Table(head(language, ("list", "offered", "clicked", "bought")), cells, raw)


def _tell_shares(row: dict[str, Any], language: Language) -> tuple[Cell, Cell]:
    clicked, bought = row["clicked"], row["bought"]
    return (
        Cell(say_fine(clicked["value"]), note=_say_ends(clicked, language)),
        Cell(say_fine(bought["value"]), note=_say_ends(bought, language)),
    )


def _list_raw(row: dict[str, Any]) -> tuple[int, float | None, float | None]:
    return row["offered"], row["clicked"]["value"], row["bought"]["value"]


def _draw_weeks(report: dict[str, Any], language: Language) -> Chart:
    """Return the share bought by week; a week whose window is not over is no point."""
    weeks = [one for one in report["weeks"] if one["bought"]["of"]][-WEEKS:]
    days = report["window_days"]
    columns = (("bought", "value"), ("lower", "low"), ("upper", "high"))
    return line_chart(
        chart_words("analytics_chart_acceptance", language, days=days),
        axis=say("analytics_col_week", language),
        labels=[say_day(one["key"][0], language) for one in weeks],
        series=[
            Series(
                say(f"analytics_col_{name}", language),
                tuple(round(100 * one["bought"][end], 2) for one in weeks),
            )
            for name, end in columns
        ],
    )


def _list_products(
    products: Sequence[dict[str, Any]], names: dict[int, str], language: Language
) -> Table:
    named = [names.get(one["key"][0], f"#{one['key'][0]}") for one in products]
    rows = tuple(
        (
            Cell(name),
            Cell(f"{one['offered']:,}"),
            *_tell_shares(one, language),
            Cell(f"{one['lost']:,}"),
        )
        for name, one in zip(named, products, strict=True)
    )
    raw = tuple(
        (name, *_list_raw(one), one["lost"]) for name, one in zip(named, products, strict=True)
    )
    columns = ("product", "offered", "clicked", "bought", "lost")
    return Table(head(language, columns), rows, raw)

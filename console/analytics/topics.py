"""The page of feedback: topics, how people feel, what goes with low ratings. Pure."""

from collections.abc import Sequence
from typing import Any

from console.analytics.overview import say_day
from console.analytics.page import Cell, Dashboard, Section, Table, chart_words, head, say_share
from console.analytics.reading import Told
from console.charts import Bar, Chart, Series, bar_chart, line_chart
from console.charts.scale import shorten
from console.words import say
from kernel.turns import Language

MOST_BARS = 12
EXAMPLE = 120  # columns of a text that stands for its topic


def make_topics(told: Told, language: Language) -> Dashboard:
    """Return the page."""
    report = told.payload.get("topics") or {}
    topics = report.get("topics") or ()
    if not topics:
        return Dashboard(say("analytics_topics_none", language), notes=told.notes)
    largest = topics[0]
    lead = say(
        "analytics_topics_lead",
        language,
        texts=f"{report['texts']:,}",
        count=len(topics),
        name=largest["name"],
        share=say_share(largest["share"]),
    )
    sections = [
        Section(
            "topics",
            say("analytics_topics", language),
            say("analytics_topics_about", language),
            (_draw_sizes(topics, language), *_draw_moods(report, language)),
            _list_topics(topics, language),
        ),
        *_make_drivers(told.payload.get("drivers") or {}, language),
    ]
    return Dashboard(lead, sections=tuple(sections), notes=told.notes)


def _draw_sizes(topics: Sequence[dict[str, Any]], language: Language) -> Chart:
    bars = [
        Bar(topic["name"], topic["size"], say_share(topic["share"]), (say_share(topic["share"]),))
        for topic in topics[:MOST_BARS]
    ]
    return bar_chart(
        chart_words("analytics_chart_topics", language),
        head=head(language, ("topic", "texts", "share")),
        bars=bars,
    )


def _draw_moods(report: dict[str, Any], language: Language) -> list[Chart]:
    points = report.get("series") or ()
    values = tuple(point["sentiment"]["value"] for point in points)
    if len(points) < 2 or all(value is None for value in values):
        return []
    return [
        line_chart(
            chart_words("analytics_chart_sentiment", language),
            axis=say("analytics_col_period", language),
            labels=[say_day(point["start"], language) for point in points],
            series=[Series(say("analytics_col_sentiment", language), values)],
        )
    ]


def _list_topics(topics: Sequence[dict[str, Any]], language: Language) -> Table:
    """Return the topics; feelings and ratings where any are known."""
    told = [name for name in ("sentiment", "rating") if any(one[name]["n"] for one in topics)]
    rows = tuple(
        (
            Cell(topic["name"], note=_say_example(topic)),
            Cell(f"{topic['size']:,}", note=say_share(topic["share"])),
            Cell(say(f"analytics_trend_{topic['trend']['direction']}", language)),
            *(Cell(_say_figure(topic[name])) for name in told),
        )
        for topic in topics
    )
    return Table(head(language, ("topic", "texts", "trend", *told)), rows)


def _say_example(topic: dict[str, Any]) -> str:
    return f"“{shorten(topic['examples'][0], EXAMPLE)}”" if topic["examples"] else ""


def _say_figure(estimate: dict[str, Any]) -> str:
    value = estimate["value"]
    return "–" if value is None else f"{value:.1f}"


def _make_drivers(drivers: dict[str, Any], language: Language) -> list[Section]:
    effects = drivers.get("effects") or ()
    if not effects:
        return []
    rows = tuple(
        (
            Cell(effect["sentences"][language]),
            Cell(
                f"× {effect['odds']:.1f}",
                note=f"{effect['low_end']:.1f} – {effect['high_end']:.1f}",
            ),
        )
        for effect in effects
    )
    return [
        Section(
            "drivers",
            say("analytics_drivers", language),
            say("analytics_drivers_about", language),
            table=Table(head(language, ("driver", "odds")), rows),
        )
    ]

"""The page of the data: what is wrong with them, how fresh they are. Pure."""

from collections.abc import Sequence
from typing import Any

from console.analytics.page import Cell, Dashboard, Section, Table, head, name_by
from console.analytics.reading import Told
from console.words import say
from kernel.turns import Language


def make_data(
    quality: Told,
    freshness: Told,
    language: Language,
) -> Dashboard:
    """Return the page."""
    if not quality.payload:
        return Dashboard(say("analytics_data_none", language))
    wrong = [one for one in quality.payload.get("checks") or () if one["rows"]]
    grave = sum(one["severity"] == "error" for one in wrong)
    key = "analytics_data_grave" if grave else "analytics_data_fine"
    sections = (
        Section(
            "faults",
            say("analytics_faults", language),
            say("analytics_faults_about", language),
            table=_list_faults(wrong, language) if wrong else None,
            empty=say("analytics_faults_none", language),
        ),
        Section(
            "feeds",
            say("analytics_feeds", language),
            table=_list_feeds(freshness, language),
        ),
    )
    return Dashboard(say(key, language, count=grave), sections=sections)


def _list_faults(wrong: Sequence[dict[str, Any]], language: Language) -> Table:
    rows = tuple(
        (
            Cell(_name_fault(one, language), note=_say_left_out(one, language)),
            Cell(say(f"analytics_severity_{one['severity']}", language)),
            Cell(
                f"{one['rows']:,}", note=say("analytics_of_known", language, count=f"{one['of']:,}")
            ),
            Cell(", ".join(map(str, one["examples"]))),
        )
        for one in wrong
    )
    return Table(head(language, ("fault", "severity", "rows", "examples")), rows)


def _name_fault(one: dict[str, Any], language: Language) -> str:
    return name_by(f"analytics_fault_{one['name']}", language, str(one["sentence"]))


def _say_left_out(one: dict[str, Any], language: Language) -> str:
    return say("analytics_left_out", language) if one["drops"] else ""


def _list_feeds(freshness: Told, language: Language) -> Table | None:
    feeds = freshness.payload.get("feeds") or ()
    if not feeds:
        return None
    rows = tuple(
        (
            Cell(_name_feed(str(one["name"]), language)),
            Cell(f"{one['rows']:,}"),
            Cell(
                "–"
                if one["hours"] is None
                else say("analytics_hours_ago", language, hours=f"{one['hours']:,.0f}")
            ),
            Cell(say("analytics_silent" if one["is_silent"] else "analytics_as_usual", language)),
        )
        for one in feeds
    )
    return Table(head(language, ("feed", "rows", "newest", "state")), rows)


def _name_feed(name: str, language: Language) -> str:
    return name_by(f"analytics_feed_{name}", language, name)

"""The page of segments: who the customers are, in words and pictures, and how they move. Pure."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

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
from console.analytics.reading import Told
from console.charts import Bar, Chart, bar_chart
from console.words import say
from kernel.turns import Language

GOOD = ("champions", "loyal")
MOST_MOVES = 10
SLIPPING = ("at_risk", "cannot_lose", "about_to_sleep")


def make_segments(
    told: Told, counts: Sequence[tuple[str, int, int]], currency: str, language: Language
) -> Dashboard:
    """Return the page; `counts` are customers and cents spent by segment, the largest first."""
    if not counts:
        return Dashboard(say("analytics_segments_none", language), notes=told.notes)
    total = sum(count for _name, count, _cents in counts)
    money = sum(cents for _name, _count, cents in counts)
    lead = say(
        "analytics_segments_lead",
        language,
        good=say_share(sum(count for name, count, _ in counts if name in GOOD) / total),
        money=say_share(
            sum(cents for name, _, cents in counts if name in GOOD) / money if money else None
        ),
        slipping=f"{sum(count for name, count, _ in counts if name in SLIPPING):,}",
    )
    sections = [
        Section(
            "segments",
            say("analytics_segments", language),
            say("analytics_segments_about", language),
            charts=(_draw_sizes(counts, total, money, language),),
            table=_list_segments(counts, total, money, currency, language),
        ),
        *_make_groups(told, language),
        *_make_movement(told, language),
    ]
    cards = (
        Card(say("analytics_card_segments", language), str(len(counts))),
        Card(say("analytics_card_customers", language), f"{total:,}"),
        Card(say("analytics_card_spent", language), say_cents(money, currency)),
    )
    return Dashboard(lead, cards, tuple(sections), told.notes)


def name_segment(name: str, language: Language) -> str:
    """Return a segment's name in words; one that has none as it is."""
    return name_by(f"segment_{name}", language, name.replace("_", " "))


def _draw_sizes(
    counts: Sequence[tuple[str, int, int]], total: int, money: int, language: Language
) -> Chart:
    bars = [
        Bar(
            name_segment(name, language),
            count,
            say_share(count / total),
            (say_share(count / total), say_share(cents / money if money else None)),
        )
        for name, count, cents in counts
    ]
    return bar_chart(
        chart_words("analytics_chart_segments", language),
        head=head(language, ("segment", "customers", "share", "of_money")),
        bars=bars,
    )


def _list_segments(
    counts: Sequence[tuple[str, int, int]],
    total: int,
    money: int,
    currency: str,
    language: Language,
) -> Table:
    rows = tuple(
        (
            Cell(
                name_segment(name, language),
                note=_say_about(name, language),
                href=f"/staff/analytics/segments/{quote(name, safe='')}",
            ),
            Cell(f"{count:,}", note=say_share(count / total)),
            Cell(say_cents(cents, currency), note=say_share(cents / money if money else None)),
            Cell(say_cents(cents / count, currency)),
        )
        for name, count, cents in counts
    )
    raw = tuple(
        (name_segment(name, language), count, cents / 100, cents / count / 100)
        for name, count, cents in counts
    )
    return Table(head(language, ("segment", "customers", "spent", "each")), rows, raw)


def _say_about(name: str, language: Language) -> str:
    return name_by(f"segment_{name}_about", language, "")


def _make_groups(told: Told, language: Language) -> list[Section]:
    """Return groups that were found in the figures themselves, each in words."""
    groups = (told.payload.get("clusters") or {}).get("segments") or ()
    if not groups:
        return []
    rows = tuple(
        (
            Cell(
                name_segment(str(group["name"]), language),
                href=f"/staff/analytics/segments/{quote(str(group['name']), safe='')}?by=cluster",
            ),
            Cell(f"{group['customers']:,}", note=say_share(group["share"])),
            Cell(say_share(group.get("revenue_share"))),
            Cell(say_traits(group.get("traits") or (), language)),
        )
        for group in groups
    )
    stability = (told.payload.get("clusters") or {}).get("stability")
    return [
        Section(
            "groups",
            say("analytics_groups", language),
            say("analytics_groups_about", language, stability=say_share(stability)),
            table=Table(head(language, ("group", "customers", "of_money", "typical")), rows),
        )
    ]


def say_traits(traits: Sequence[dict[str, Any]], language: Language) -> str:
    """Return what is typical of a group against everybody."""
    told = [
        say(
            f"segment_trait_{trait['level']}",
            language,
            column=_name_column(str(trait["column"]), language),
            here=_shorten(trait["here"]),
            everybody=_shorten(trait["everybody"]),
        )
        for trait in traits
    ]
    return " · ".join(told) or say("analytics_trait_none", language)


def _shorten(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _name_column(name: str, language: Language) -> str:
    return name_by(f"segment_column_{name}", language, name.replace("_", " "))


def _make_movement(told: Told, language: Language) -> list[Section]:
    moved = told.payload.get("movement")
    if not moved:
        return []
    rows = [name_segment(name, language) for name in moved["rows"]]
    columns = [name_segment(name, language) for name in moved["columns"]]
    values = [list(row) for row in moved["counts"]]
    table = Table(
        (say("analytics_col_from", language), *columns),
        tuple(
            (Cell(name), *(Cell(f"{count:,}") for count in row))
            for name, row in zip(rows, values, strict=True)
        ),
    )
    moves = sorted(
        (
            (count, f"{was} → {now}")
            for was, row in zip(rows, values, strict=True)
            for now, count in zip(columns, row, strict=True)
            if was != now and count
        ),
        key=lambda move: (-move[0], move[1]),
    )
    picture = bar_chart(
        chart_words(
            "analytics_chart_movement", language, first=moved["earlier"], last=moved["later"]
        ),
        head=head(language, ("move", "customers")),
        bars=[Bar(name, count) for count, name in moves[:MOST_MOVES]],
    )
    about = say("analytics_movement_about", language, stayed=say_share(moved.get("stayed")))
    return [Section("movement", say("analytics_movement", language), about, (picture,), table)]

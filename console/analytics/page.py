"""What a page of figures is made of: cards, pictures, tables, each with its words. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from console.charts import Chart, Words
from console.words import WORDS, say
from kernel.turns import Language


@dataclass(frozen=True)
class Card:
    """A headline figure and what qualifies it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what it says, what qualifies it in small letters, where it leads."""

    text: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under a head; `raw` are the same rows for a spreadsheet."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    raw: tuple[tuple[str | int | float | None, ...], ...] = ()

    @property
    def plain(self) -> tuple[tuple[str | int | float | None, ...], ...]:
        """The rows for a spreadsheet: raw figures where there are some."""
        return self.raw or tuple(tuple(cell.text for cell in row) for row in self.rows)


@dataclass(frozen=True)
class Section:
    """A part of a page under a heading; `key` names it in addresses.

    `csv` is where a file of more than the table is; `folded` heads a long table that is closed at
    first.
    """

    key: str
    title: str
    about: str = ""
    charts: tuple[Chart, ...] = ()
    table: Table | None = None
    empty: str = ""
    csv: str = ""
    folded: str = ""


@dataclass(frozen=True)
class Dashboard:
    """A page: what may be concluded in a sentence, figures, parts, and what was doubted."""

    lead: str
    cards: tuple[Card, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()

    def find_table(self, key: str) -> Table | None:
        """Return the table of the part with this key; `key-1` is that behind its first chart."""
        for part in self.sections:
            if part.key == key:
                return part.table
            for place, chart in enumerate(part.charts, start=1):
                if key == f"{part.key}-{place}":
                    return Table(chart.head, (), chart.rows)
        return None


def chart_words(key: str, language: Language, **values: object) -> Words:
    """Return the words of a chart: its title under `key`, its description under `key`_about."""
    return Words(
        title=say(key, language),
        description=say(f"{key}_about", language, **values),
        table=say("report_chart_table", language),
        empty=say("analytics_chart_empty", language),
        language=language,
    )


def say_share(value: float | None) -> str:
    """Return a share in whole per cent; a dash where it is not known."""
    return "–" if value is None else f"{100 * value:.0f} %"


def say_cents(cents: float | None, currency: str) -> str:
    """Return an amount in whole units with its currency; a dash where it is not known."""
    return "–" if cents is None else f"{cents / 100:,.0f} {currency}"


def say_chance(chance: float | None, language: Language) -> str:
    """Return a chance in whole per cent, never as 0 or 100: no model is that sure."""
    if chance is None or not math.isfinite(chance):
        return say("foretold_chance_unknown", language)
    share = 100 * chance
    if share < 1 or share > 99:
        return say(f"foretold_chance_{'below' if share < 1 else 'above'}", language)
    return say("foretold_chance", language, share=f"{share:.0f}")


def say_span_of(low: str, high: str, language: Language) -> str:
    """Return an interval in words."""
    return say("analytics_between", language, low=low, high=high)


def head(language: Language, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the heads of columns."""
    return tuple(say(f"analytics_col_{key}", language) for key in keys)


def name_by(key: str, language: Language, otherwise: str) -> str:
    """Return the words under a key that data made; `otherwise` where there are none."""
    return say(key, language) if key in WORDS else otherwise

"""Horizontal bars: a name, its number, and a bar below both, so that long names have room. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from console.charts.figure import Cell, Chart, Words, draw, say_empty, tag
from console.charts.scale import Scale, make_scale, percent, short, shorten, trim

ROW, BAR = 38, 10  # pixels: one row, and the bar in it
TEXT = 14  # from the top of a row to the line its text stands on
COLUMNS = 34  # a name is cut at this width: about 250 pixels, which a phone has


@dataclass(frozen=True)
class Bar:
    """One bar. `note` stands beside the number, such as its share; `more` are further cells."""

    name: str
    value: float
    note: str = ""
    more: tuple[Cell, ...] = ()


def bar_chart(words: Words, *, head: Sequence[str], bars: Sequence[Bar]) -> Chart:
    """Return a chart of bars from nought; `head` heads the table: name, value, then `more`."""
    rows = tuple((bar.name, bar.value, *bar.more) for bar in bars)
    if not bars:
        return Chart(words, say_empty(words), tuple(head), rows)
    scale = make_scale(bar.value for bar in bars)
    edge = _tighten(scale, bars)
    parts: list[Markup] = []
    for place, bar in enumerate(bars):
        parts += _draw_bar(bar, place * ROW, edge, words)
    if edge.low < 0:
        x = percent(edge.share(0))
        parts.append(tag("line", class_="chart-axis", x1=x, x2=x, y1=0, y2=len(bars) * ROW))
    return Chart(words, draw(words, "bars", len(bars) * ROW, parts), tuple(head), rows)


def _tighten(scale: Scale, bars: Sequence[Bar]) -> Scale:
    """Return the scale without room beyond the longest bar: there are no ticks to be round for."""
    values = [bar.value for bar in bars]
    low, high = min([0.0, *values]), max([0.0, *values])
    return Scale(low, high, ()) if low < high else scale


def _draw_bar(bar: Bar, top: int, scale: Scale, words: Words) -> list[Markup]:
    start, end = sorted((scale.share(0), scale.share(bar.value)))
    said = " · ".join(part for part in (short(bar.value, words.language), bar.note) if part)
    base = top + TEXT
    return [
        tag(
            "text",
            tag("title", bar.name) + shorten(bar.name, COLUMNS),
            class_="chart-label",
            x="0%",
            y=base,
        ),
        tag("text", said, class_="chart-value", x="100%", y=base, text_anchor="end"),
        tag("rect", class_="chart-track", x="0%", y=base + 6, width="100%", height=BAR, rx=3),
        tag(
            "rect",
            tag("title", f"{bar.name}: {said}"),
            class_="chart-bar" if bar.value >= 0 else "chart-bar chart-below",
            x=percent(start),
            y=base + 6,
            width=f"{trim((end - start) * 100)}%",
            height=BAR,
            rx=3,
        ),
    ]

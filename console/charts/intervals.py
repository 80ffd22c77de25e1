"""Intervals beside nought: what is likely of each of some changes, one below the other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from console.charts.figure import Chart, Words, draw, say_empty, tag
from console.charts.scale import Scale, percent, shorten

ROW, TEXT, MIDDLE = 46, 14, 30  # pixels: one row, its text from the top, its line from the top
CAP, COLUMNS = 5, 34  # half the height of an interval's ends; where a name is cut
EDGE = 0.04  # of the width on both sides
FOOT = 20


@dataclass(frozen=True)
class Interval:
    """A change, from `low` to `high`; `said` tells it beside its name."""

    name: str
    value: float
    low: float
    high: float
    said: str


def interval_chart(
    words: Words, *, head: Sequence[str], intervals: Sequence[Interval], nought: str
) -> Chart:
    """Return a chart of intervals around a line at nought, which is labelled `nought`."""
    rows = tuple((one.name, one.value, one.low, one.high) for one in intervals)
    if not intervals:
        return Chart(words, say_empty(words), tuple(head), rows)
    scale = make_span(intervals)
    parts: list[Markup] = []
    for place, one in enumerate(intervals):
        parts += _draw_interval(one, place * ROW, scale)
    x, bottom = percent(_across(0, scale)), len(intervals) * ROW
    parts += [
        tag("line", class_="chart-axis", x1=x, x2=x, y1=TEXT + 6, y2=bottom),
        tag("text", nought, class_="chart-tick", x=x, y=bottom + TEXT, text_anchor="middle"),
    ]
    return Chart(words, draw(words, "intervals", bottom + FOOT, parts), tuple(head), rows)


def make_span(intervals: Sequence[Interval]) -> Scale:
    """Return the scale that holds all intervals, as much room on either side of nought."""
    reach = max((abs(end) for one in intervals for end in (one.low, one.high)), default=0.0)
    return Scale(-(reach or 1.0), reach or 1.0, ())


def _across(value: float, scale: Scale) -> float:
    return EDGE + (1 - 2 * EDGE) * scale.share(value)


def _draw_interval(one: Interval, top: int, scale: Scale) -> list[Markup]:
    low, high = percent(_across(one.low, scale)), percent(_across(one.high, scale))
    middle = top + MIDDLE
    ends = [
        tag("line", class_="chart-line chart-s1", x1=x, x2=x, y1=middle - CAP, y2=middle + CAP)
        for x in (low, high)
    ]
    return [
        tag(
            "text",
            tag("title", one.name) + shorten(one.name, COLUMNS),
            class_="chart-label",
            x="0%",
            y=top + TEXT,
        ),
        tag("text", one.said, class_="chart-value", x="100%", y=top + TEXT, text_anchor="end"),
        tag("line", class_="chart-line chart-s1", x1=low, x2=high, y1=middle, y2=middle),
        *ends,
        tag(
            "circle",
            tag("title", f"{one.name}: {one.said}"),
            class_="chart-point chart-s1",
            cx=percent(_across(one.value, scale)),
            cy=middle,
            r=4,
        ),
    ]

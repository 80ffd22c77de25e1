"""Lines over an ordered axis, with a point for each value. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from console.charts.figure import Chart, Words, draw, say_empty, tag
from console.charts.scale import Scale, choose_places, make_scale, measure, percent, short, trim

TOP, PLOT, BOTTOM = 12, 150, 26  # pixels above, of the plot, and below for the labels
INSET = 0.02  # of the width on both sides, so that no point is cut
MOST_LABELS = 5  # of 42 pixels each they fit on a phone, the outer ones within the plot
MOST_WIDE_LABELS = 3  # of labels wider than NARROW columns, such as 11月24日
NARROW = 6
DENSE = 45  # with more points than this they are small
LEGEND = 22


@dataclass(frozen=True)
class Series:
    """One line. None is a gap: nothing is known there, which is not nought."""

    name: str
    values: tuple[float | None, ...]


def line_chart(
    words: Words, *, axis: str, labels: Sequence[str], series: Sequence[Series]
) -> Chart:
    """Return a chart of lines; `axis` heads the labels in the table.

    Raises `ValueError` where a series has not one value for each label.
    """
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("Each series has one value for each label.")
    head = (axis, *(one.name for one in series))
    rows = tuple(
        (label, *(one.values[place] for one in series)) for place, label in enumerate(labels)
    )
    values = [value for one in series for value in one.values]
    if all(value is None for value in values):
        return Chart(words, say_empty(words), head, rows)
    scale = make_scale(values)
    above = LEGEND if len(series) > 1 else 0
    parts = [*_draw_axes(scale, labels, words, above)]
    for number, one in enumerate(series, start=1):
        parts += _draw_series(one, number, labels, scale, words, above)
    if above:
        parts += _draw_legend(series)
    height = above + TOP + PLOT + BOTTOM
    return Chart(words, draw(words, "line", height, parts), head, rows)


def place_across(place: int, count: int) -> float:
    """Return where point `place` of `count` lies, as a share of the width; one is in the middle."""
    if count == 1:
        return 0.5
    return INSET + (1 - 2 * INSET) * place / (count - 1)


def place_down(value: float, scale: Scale, above: int = 0) -> float:
    """Return how many pixels below the top a value lies."""
    return above + TOP + PLOT * (1 - scale.share(value))


def _draw_axes(scale: Scale, labels: Sequence[str], words: Words, above: int) -> list[Markup]:
    parts = []
    for tick in scale.ticks:
        y = trim(place_down(tick, scale, above))
        kind = "chart-axis" if tick == 0 else "chart-grid"
        parts.append(tag("line", class_=kind, x1="0%", x2="100%", y1=y, y2=y))
        text = short(tick, words.language)
        parts.append(tag("text", text, class_="chart-tick", x=-6, y=y, dy=4, text_anchor="end"))
    is_wide = max(map(measure, labels), default=0) > NARROW
    most = MOST_WIDE_LABELS if is_wide else MOST_LABELS
    for place in choose_places(len(labels), most):
        is_edge = len(labels) > 1
        anchor = "middle"
        if is_edge and place == 0:
            anchor = "start"
        elif is_edge and place == len(labels) - 1:
            anchor = "end"
        x = percent(place_across(place, len(labels)))
        base = above + TOP + PLOT + 18
        text = labels[place]
        parts.append(tag("text", text, class_="chart-tick", x=x, y=base, text_anchor=anchor))
    return parts


def _draw_series(
    one: Series, number: int, labels: Sequence[str], scale: Scale, words: Words, above: int
) -> list[Markup]:
    count = len(labels)
    points = [
        None
        if value is None
        else (percent(place_across(place, count)), trim(place_down(value, scale, above)))
        for place, value in enumerate(one.values)
    ]
    lines = [
        tag("line", class_=f"chart-line chart-s{number}", x1=a[0], y1=a[1], x2=b[0], y2=b[1])
        for a, b in pairwise(points)
        if a is not None and b is not None
    ]
    radius = 2 if count > DENSE else 3.5
    dots = [
        _draw_point(
            number, point, radius, f"{labels[place]} · {one.name}: {short(value, words.language)}"
        )
        for place, (point, value) in enumerate(zip(points, one.values, strict=True))
        if point is not None and value is not None
    ]
    return [*lines, *dots]


def _draw_point(number: int, at: tuple[str, str], radius: float, text: str) -> Markup:
    """Return a point; that of the second line is a square, so that colour is not all there is."""
    name = tag("title", text)
    if number == 2:
        side = trim(radius * 2)
        shift = f"translate({trim(-radius)} {trim(-radius)})"
        return tag(
            "rect",
            name,
            class_="chart-point chart-s2",
            x=at[0],
            y=at[1],
            width=side,
            height=side,
            transform=shift,
        )
    kind = f"chart-point chart-s{number}"
    return tag("circle", name, class_=kind, cx=at[0], cy=at[1], r=trim(radius))


def _draw_legend(series: Sequence[Series]) -> list[Markup]:
    parts = []
    for place, one in enumerate(series):
        x = place / len(series)
        parts.append(_draw_point(place + 1, (percent(x + INSET), "8"), 4, one.name))
        parts.append(
            tag("text", one.name, class_="chart-label", x=percent(x + INSET), y=8, dx=9, dy=4)
        )
    return parts

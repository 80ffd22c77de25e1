"""Pictures as low as a line of text: a chance, a span with its middle, a weight. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from console.charts.figure import tag
from console.charts.scale import trim

WIDTH, HEIGHT, EDGE = 160, 14, 4  # pixels; the edge keeps points whole
MIDDLE = HEIGHT / 2


def chance_bar(chance: float, description: str) -> Markup:
    """Return how much of the whole a chance from 0 to 1 is."""
    filled = WIDTH * max(0.0, min(chance, 1.0))
    return _draw([_bar("chart-track", 0, WIDTH), _bar("chart-bar", 0, filled)], description)


def span_line(low: float, value: float, high: float, description: str) -> Markup:
    """Return a span on a line from nought to its upper end, with a point at what is expected."""
    reach = max(high, value) or 1.0
    places = [EDGE + (WIDTH - 2 * EDGE) * max(0.0, one) / reach for one in (low, value, high)]
    start, point, end = (trim(place) for place in places)
    middle = trim(MIDDLE)
    return _draw(
        [
            tag("line", class_="chart-grid", x1=0, x2=WIDTH, y1=middle, y2=middle),
            tag("line", class_="chart-line chart-s1", x1=start, x2=end, y1=middle, y2=middle),
            tag("circle", class_="chart-point chart-s1", cx=point, cy=middle, r=EDGE),
        ],
        description,
    )


def weight_bar(weight: float, most: float) -> Markup:
    """Return a weight to the right of the middle, or to the left where it is negative.

    `most` is the largest weight beside it. It is for eyes alone: words beside it say the same.
    """
    length = WIDTH / 2 * min(abs(weight) / (most or 1.0), 1.0)
    start, kind = (
        (WIDTH / 2, "chart-bar chart-below") if weight >= 0 else (WIDTH / 2 - length, "chart-bar")
    )
    axis = tag("line", class_="chart-axis", x1=WIDTH / 2, x2=WIDTH / 2, y1=0, y2=HEIGHT)
    return _draw([_bar("chart-track", 0, WIDTH), _bar(kind, start, length), axis], "")


def _bar(kind: str, start: float, length: float) -> Markup:
    return tag("rect", class_=kind, x=trim(start), y=3, width=trim(length), height=8, rx=3)


def _draw(parts: Sequence[Markup], description: str) -> Markup:
    told = {"role": "img", "aria_label": description} if description else {"aria_hidden": "true"}
    return tag(
        "svg",
        Markup("").join(parts),
        class_="chart-slim",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        **told,
    )

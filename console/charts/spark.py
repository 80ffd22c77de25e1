"""A sparkline: how a number went, as small as a word. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from console.charts.figure import tag
from console.charts.scale import trim

WIDTH, HEIGHT, EDGE = 96, 24, 3  # pixels; the edge keeps the line and its end point whole


def sparkline(values: Sequence[float | None], description: str) -> Markup:
    """Return a line of values, the last with a point; nothing where there are none.

    Its bottom is nought, or the lowest value where that is below: a small change looks small.
    """
    known = [value for value in values if value is not None]
    if not known:
        return Markup("")
    low, high = min([0.0, *known]), max([0.0, *known])
    span = (high - low) or 1.0
    steps = max(len(values) - 1, 1)

    def place(number: int, value: float) -> tuple[str, str]:
        across = EDGE + (WIDTH - 2 * EDGE) * (number / steps if len(values) > 1 else 0.5)
        down = HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / span
        return trim(across), trim(down)

    points = [place(number, value) for number, value in enumerate(values) if value is not None]
    parts = [tag("title", description)]
    if len(points) > 1:
        path = " ".join(",".join(point) for point in points)
        parts.append(tag("polyline", class_="chart-line chart-s1", points=path, fill="none"))
    x, y = points[-1]
    parts.append(tag("circle", class_="chart-point chart-s1", cx=x, cy=y, r=2.5))
    return tag(
        "svg",
        Markup("").join(parts),
        class_="chart-spark",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
        aria_label=description,
    )

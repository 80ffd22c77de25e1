"""A line of moods: how somebody felt from message to message, between -1 and 1. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from console.charts.figure import tag
from console.charts.scale import trim

WIDTH, HEIGHT, EDGE = 160, 28, 4  # pixels; the edge keeps the line and its points whole


def mood_line(scores: Sequence[float], description: str) -> Markup:
    """Return the line, its middle neutral, the last message with a point; nothing below two.

    Each score is from -1 (angry) to 1 (happy). `description` says all of it to who does not see.
    """
    if len(scores) < 2:
        return Markup("")
    steps, middle = len(scores) - 1, HEIGHT / 2
    points = [
        (
            trim(EDGE + (WIDTH - 2 * EDGE) * number / steps),
            trim(middle - (middle - EDGE) * max(-1.0, min(score, 1.0))),
        )
        for number, score in enumerate(scores)
    ]
    x, y = points[-1]
    parts = (
        tag("line", class_="chart-grid", x1=0, x2=WIDTH, y1=trim(middle), y2=trim(middle)),
        tag(
            "polyline",
            class_="chart-line chart-s1",
            points=" ".join(",".join(point) for point in points),
            fill="none",
        ),
        tag("circle", class_="chart-point chart-s1", cx=x, cy=y, r=3),
    )
    return tag(
        "svg",
        Markup("").join(parts),
        class_="chart-mood",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
        aria_label=description,
    )

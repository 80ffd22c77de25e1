"""How far confidence is accuracy, as a picture (SVG)."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.evaluation.metrics import BINS, calibration_error
from nlu.evaluation.svg import draw_bar, draw_frame, draw_line, draw_text

SIDE, LEFT, TOP = 300, 70, 50
TITLE = "Reliability: accuracy of predictions by their confidence"


def draw_reliability(bins: Sequence[dict[str, float]]) -> str:
    """Return bars of accuracy over confidence; on the dashed line the two agree.

    A bar is the fainter, the fewer predictions it stands for.
    """
    most = max(row["count"] for row in bins)
    parts = [draw_text(LEFT, 24, TITLE), *draw_axes()]
    for row in bins:
        place = min(BINS - 1, int(row["confidence"] * BINS))
        height = SIDE * row["accuracy"]
        note = (
            f"confidence {row['confidence']:.2f}, accuracy {row['accuracy']:.2f}, "
            f"{row['count']:.0f} messages"
        )
        x, y = LEFT + place * SIDE / BINS + 1, TOP + SIDE - height
        shade = 0.35 + 0.65 * row["count"] / most
        parts.append(draw_bar(x, y, SIDE / BINS - 2, height, "right", note, shade))
    parts.append(draw_line(LEFT, TOP + SIDE, LEFT + SIDE, TOP, "aim"))
    error = f"expected calibration error {calibration_error(bins):.3f}"
    parts.append(draw_text(LEFT + 8, TOP + 18, error))
    return draw_frame(TITLE, LEFT + SIDE + 60, TOP + SIDE + 60, parts)


def draw_axes() -> list[str]:
    """Return grid, numbers and names of both axes."""
    parts = []
    for step in range(6):
        share, at = step / 5, SIDE * step / 5
        parts.append(draw_line(LEFT, TOP + SIDE - at, LEFT + SIDE, TOP + SIDE - at, "grid"))
        parts.append(draw_text(LEFT - 8, TOP + SIDE - at + 4, f"{share:.1f}", "end"))
        parts.append(draw_text(LEFT + at, TOP + SIDE + 18, f"{share:.1f}", "middle"))
    parts.append(draw_text(LEFT + SIDE / 2, TOP + SIDE + 42, "confidence", "middle"))
    turn = f'transform="translate(20,{TOP + SIDE / 2:.0f}) rotate(-90)"'
    parts.append(f'<text {turn} text-anchor="middle">accuracy</text>')
    return parts

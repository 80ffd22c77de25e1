"""How often the prediction sets hold the truth, by language and intent, as a picture (SVG)."""

from __future__ import annotations

from typing import Any

from nlu.evaluation.svg import draw_bar, draw_frame, draw_line, draw_text

LEFT, TOP, WIDE, ROW = 200, 72, 360, 18
LOWEST = 0.5  # the axis begins here: sets that hold the truth half the time are broken anyway
AIM = 0.95
TITLE = "Coverage: how often the set of possible intents holds the true one"


def draw_coverage(sets: dict[str, Any]) -> str:
    """Return a bar for all, each language and each intent, the worst first.

    `sets` is what `metrics.score_sets` returns. The dashed line is the coverage aimed at.
    """
    by_language = [(f"language {n}", row) for n, row in sets["coverage_by_language"].items()]
    intents = sorted(sets["coverage_by_intent"].items(), key=lambda item: item[1]["coverage"])
    total = sum(row["examples"] for _, row in intents)
    rows = [("all", {"coverage": sets["coverage"], "examples": total}), *by_language, *intents]
    bottom = TOP + ROW * len(rows)
    size = f"{sets['mean_set_size']:.2f} intents in a set on average; aim 95%, worst first"
    parts = [draw_text(16, 24, TITLE), draw_text(16, 42, size)]
    for tick in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        parts.append(draw_line(place_share(tick), TOP - 4, place_share(tick), bottom, "grid"))
        parts.append(draw_text(place_share(tick), TOP - 8, f"{tick:.0%}", "middle"))
    for number, (name, row) in enumerate(rows):
        parts.extend(draw_row(name, row, TOP + ROW * number))
    parts.append(draw_line(place_share(AIM), TOP - 4, place_share(AIM), bottom, "aim"))
    return draw_frame(TITLE, LEFT + WIDE + 120, bottom + 16, parts)


def place_share(share: float) -> float:
    """Return where a share lies on the axis, in pixels from the left."""
    return LEFT + WIDE * max(0.0, share - LOWEST) / (1 - LOWEST)


def draw_row(name: str, row: dict[str, float], y: float) -> list[str]:
    """Return name, bar and figure of one group."""
    told = f"{row['coverage']:.1%} of {row['examples']:.0f}"
    note = f"{name}: {told} messages"
    kind = "right" if row["coverage"] >= AIM else "wrong"
    length = place_share(row["coverage"]) - LEFT
    return [
        draw_text(LEFT - 8, y + ROW - 6, name, "end"),
        draw_bar(LEFT, y + 2, max(1.0, length), ROW - 4, kind, note),
        draw_text(LEFT + WIDE + 10, y + ROW - 6, told),
    ]

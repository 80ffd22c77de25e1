"""The confusion of intents as a picture (SVG)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

CELL, LEFT, TOP = 16, 190, 190
FONT = 'font-family="system-ui, sans-serif" font-size="11"'


def draw_confusion(truth: Sequence[str], predicted: Sequence[str]) -> str:
    """Return a table of squares: rows are true intents, columns predicted ones.

    A square on the diagonal is right; elsewhere the darker, the larger the share of the row.
    """
    names = sorted(set(truth) | set(predicted))
    place = {name: number for number, name in enumerate(names)}
    totals, pairs = Counter(truth), Counter(zip(truth, predicted, strict=True))
    size = LEFT + CELL * len(names) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img">',
        "<title>Confusion of intents: rows are true, columns predicted</title>",
        f'<rect width="{size}" height="{size}" fill="#fff"/>',
    ]
    for name, number in place.items():
        middle = number * CELL + CELL - 4
        label = escape(name)
        parts.append(
            f'<text x="{LEFT - 6}" y="{TOP + middle}" text-anchor="end" {FONT}>{label}</text>'
        )
        turn = f'transform="translate({LEFT + middle},{TOP - 6}) rotate(-90)"'
        parts.append(f"<text {turn} {FONT}>{label}</text>")
    for (true, guess), count in sorted(pairs.items()):
        share = count / totals[true]
        colour = "#0b6e6e" if true == guess else "#b3261e"
        shade = max(0.08, share) if true == guess else min(1.0, 0.15 + 3 * share)
        x, y = LEFT + place[guess] * CELL, TOP + place[true] * CELL
        parts.append(
            f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{colour}" '
            f'fill-opacity="{shade:.2f}"><title>{escape(true)} read as {escape(guess)}: '
            f"{count} of {totals[true]}</title></rect>"
        )
    return "\n".join([*parts, "</svg>"]) + "\n"

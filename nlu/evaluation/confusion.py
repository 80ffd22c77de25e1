"""The confusion of intents as a picture (SVG)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from nlu.evaluation.svg import draw_bar, draw_frame, draw_text

CELL, LEFT, TOP = 16, 190, 190
TITLE = "Confusion of intents: rows are true, columns predicted"


def draw_confusion(truth: Sequence[str], predicted: Sequence[str]) -> str:
    """Return a table of squares: rows are true intents, columns predicted ones.

    A square on the diagonal is right; elsewhere the darker, the larger the share of the row.
    """
    names = sorted(set(truth) | set(predicted))
    place = {name: number for number, name in enumerate(names)}
    totals, pairs = Counter(truth), Counter(zip(truth, predicted, strict=True))
    parts = [draw_names(name, number) for name, number in place.items()]
    for (true, guess), count in sorted(pairs.items()):
        share, is_right = count / totals[true], true == guess
        shade = max(0.08, share) if is_right else min(1.0, 0.15 + 3 * share)
        x, y = LEFT + place[guess] * CELL, TOP + place[true] * CELL
        note = f"{true} read as {guess}: {count} of {totals[true]}"
        kind = "right" if is_right else "wrong"
        parts.append(draw_bar(x, y, CELL - 1, CELL - 1, kind, note, shade))
    size = LEFT + CELL * len(names) + 10
    return draw_frame(TITLE, size, size, parts)


def draw_names(name: str, number: int) -> str:
    """Return the name of an intent beside its row and above its column."""
    middle = number * CELL + CELL - 4
    turn = f'transform="translate({LEFT + middle},{TOP - 6}) rotate(-90)"'
    return draw_text(LEFT - 6, TOP + middle, name, "end") + f"<text {turn}>{escape(name)}</text>"

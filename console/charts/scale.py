"""Scales of charts: round ticks, places in percent, short numbers. Pure.

Places across are percentages, so that a chart fills any width while its text keeps its size; places
down are pixels.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from kernel.turns import Language

MOST_TICKS = 5
UNITS: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high` with round ticks between; nought is always on it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Return where a value lies, from 0 (low) to 1 (high)."""
        return (value - self.low) / (self.high - self.low)


def make_scale(values: Iterable[float | None]) -> Scale:
    """Return a scale that holds all values; without any it goes from 0 to 1."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = min([0.0, *known]), max([0.0, *known])
    if low == high:
        return Scale(0.0, 1.0, (0.0, 1.0))
    step = _round_up((high - low) / (MOST_TICKS - 1))
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(place * step for place in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def _round_up(step: float) -> float:
    """Return the next of 1, 2, 5, 10, ... that is no smaller."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * (1 - 1e-9))


def percent(share: float) -> str:
    """Return a share as SVG writes it: 0.125 is "12.5%"."""
    return f"{trim(share * 100)}%"


def trim(number: float) -> str:
    """Return a number with at most two places and no idle ones: 2.0 is "2"."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def short(value: float, language: Language = "en") -> str:
    """Return a number for an axis or a bar: 1200000 is "1.2M" in English, "120万" in Chinese."""
    size = abs(value)
    for unit, name in UNITS[language]:
        if size >= unit * 0.99995:
            part = value / unit
            return f"{part:.3g}{name}" if abs(part) < 999.5 else f"{part:,.0f}{name}"
    if value == int(value):
        return f"{int(value)}"
    return f"{value:.3g}" if size < 100 else f"{value:.0f}"


def choose_places(count: int, most: int) -> list[int]:
    """Return which of `count` labels are shown: at most `most`, evenly, the first and the last."""
    if count <= most:
        return list(range(count))
    return sorted({round(place * (count - 1) / (most - 1)) for place in range(most)})


def measure(text: str) -> int:
    """Return how many columns text is wide; a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def shorten(text: str, columns: int) -> str:
    """Return text no wider than so many columns; a Chinese character takes two."""
    width = 0
    for place, letter in enumerate(text):
        width += 2 if east_asian_width(letter) in "WF" else 1
        if width > columns:
            return text[: max(place - 1, 0)].rstrip() + "…"
    return text


def find_largest(values: Sequence[float]) -> float:
    """Return the largest size among values, 0 where there is none."""
    return max(map(abs, values), default=0.0)

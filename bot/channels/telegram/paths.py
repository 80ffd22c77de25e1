"""Outlines of drawings as points: the paths of SVG. Pure.

https://www.w3.org/TR/SVG2/paths.html: every command but the smooth cubic curve.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import atan2, ceil, cos, hypot, pi, sin, sqrt

Point = tuple[float, float]
TOKEN = re.compile(r"[MmLlHhVvQqTtCcAaZz]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "T": 2, "C": 6, "A": 7, "Z": 0}
CURVE_STEPS = 16  # of one curve: no corner is seen at the size of a photo
ARC_STEP = pi / 24


class Unpaintable(ValueError):
    """A drawing that uses what is not known here."""


@dataclass
class Outline:
    """A run of points; `is_closed` if its end is its beginning."""

    points: list[Point] = field(default_factory=list)
    is_closed: bool = False


@dataclass
class _Pen:
    outlines: list[Outline] = field(default_factory=list)
    at: Point = (0.0, 0.0)
    control: Point | None = None  # of the last quadratic curve

    def move(self, point: Point) -> None:
        self.outlines.append(Outline([point]))
        self.at = point

    def draw(self, points: list[Point]) -> None:
        if not self.outlines or self.outlines[-1].is_closed:
            self.move(self.at)
        self.outlines[-1].points += points
        self.at = points[-1]

    def close(self) -> None:
        if self.outlines:
            self.outlines[-1].is_closed = True
            self.at = self.outlines[-1].points[0]


def read_path(data: str) -> list[Outline]:
    """Return the outlines of a path, or raise `Unpaintable`."""
    if TOKEN.sub("", data).strip(" ,\n\t"):
        raise Unpaintable("a command of a path")
    pen = _Pen()
    for letter, values in _split(TOKEN.findall(data)):
        _step(pen, letter, values)
    return pen.outlines


def _split(tokens: list[str]) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with the numbers it takes; numbers that follow repeat it."""
    letter, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            letter, at = tokens[at], at + 1
        count = NUMBERS.get(letter.upper(), -1)
        taken = tokens[at : at + count] if count >= 0 else []
        if count < 0 or len(taken) < count or (count and any(one.isalpha() for one in taken)):
            raise Unpaintable("a path that breaks off")
        yield letter, [float(one) for one in taken]
        at += count
        if count == 0 and at < len(tokens) and not tokens[at].isalpha():
            raise Unpaintable("a number without a command")
        letter = {"M": "L", "m": "l"}.get(letter, letter) if taken else letter


def _step(pen: _Pen, letter: str, values: list[float]) -> None:
    kind, (x, y) = letter.upper(), pen.at if letter.islower() else (0.0, 0.0)
    control = None
    if kind == "Z":
        pen.close()
    elif kind == "H":
        pen.draw([(x + values[0], pen.at[1])])
    elif kind == "V":
        pen.draw([(pen.at[0], y + values[0])])
    elif kind == "A":
        end = (x + values[5], y + values[6])
        pen.draw(_arc(pen.at, end, values[0], values[1], values[2], values[3] > 0, values[4] > 0))
    else:
        points = [(x + values[at], y + values[at + 1]) for at in range(0, len(values), 2)]
        if kind == "M":
            pen.move(points[0])
        elif kind == "L":
            pen.draw(points)
        else:
            if kind == "T":
                before = pen.control or pen.at
                points.insert(0, (2 * pen.at[0] - before[0], 2 * pen.at[1] - before[1]))
            control = points[0] if kind in "QT" else None
            pen.draw(_curve([pen.at, *points]))
    pen.control = control


def _curve(points: list[Point]) -> list[Point]:
    """Return points of a Bézier curve, by de Casteljau."""
    found = []
    for step in range(1, CURVE_STEPS + 1):
        part, left = step / CURVE_STEPS, points
        while len(left) > 1:
            left = [
                (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
                for a, b in pairwise(left)
            ]
        found.append(left[0])
    return found


def _arc(
    start: Point, end: Point, rx: float, ry: float, tilt: float, is_large: bool, is_clockwise: bool
) -> list[Point]:
    """Return points of an arc, by the centre as in appendix B.2.4 of SVG 2."""
    if not rx or not ry or start == end:
        return [end]
    angle = tilt * pi / 180
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos(angle) * dx + sin(angle) * dy, -sin(angle) * dx + cos(angle) * dy
    grow = max(1.0, hypot(x / rx, y / ry))
    rx, ry = abs(rx) * grow, abs(ry) * grow
    square = (rx * ry) ** 2 / ((rx * y) ** 2 + (ry * x) ** 2) - 1
    factor = sqrt(max(0.0, square)) * (1 if is_large != is_clockwise else -1)
    cx, cy = factor * rx * y / ry, -factor * ry * x / rx
    first = atan2((y - cy) / ry, (x - cx) / rx)
    turn = atan2((-y - cy) / ry, (-x - cx) / rx) - first
    turn += 2 * pi if is_clockwise and turn < 0 else -2 * pi if not is_clockwise and turn > 0 else 0
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    steps = max(1, ceil(abs(turn) / ARC_STEP))
    found = []
    for step in range(1, steps + 1):
        u, v = (f(first + turn * step / steps) for f in CIRCLE)
        u, v = rx * u + cx, ry * v + cy
        found.append(
            (
                cos(angle) * u - sin(angle) * v + middle[0],
                sin(angle) * u + cos(angle) * v + middle[1],
            )
        )
    return [*found[:-1], end]


CIRCLE: tuple[Callable[[float], float], Callable[[float], float]] = (cos, sin)

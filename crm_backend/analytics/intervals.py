"""Intervals of shares and of their difference; probabilities of many tests. Pure, without numpy."""

import math
from collections.abc import Sequence
from statistics import NormalDist

Interval = tuple[float, float]


def wilson(part: int, n: int, confidence: float = 0.95) -> Interval:
    """Return the score interval of a share, which holds for few and for none and stays in 0..1.

    Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference". Raises
    `ValueError` unless 0 <= part <= n and n > 0.
    """
    if not (0 <= part <= n and n > 0):
        raise ValueError("A share is of something, and no more than all of it.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, square = part / n, z * z
    centre = (share + square / (2 * n)) / (1 + square / n)
    reach = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if part == 0 else max(0.0, centre - reach)
    return low, 1.0 if part == n else min(1.0, centre + reach)


def newcombe(one: tuple[int, int], other: tuple[int, int], confidence: float = 0.95) -> Interval:
    """Return the interval of one share minus another; each is how many of how many.

    Newcombe 1998, "Interval estimation for the difference between independent proportions", his
    method 10: the score intervals of both put together.
    """
    (low, high), (low2, high2) = wilson(*one, confidence), wilson(*other, confidence)
    share, share2 = one[0] / one[1], other[0] / other[1]
    value = share - share2
    return (
        value - math.hypot(share - low, high2 - share2),
        value + math.hypot(high - share, share2 - low2),
    )


def adjust_holm(ps: Sequence[float]) -> list[float]:
    """Return p-values as Holm 1979 adjusts them for being so many, in the order given."""
    made, floor = [0.0] * len(ps), 0.0
    for place, at in enumerate(sorted(range(len(ps)), key=lambda one: ps[one])):
        floor = max(floor, min(1.0, ps[at] * (len(ps) - place)))
        made[at] = floor
    return made

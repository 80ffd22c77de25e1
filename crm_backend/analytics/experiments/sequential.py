"""Planned looks: how much doubt each may spend, and the boundary that follows. Pure.

The boundaries are those of Lan and DeMets 1983 ("Discrete sequential boundaries for clinical
trials", Biometrika 70) with their spending function like O'Brien and Fleming's; the probabilities
are integrated by the recursion of Armitage, McPherson and Rowe 1969. What they assume is that the
statistic's increments are independent: each customer's value is final when it first counts.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]

NODES = 400  # of Gauss and Legendre over the region where one goes on
CEILING = 7.5  # no boundary lies higher: beyond it there is nothing left to spend
START_AT = 1e-12  # less doubt than this is none
_X, _W = np.polynomial.legendre.leggauss(NODES)


def spend(fraction: float, alpha: float) -> float:
    """Return how much of `alpha` is spent when `fraction` (0 to 1) of all is in.

    `alpha` is of both sides; each spends its half of it by 2 - 2Φ(z/√fraction).
    """
    if fraction <= 0:
        return 0.0
    if fraction >= 1:
        return alpha
    return min(alpha, float(4 * ndtr(ndtri(alpha / 4) / math.sqrt(fraction))))


def find_boundaries(
    fractions: Sequence[float], alpha: float = 0.05, *, information: Sequence[float] | None = None
) -> tuple[float, ...]:
    """Return for each look the size of z from which on it ends the experiment.

    `fractions` are the shares of the planned information at the looks so far, growing, the last
    1 at the end; doubt is spent by them. `information` is how much there really was, where that
    is another figure: the last look of an experiment that found fewer customers than planned
    spends what is left. Raises `ValueError` where they do not grow.
    """
    known = np.asarray(fractions if information is None else information, dtype=float)
    check_growth(known)
    bounds: list[float] = []
    spent, walk = 0.0, Walk()
    for place, fraction in enumerate(fractions):
        due = max(spend(fraction, alpha) - spent, 0.0)
        walk.step(known[place])
        bound = find_bound(walk, due)
        spent += walk.crossing(bound)
        walk.stop_beyond(bound)
        bounds.append(bound)
    return tuple(bounds)


def find_bound(walk: "Walk", due: float) -> float:
    """Return the boundary at this step that is crossed with probability `due`."""
    if due <= START_AT or walk.crossing(CEILING) >= due:
        return CEILING
    return float(brentq(lambda bound: walk.crossing(bound) - due, 0.0, CEILING, xtol=1e-10))


def exit_probability(
    information: Sequence[float], bounds: Sequence[float], drift: float = 0.0
) -> float:
    """Return how likely any look crosses its boundary; `drift` is the mean of z at information 1.

    With no drift this is the rate of false alarms, with one the power.
    """
    check_growth(np.asarray(information, dtype=float))
    walk, total = Walk(drift), 0.0
    for known, bound in zip(information, bounds, strict=True):
        walk.step(known)
        total += walk.crossing(bound)
        walk.stop_beyond(bound)
    return total


def check_growth(information: Floats) -> None:
    """Raise `ValueError` unless there is information and it grows."""
    if not len(information) or information[0] <= 0 or (np.diff(information) <= 0).any():
        raise ValueError("Each look needs more information than the one before.")


class Walk:
    """The score z·√information as it walks from look to look, as long as nothing was crossed."""

    def __init__(self, drift: float = 0.0) -> None:
        self.drift = drift
        self.places: Floats = np.zeros(1)  # where it may be, and with which weight
        self.weights: Floats = np.ones(1)
        self.known, self._before = 0.0, 0.0

    def step(self, known: float) -> None:
        """Go on to the look with so much information."""
        self._before, self.known = self.known, known

    def crossing(self, bound: float) -> float:
        """Return the probability of being beyond ±bound now and not before."""
        gap, mean, edge = self._move(bound)
        above = ndtr((self.places + mean - edge) / gap)
        below = ndtr((-edge - self.places - mean) / gap)
        return float(self.weights @ (above + below))

    def stop_beyond(self, bound: float) -> None:
        """Forget what is beyond the boundary and keep the rest as weighted places."""
        gap, mean, edge = self._move(bound)
        places, widths = _X * edge, _W * edge
        away = (places[:, None] - self.places[None, :] - mean) / gap
        density = np.exp(-0.5 * away * away) / (gap * math.sqrt(2 * math.pi))
        self.places, self.weights = places, widths * (density @ self.weights)

    def _move(self, bound: float) -> tuple[float, float, float]:
        more = self.known - self._before
        return math.sqrt(more), self.drift * more, bound * math.sqrt(self.known)

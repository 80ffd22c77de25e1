"""Whether inputs, scores or outcomes are still spread as when the model was made. Pure.

PSI: Siddiqi, "Credit Risk Scorecards" (2006), ch. 10; its bounds .10 and .25 are the trade's rule
of thumb. KS: two samples' largest distance, with Smirnov's asymptotic bound.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10
SHIFTED, DRIFTED = 0.10, 0.25
LEAST_SHARE = 1e-4  # an empty bin would count without end
LEAST_ROWS = 50  # below, a few customers more or less are a drift
KS_LEVEL = 0.001  # asked of many features each night
KS_LEAST = 0.10  # with many rows, the least difference is a sure one; this much matters

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Drift:
    """How far one distribution moved: PSI, the KS distance, and what that means."""

    name: str
    psi: float
    ks: float
    verdict: str  # steady, shifted, drifted, unknown

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {"name": self.name, "psi": self.psi, "ks": self.ks, "verdict": self.verdict}


def profile(values: Sequence[float] | Floats) -> dict[str, Any]:
    """Return how values are spread: rows, share missing, edges (deciles), share in each bin."""
    numbers = np.asarray(values, dtype=np.float64)
    known = numbers[np.isfinite(numbers)]
    missing = 1 - len(known) / len(numbers) if len(numbers) else 0.0
    cuts = np.linspace(0, 1, BINS + 1)[1:-1]
    edges: Floats = np.unique(np.quantile(known, cuts)) if len(known) else known
    return {
        "rows": len(numbers),
        "missing": missing,
        "edges": [float(edge) for edge in edges],
        "shares": _shares(known, edges).tolist(),
    }


def profile_all(columns: Mapping[str, Sequence[float] | Floats]) -> dict[str, Any]:
    """Return the profile of each column."""
    return {name: profile(values) for name, values in columns.items()}


def compare(name: str, then: Mapping[str, Any], values: Sequence[float] | Floats) -> Drift:
    """Return how far values are from a profile; missing ones are a bin of their own."""
    numbers = np.asarray(values, dtype=np.float64)
    known = numbers[np.isfinite(numbers)]
    if min(int(then["rows"]), len(numbers)) < LEAST_ROWS:
        return Drift(name, 0.0, 0.0, "unknown")
    now_missing = 1 - len(known) / len(numbers)
    now = _with_missing(_shares(known, np.asarray(then["edges"])), now_missing)
    before = _with_missing(np.asarray(then["shares"], dtype=np.float64), float(then["missing"]))
    psi = float(np.sum((now - before) * np.log(_floor(now) / _floor(before))))
    ks = float(np.abs(np.cumsum(now - before)).max())
    bound = math.sqrt(-math.log(KS_LEVEL / 2) / 2) * math.sqrt(
        1 / int(then["rows"]) + 1 / len(numbers)
    )
    is_sure = ks > max(bound, KS_LEAST)
    verdict = "drifted" if psi > DRIFTED and is_sure else "shifted" if psi > SHIFTED else "steady"
    return Drift(name, psi, ks, verdict)


def compare_all(
    then: Mapping[str, Any], columns: Mapping[str, Sequence[float] | Floats]
) -> list[Drift]:
    """Return the drift of each column that has a profile, the furthest first."""
    found = [compare(name, then[name], columns[name]) for name in then if name in columns]
    return sorted(found, key=lambda one: (-one.psi, one.name))


@dataclass(frozen=True)
class Outcome:
    """What was foretold of a sum and what came: `z` is their distance in standard errors."""

    name: str
    forecast: float
    realised: float
    z: float
    is_alarm: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "name": self.name,
            "forecast": self.forecast,
            "realised": self.realised,
            "z": self.z,
            "is_alarm": self.is_alarm,
        }


def compare_rate(name: str, chances: Sequence[float] | Floats, came: int) -> Outcome:
    """Return how many of events foretold with `chances` came; an alarm beyond 4 errors and 10 %.

    The count's variance is the sum of p(1-p). Customers depend on each other (a strike, a holiday),
    so the bound is wider than the textbook's.
    """
    odds = np.asarray(chances, dtype=np.float64)
    expected, spread = float(odds.sum()), math.sqrt(float((odds * (1 - odds)).sum()))
    z = (came - expected) / spread if spread > 0 else 0.0
    is_far = abs(came - expected) > 0.1 * max(expected, 1.0)
    return Outcome(name, expected, float(came), z, abs(z) > 4 and is_far)


def _shares(known: Floats, edges: Floats) -> Floats:
    places = np.searchsorted(edges, known, side="left")
    counts = np.bincount(places, minlength=len(edges) + 1).astype(np.float64)
    shares: Floats = counts / max(1.0, counts.sum())
    return shares


def _with_missing(shares: Floats, missing: float) -> Floats:
    return np.append(shares * (1 - missing), missing)


def _floor(shares: Floats) -> Floats:
    floored: Floats = np.maximum(shares, LEAST_SHARE)
    return floored

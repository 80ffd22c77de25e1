"""Shares, means and their intervals; periods of time; whether something rises or falls. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from crm_backend.analytics.intervals import adjust_holm, wilson

CONFIDENCE = 0.95
SURE = 0.05  # after Holm's correction over all topics
LEAST_PERIODS, LEAST_TEXTS = 4, 20  # below, nothing is said of a trend
DAYS_BY_WEEK, DAYS_BY_MONTH = 21, 183  # from this span on

Step = Literal["day", "week", "month"]
Direction = Literal["rising", "falling", "steady", "unknown"]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean or share of `n` values with its 95 % interval; None where nothing can be said."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n}


@dataclass(frozen=True)
class Trend:
    """Where something goes, and the probability of as much by chance (after Holm's correction)."""

    direction: Direction
    p: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"direction": self.direction, "p": self.p}


UNKNOWN = Trend("unknown")


def estimate_mean(values: Sequence[float]) -> Estimate:
    """Return a mean with Student's interval; without one for fewer than two values."""
    count = len(values)
    if count == 0:
        return Estimate(None, None, None, 0)
    mean = float(np.mean(values))
    if count == 1:
        return Estimate(mean, None, None, 1)
    half = stats.t.ppf((1 + CONFIDENCE) / 2, count - 1) * np.std(values, ddof=1) / np.sqrt(count)
    return Estimate(mean, mean - float(half), mean + float(half), count)


def estimate_share(count: int, total: int) -> Estimate:
    """Return a share with Wilson's interval."""
    if total == 0:
        return Estimate(None, None, None, 0)
    return Estimate(count / total, *wilson(count, total, CONFIDENCE), total)


def choose_step(times: Sequence[datetime]) -> Step:
    """Return how long a period is, so that there are neither few nor many of them."""
    days = (max(times) - min(times)).days if times else 0
    if days < DAYS_BY_WEEK:
        return "day"
    return "week" if days < DAYS_BY_MONTH else "month"


def find_period(at: datetime, step: Step) -> date:
    """Return the first day (in UTC) of the period a time lies in; weeks begin on Monday."""
    day = at.astimezone(UTC).date()
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day


def list_periods(first: date, last: date, step: Step) -> list[date]:
    """Return the periods from the first to the last, those without a text included."""
    periods = [first]
    while periods[-1] < last:
        days = {"day": 1, "week": 7, "month": 31}[step]
        after = periods[-1] + timedelta(days=days)
        periods.append(after.replace(day=1) if step == "month" else after)
    return periods


def examine_share(counts: Sequence[int], totals: Sequence[int]) -> tuple[float, float] | None:
    """Return slope and probability of a share that changes from period to period, else None.

    Cochran and Armitage's test; where periods differ more than chance has it (news, campaigns),
    its variance is raised by Pearson's dispersion and Student's distribution is used.
    """
    hits, of = np.asarray(counts, dtype=float), np.asarray(totals, dtype=float)
    times = np.flatnonzero(of).astype(float)
    hits, of = hits[of > 0], of[of > 0]
    if len(of) < LEAST_PERIODS or of.sum() < LEAST_TEXTS or not 0 < hits.sum() < of.sum():
        return None
    share = hits.sum() / of.sum()
    centred = times - (of @ times) / of.sum()
    spread = share * (1 - share) * (of @ centred**2)
    z = (centred @ hits) / np.sqrt(spread)
    variance = share * (1 - share) * of
    left = float(((hits - share * of) ** 2 / variance).sum() - z**2)
    freedom = len(of) - 2
    dispersion = max(1.0, left / freedom)
    if dispersion > 1:
        return float(z), float(2 * stats.t.sf(abs(z) / np.sqrt(dispersion), freedom))
    return float(z), float(2 * stats.norm.sf(abs(z)))


def examine_level(times: Floats, values: Floats) -> tuple[float, float] | None:
    """Return slope and probability of a figure that changes with time (least squares), else None.

    `times` are in days.
    """
    if len(values) < LEAST_TEXTS or np.ptp(times) == 0 or np.ptp(values) == 0:
        return None
    line = stats.linregress(times, values)
    return float(line.slope), float(line.pvalue)


def judge_trends(tests: Sequence[tuple[float, float] | None]) -> list[Trend]:
    """Return what may be said of each, corrected for how many were looked at (Holm 1979)."""
    known = [test[1] for test in tests if test is not None]
    corrected = iter(adjust_holm(known))
    trends = []
    for test in tests:
        if test is None:
            trends.append(UNKNOWN)
            continue
        p = next(corrected)
        way: Direction = "rising" if test[0] > 0 else "falling"
        trends.append(Trend(way if p < SURE else "steady", p))
    return trends

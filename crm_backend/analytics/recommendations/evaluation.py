"""How good a ranking is: NDCG and hits at 10, coverage, and intervals by resampling customers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from crm_backend.analytics.recommendations.model import Floats, Items

TOP = 10
RESAMPLES = 2_000
DISCOUNTS = 1 / np.log2(np.arange(2, TOP + 2))


@dataclass(frozen=True)
class Interval:
    """A mean with the 2.5 and 97.5 per cent quantiles of resampled means."""

    mean: float
    low: float
    high: float


def rank(scores: Floats, excluded: Items) -> Items:
    """Return the columns of the ten best scores, the best first; none of those excluded.

    Of equal scores the lower column comes first. Fewer come back where fewer are left.
    """
    left = scores.copy()
    left[excluded] = -np.inf
    if len(left) > TOP:
        worst = np.partition(left, -TOP)[-TOP]
        places = np.flatnonzero(left >= worst)
    else:
        places = np.arange(len(left))
    order = np.argsort(-left[places], kind="stable")[:TOP]
    best: Items = places[order]
    return best[left[best] > -np.inf]


def compute_ndcg(ranked: Sequence[int] | Items, wanted: Collection[int]) -> float:
    """Return NDCG@10 with gains of 0 or 1; the ideal list holds min(10, wanted) hits."""
    gain = sum(DISCOUNTS[place] for place, item in enumerate(ranked) if int(item) in wanted)
    return float(gain / DISCOUNTS[: min(TOP, len(wanted))].sum())


def is_hit(ranked: Sequence[int] | Items, wanted: Collection[int]) -> float:
    """Return 1 if any of the wanted items is among the ranked, else 0."""
    return float(any(int(item) in wanted for item in ranked))


def bootstrap_mean(values: Floats, *, seed: int = 1, resamples: int = RESAMPLES) -> Interval:
    """Return the mean of one value per customer with its interval."""
    means = resample(values[:, None], seed, resamples)[:, 0]
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))


def bootstrap_ratio(
    values: Floats, base: Floats, *, seed: int = 1, resamples: int = RESAMPLES
) -> Interval | None:
    """Return the ratio of two means over the same customers; `None` where the base is zero."""
    if base.mean() <= 0:
        return None
    means = resample(np.column_stack([values, base]), seed, resamples)
    means = means[means[:, 1] > 0]
    low, high = np.percentile(means[:, 0] / means[:, 1], [2.5, 97.5])
    return Interval(float(values.mean() / base.mean()), float(low), float(high))


def resample(values: Floats, seed: int, resamples: int) -> Floats:
    """Return the means of rows drawn with replacement: resamples x columns."""
    chance = np.random.default_rng(seed)
    count = len(values)
    drawn = [values[chance.integers(0, count, count)].mean(axis=0) for _ in range(resamples)]
    return np.array(drawn)

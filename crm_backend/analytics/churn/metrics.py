"""How good probabilities are: rank, log loss, Brier score, calibration; with intervals."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from crm_backend.analytics.churn.values import Floats

Labels = NDArray[np.int64]

Z = 1.96  # of a 95 % interval
BINS = 10
TINY = 1e-12
SIMULATIONS = 200


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval, and the parts (folds) it is the mean of."""

    value: float
    low: float
    high: float
    folds: tuple[float, ...] = ()

    @property
    def error(self) -> float:
        """Return the standard error that the interval's width stands for."""
        return (self.high - self.low) / 2 / Z

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain JSON."""
        told: dict[str, Any] = {"value": self.value, "low": self.low, "high": self.high}
        return told | ({"folds": list(self.folds)} if self.folds else {})


def auc(is_positive: Labels, scores: Floats) -> float:
    """Return the area under the ROC curve: the share of pairs that are ranked rightly."""
    ones = int(is_positive.sum())
    zeros = len(is_positive) - ones
    if not ones or not zeros:
        return float("nan")
    ranks = float(rankdata(scores)[is_positive == 1].sum())
    return (ranks - ones * (ones + 1) / 2) / (ones * zeros)


def auc_placements(is_positive: Labels, scores: Floats) -> tuple[Floats, Floats]:
    """Return how well each positive and each negative is placed; both means are the AUC.

    The placement values of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), by ranks.
    """
    ones, zeros = scores[is_positive == 1], scores[is_positive == 0]
    ranks = rankdata(np.concatenate([ones, zeros]))
    positives = (ranks[: len(ones)] - rankdata(ones)) / len(zeros)
    negatives = 1 - (ranks[len(ones) :] - rankdata(zeros)) / len(ones)
    return positives, negatives


def estimate_auc(is_positive: Labels, scores: Floats, rival: Floats | None = None) -> Estimate:
    """Return the AUC, or by how much it is above the rival's on the same rows, after DeLong."""
    positives, negatives = auc_placements(is_positive, scores)
    if rival is not None:
        others = auc_placements(is_positive, rival)
        positives, negatives = positives - others[0], negatives - others[1]
    spread = np.sqrt(variance_of_mean(positives) + variance_of_mean(negatives))
    return (around_auc if rival is None else around)(float(positives.mean()), float(spread))


def variance_of_mean(values: Floats) -> float:
    """Return the variance of the mean of values."""
    return float(values.var(ddof=1) / len(values)) if len(values) > 1 else 0.0


def around(value: float, error: float, folds: tuple[float, ...] = ()) -> Estimate:
    """Return a figure with the interval of its standard error."""
    return Estimate(value, value - Z * error, value + Z * error, folds)


def around_auc(value: float, error: float, folds: tuple[float, ...] = ()) -> Estimate:
    """Return an AUC with an interval that stays within 0 and 1: symmetric in log-odds.

    As Pepe (The Statistical Evaluation of Medical Tests, 2003, 5.2) does it; near the ends, where
    log-odds have no error, it is the plain interval cut off.
    """
    if not TINY < value < 1 - TINY:
        return Estimate(value, max(0.0, value - Z * error), min(1.0, value + Z * error), folds)
    middle, reach = np.log(value / (1 - value)), Z * error / (value * (1 - value))
    low, high = (1 / (1 + np.exp(-(middle + sign * reach))) for sign in (-1, 1))
    return Estimate(value, float(low), float(high), folds)


def estimate_mean(values: Floats) -> Estimate:
    """Return a mean with its interval."""
    return around(float(values.mean()), float(np.sqrt(variance_of_mean(values))))


def log_losses(is_positive: Labels, chances: Floats) -> Floats:
    """Return each row's loss: minus the logarithm of the chance given to what happened."""
    right = np.where(is_positive == 1, chances, 1 - chances)
    return np.asarray(-np.log(np.clip(right, TINY, 1)), dtype=np.float64)


def brier_scores(is_positive: Labels, chances: Floats) -> Floats:
    """Return each row's squared error."""
    return np.asarray((chances - is_positive) ** 2, dtype=np.float64)


@dataclass(frozen=True)
class Calibration:
    """Whether of those with a chance of 30 % about 30 % are positive.

    `bins` are (mean chance, share of positives, rows), of about equal size; `error` is the
    expected calibration error over them; `by_chance` is the error below which 95 % of samples of
    this size stay that are calibrated perfectly.
    """

    error: float
    by_chance: float
    bins: tuple[tuple[float, float, int], ...]

    @property
    def is_good(self) -> bool:
        """Say whether the error is no larger than chance explains."""
        return self.error <= self.by_chance

    def to_dict(self) -> dict[str, Any]:
        """Return the curve as plain JSON."""
        curve = [dict(zip(("chance", "share", "rows"), part, strict=True)) for part in self.bins]
        told = {"ece": self.error, "ece_by_chance": self.by_chance, "is_good": self.is_good}
        return told | {"curve": curve}


def calibrate_check(is_positive: Labels, chances: Floats, *, seed: int = 0) -> Calibration:
    """Return the reliability curve of probabilities and its expected calibration error."""
    order = np.argsort(chances, kind="stable")
    bins = np.empty(len(chances), dtype=np.int64)
    bins[order] = np.arange(len(chances)) * BINS // len(chances)
    sizes = np.bincount(bins, minlength=BINS)
    given = np.bincount(bins, chances, minlength=BINS)
    found = np.bincount(bins, is_positive, minlength=BINS)
    generator = np.random.default_rng(seed)
    samples = np.array(
        [
            np.abs(np.bincount(bins, generator.random(len(bins)) < chances, BINS) - given).sum()
            for _ in range(SIMULATIONS)
        ]
    )
    curve = tuple(
        (float(given[place] / sizes[place]), float(found[place] / sizes[place]), int(sizes[place]))
        for place in range(BINS)
        if sizes[place]
    )
    error = float(np.abs(found - given).sum() / len(bins))
    return Calibration(error, float(np.quantile(samples, 0.95) / len(bins)), curve)

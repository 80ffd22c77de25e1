"""How wide forecasts miss: prediction intervals from the errors of the back-test.

An error is set in relation to the series' own scale, taken from windows that do not overlap with
its own (a scale is never judged by the errors it was made of), and to how errors grow with the
steps ahead. The quantile of these ratios over all series forecast together gives the width (split
conformal prediction with pooled scores).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from crm_backend.analytics.demand.backtest import OVERLAP
from crm_backend.analytics.demand.seasons import Floats

PRIOR = 2.0  # windows that the scale expected from the series' changes counts as
TO_DEVIATION = 1.2533  # standard deviation of a normal error over its mean absolute value
FEW = 30  # windows below which a tail is not left to the empirical quantile alone
USUAL_GROWTH = 0.5  # of a random walk, where too few steps were tested to see another


@dataclass(frozen=True)
class Spread:
    """Widths of intervals: `quantile * scale * step ** growth`; scales are one per series."""

    scales: Floats
    growth: float
    quantile: float

    def width(self, series: int, horizon: int) -> Floats:
        """Return half the interval's width at steps 1 to `horizon`."""
        return self.quantile * self.mean_error(series, horizon)

    def mean_error(self, series: int, horizon: int) -> Floats:
        """Return the expected absolute error at steps 1 to `horizon`."""
        return np.asarray(self.scales[series] * np.arange(1, horizon + 1) ** self.growth)


def fit_spread(errors: Sequence[Floats | None], changes: Floats, level: float) -> Spread:
    """Return widths that cover `level` (0 to 1) of what comes.

    `errors` are origins x steps of each series, None without a back-test; `changes` the mean
    absolute change from one period to the next of each series.
    """
    tested = [place for place, one in enumerate(errors) if one is not None]
    own = {place: np.abs(np.asarray(errors[place])) for place in tested}
    growth = _find_growth([own[p] / changes[p] for p in tested if changes[p] > 0])
    bare = {p: _flatten(one, growth) for p, one in own.items()}
    ratios = [means.mean() / changes[p] for p, means in bare.items() if changes[p] > 0]
    usual = float(np.median(ratios)) if ratios else 1.0
    scales = np.array(
        [_scale(bare.get(place), change, usual) for place, change in enumerate(changes)]
    )
    scores = [_scores(own[p], bare[p], changes[p], usual, growth) for p in tested]
    windows = sum(len(own[p]) for p in tested)
    return Spread(scales, growth, _quantile(scores, windows, level))


def _find_growth(relative: Sequence[Floats]) -> float:
    steps = max((one.shape[1] for one in relative), default=0)
    if steps < 4:
        return USUAL_GROWTH
    full = np.array([one.mean(axis=0) for one in relative if one.shape[1] == steps])
    means = full.mean(axis=0) + 1e-12
    at = np.log(np.arange(1, steps + 1))
    return float(np.clip(np.polyfit(at, np.log(means), 1)[0], 0.0, 1.0))


def _flatten(sizes: Floats, growth: float) -> Floats:
    """Return the mean error of each window, as if of one step ahead."""
    return np.asarray((sizes / np.arange(1, sizes.shape[1] + 1) ** growth).mean(axis=1))


def _scale(windows: Floats | None, change: float, usual: float) -> float:
    """Return the mean error of the windows, drawn towards what such series usually have."""
    found = np.empty(0) if windows is None else windows
    return float((found.sum() + PRIOR * usual * change) / (len(found) + PRIOR))


def _scores(sizes: Floats, bare: Floats, change: float, usual: float, growth: float) -> Floats:
    steps = np.arange(1, sizes.shape[1] + 1) ** growth
    rows = []
    for origin in range(len(sizes)):
        apart = np.abs(np.arange(len(sizes)) - origin) >= OVERLAP
        scale = _scale(bare[apart], change, usual)
        if scale > 0:
            rows.append(sizes[origin] / (scale * steps))
    return np.concatenate(rows) if rows else np.empty(0)


def _quantile(scores: Sequence[Floats], windows: int, level: float) -> float:
    usual = float(norm.ppf((1 + level) / 2)) * TO_DEVIATION
    all_scores = np.concatenate([np.empty(0), *scores])
    if not len(all_scores):
        return usual
    found = float(np.quantile(all_scores, level))
    return found if windows >= FEW else max(found, usual * float(all_scores.mean()))

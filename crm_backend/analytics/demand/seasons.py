"""Seasons of a series: whether there is one, its indices, and the series without it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CYCLES_NEEDED = 2  # whole seasons below which no index can be told from noise
QUIET = 0.9  # of the usual: an index below which a value says little of the level
FADING = 0.8  # of a season's weight with each season since
QUANTILE = 1.645  # of the normal distribution: the 90 % test of the Theta method


@dataclass(frozen=True)
class Pattern:
    """A season's indices, of the periods after the end of the series on, first first."""

    indices: Floats
    is_multiplicative: bool

    def apply(self, level: Floats) -> Floats:
        """Return a forecast without season (steps 1, 2, …) with the season put back."""
        ahead = np.resize(self.indices, len(level))
        return level * ahead if self.is_multiplicative else level + ahead


def has_season(values: Floats, season: int) -> bool:
    """Return whether the autocorrelation at one season is beyond chance.

    The test of the Theta method: `r(m) > 1.645 * sqrt((1 + 2 * sum(r(1..m-1) ** 2)) / n)`
    (Assimakopoulos & Nikolopoulos 2000; as in the M4 competition's benchmarks), taken on the
    values as they are, and on two whole seasons and a period at least.
    """
    if season < 2 or len(values) < CYCLES_NEEDED * season + 1:
        return False
    return _is_correlated(values, season)


def _is_correlated(values: Floats, season: int) -> bool:
    centred = values - values.mean()
    power = float(centred @ centred)
    if power <= 0:
        return False
    size = 2 ** int(np.ceil(np.log2(2 * len(values))))
    spectrum = np.abs(np.fft.rfft(centred, size)) ** 2
    correlations = np.fft.irfft(spectrum, size)[: season + 1] / power
    bound = np.sqrt((1 + 2 * float(np.sum(correlations[1:season] ** 2))) / len(values))
    return bool(correlations[season] > QUANTILE * bound)


def remove_season(values: Floats, season: int) -> tuple[Floats, Pattern | None]:
    """Return the series without its season and the pattern; itself and None where none shows.

    Classical decomposition by a centred moving average; additive where a value is below zero,
    else multiplicative. Where some are zero (a shop is closed at night), an index is the ratio of
    sums, and at quiet places, whose values say little of the level, the mean of the last season
    stands for the series without its season.
    """
    if not has_season(values, season):
        return values, None
    smooth = centred_mean(values, season)
    inner = ~np.isnan(smooth)
    seat = np.arange(len(values)) % season
    weights = FADING ** ((len(values) - 1 - np.flatnonzero(inner)) // season)

    def summed(parts: Floats) -> Floats:
        sums = np.bincount(seat[inner], parts * weights, minlength=season)
        return np.asarray(sums, dtype=np.float64)

    if values.min() < 0 or smooth[inner].min() <= 0:
        indices = summed(values[inner] - smooth[inner]) / summed(np.ones(inner.sum()))
        indices = indices - indices.mean()
        return values - indices[seat], Pattern(_from_end(indices, values), is_multiplicative=False)
    if values.min() > 0:
        indices = summed(values[inner] / smooth[inner]) / summed(np.ones(inner.sum()))
    else:
        indices = summed(values[inner]) / summed(smooth[inner])
    indices = np.maximum(indices / indices.mean(), 1e-6)
    bare = values / indices[seat]
    if values.min() == 0:
        quiet = indices[seat] < QUIET
        bare[quiet] = _trailing_mean(values, season)[quiet]
    return bare, Pattern(_from_end(indices, values), is_multiplicative=True)


def _from_end(indices: Floats, values: Floats) -> Floats:
    return np.roll(indices, -(len(values) % len(indices)))


def _trailing_mean(values: Floats, season: int) -> Floats:
    """Return the mean of the last season at each place; of what there is at the start."""
    sums = np.cumsum(np.concatenate([np.zeros(season), values]))
    counts = np.minimum(np.arange(1, len(values) + 1), season)
    return np.asarray((sums[season:] - np.concatenate([[0.0], sums])[: len(values)]) / counts)


def centred_mean(values: Floats, season: int) -> Floats:
    """Return the centred moving average over one season (2 x m where m is even); NaN at ends."""
    if season % 2:
        weights = np.full(season, 1 / season)
    else:
        weights = np.full(season + 1, 1 / season)
        weights[[0, -1]] /= 2
    result = np.full(len(values), np.nan)
    reach = len(weights) // 2
    if len(values) >= len(weights):
        sums = np.cumsum(np.concatenate([[0.0], values]))
        if season % 2:
            result[reach : len(values) - reach] = (sums[season:] - sums[:-season]) / season
        else:
            result[reach : len(values) - reach] = np.convolve(values, weights, mode="valid")
    return result

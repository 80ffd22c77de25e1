"""A single series made fit for smoothing: gaps filled, wild values named and brought in."""

from dataclasses import dataclass

import numpy as np

from crm_backend.analytics.demand.seasons import Floats

MOST_GAPS = 0.5  # of a series: beyond, it cannot be told what it does
WILD = 12.0  # median absolute deviations from its neighbours, beyond which a value is wild
AROUND = 3  # neighbours on each side
LEAST = 8  # values below which nothing can be called wild


def fill_gaps(values: Floats, season: int) -> Floats:
    """Return the series with NaN filled: the same season before and after, else a line between."""
    known = ~np.isnan(values)
    if known.all():
        return values
    at = np.arange(len(values))
    filled = np.interp(at, at[known], values[known])
    if season > 1:
        padded = np.concatenate([np.full(season, np.nan), values, np.full(season, np.nan)])
        before, after = padded[: len(values)], padded[2 * season :]
        both = ~known & ~np.isnan(before) & ~np.isnan(after)
        filled[both] = (before[both] + after[both]) / 2
    return filled


@dataclass(frozen=True)
class Softened:
    """A series to learn from, in which wild values stand as the median around them, and one to be
    judged by, in which they stand no farther from it than what is just not wild."""

    learnt: Floats
    judged: Floats
    count: int


def soften(values: Floats, season: int) -> Softened:
    """Bring in wild values: those far from their neighbours that do not come back with the season.

    Far is more than 12 median absolute deviations from the median of three values on each side.
    """
    if len(values) < LEAST:
        return Softened(values, values, 0)
    padded = np.pad(values, AROUND, mode="reflect")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1), axis=1)
    distance = np.abs(values - usual)
    most = WILD * float(np.median(distance))
    wild = distance > most
    if most <= 0 or not wild.any():
        return Softened(values, values, 0)
    for place in np.flatnonzero(wild) if season > 1 else ():
        others = [at for at in (place - season, place + season) if 0 <= at < len(values)]
        if any(distance[at] > most / 2 for at in others):
            wild[place] = False
    learnt = np.where(wild, usual, values)
    judged = np.where(wild, np.clip(values, usual - most, usual + most), values)
    return Softened(learnt, judged, int(wild.sum()))


def clean(values: Floats, season: int, *, softens_wild: bool) -> Softened:
    """Return a series with its gaps filled and, where asked for, its wild values brought in."""
    filled = fill_gaps(values, season)
    return soften(filled, season) if softens_wild else Softened(filled, filled, 0)

"""The methods of forecasting: naive, seasonal naive, SES, IMAPA, Theta, and their median.

Each takes a series without gaps, and how many steps ahead; SES, IMAPA and Theta see the series
without its season, where a test finds one, and the season is put back.
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.signal import lfilter

from crm_backend.analytics.demand.seasons import Floats, remove_season

NAIVE, SEASONAL_NAIVE = "naive", "seasonal_naive"
SES, IMAPA, THETA, MEDIAN, ETS = "ses", "imapa", "theta", "median", "ets"

Method = Callable[[Floats, int, int], Floats]  # values, horizon, season -> forecast

ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
REFINEMENTS = 5  # steps of golden section between the neighbours of the best alpha
GOLDEN = 0.618_033_988_75
STARTING = 4  # values whose mean is the first level
LEVELS = (4, 12)  # aggregations of IMAPA: at least and at most
SHORT = 4  # values below which nothing is smoothed


def forecast_naive(values: Floats, horizon: int) -> Floats:
    """Return the last value, again and again."""
    return np.full(horizon, values[-1])


def forecast_seasonal_naive(values: Floats, horizon: int, season: int) -> Floats:
    """Return the last season again; the last value where there is no whole season."""
    if len(values) < season:
        return forecast_naive(values, horizon)
    return np.resize(values[-season:], horizon)


def smooth(values: Floats, alpha: float) -> tuple[float, float]:
    """Return the last level of simple exponential smoothing and its one-step squared error."""
    first = float(values[:STARTING].mean())
    levels, _ = lfilter([alpha], [1.0, alpha - 1.0], values, zi=[(1 - alpha) * first])
    misses = values[1:] - levels[:-1]
    return float(levels[-1]), float((values[0] - first) ** 2 + misses @ misses)


def find_level(values: Floats) -> float:
    """Return the last level of simple exponential smoothing, alpha by least squared error."""
    if len(values) < SHORT:
        return float(values.mean())
    tried = [(smooth(values, alpha), alpha) for alpha in ALPHAS]
    best = min(range(len(ALPHAS)), key=lambda place: tried[place][0][1])
    low = ALPHAS[best - 1] if best else ALPHAS[0] / 4
    high = ALPHAS[best + 1] if best + 1 < len(ALPHAS) else 0.999
    (level, least), _ = tried[best]
    for _ in range(REFINEMENTS):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        at_left, at_right = smooth(values, left), smooth(values, right)
        if at_left[1] < at_right[1]:
            high = right
        else:
            low = left
        for found in (at_left, at_right):
            if found[1] < least:
                level, least = found
    return level


def forecast_ses(values: Floats, horizon: int) -> Floats:
    """Return the level of simple exponential smoothing."""
    return np.full(horizon, find_level(values))


def forecast_imapa(values: Floats, horizon: int) -> Floats:
    """Return the mean of the levels of the series summed over 1, 2, … periods.

    Intermittent multiple aggregation (Petropoulos & Kourentzes 2015): up to the mean interval
    between demands, here at least 4 where the series is long enough.
    """
    busy = np.flatnonzero(values)
    interval = (busy[-1] - busy[0]) / (len(busy) - 1) if len(busy) > 1 else 1.0
    most = min(LEVELS[1], max(LEVELS[0], round(float(interval))), max(1, len(values) // SHORT))
    levels = []
    for size in range(1, most + 1):
        count = len(values) // size
        sums = values[len(values) - count * size :].reshape(count, size).sum(axis=1)
        levels.append(find_level(sums) / size)
    return np.full(horizon, float(np.mean(levels)))


def forecast_theta(values: Floats, horizon: int) -> Floats:
    """Return the mean of the straight line and of the level of the doubled deviations from it.

    The Theta method with lines 0 and 2 (Assimakopoulos & Nikolopoulos 2000). Where no value was
    ever below zero, a falling line does not cross zero but approaches it: it falls by the same
    share of itself with each step.
    """
    if len(values) < SHORT:
        return forecast_ses(values, horizon)
    at = np.arange(len(values), dtype=np.float64)
    centred = at - at.mean()
    slope = float(centred @ values) / float(centred @ centred)
    line = values.mean() + slope * centred
    level = find_level(2 * values - line)
    start, drift = (line[-1] + level) / 2, slope / 2 * np.arange(1, horizon + 1)
    if slope < 0 < start and values.min() >= 0:
        return np.asarray(start * np.exp(drift / start))
    return np.asarray(start + drift)


SMOOTHING: dict[str, Callable[[Floats, int], Floats]] = {
    SES: forecast_ses,
    IMAPA: forecast_imapa,
    THETA: forecast_theta,
}


def forecast_by_all(
    values: Floats,
    horizon: int,
    season: int,
    *,
    is_positive: bool,
    extra: Mapping[str, Method] | None = None,
) -> dict[str, Floats]:
    """Return what every method forecasts; never below zero where `is_positive`.

    `extra` are methods beside the own ones, by name. The median is of SES, IMAPA, Theta and them.
    """
    found = {NAIVE: forecast_naive(values, horizon)}
    if season > 1:
        found[SEASONAL_NAIVE] = forecast_seasonal_naive(values, horizon, season)
    bare, pattern = remove_season(values, season)
    for name, method in SMOOTHING.items():
        level = method(bare, horizon)
        found[name] = level if pattern is None else pattern.apply(level)
    for name, other in (extra or {}).items():
        found[name] = other(values, horizon, season)
    parts = [found[name] for name in (*SMOOTHING, *(extra or {}))]
    found[MEDIAN] = np.median(parts, axis=0)
    if is_positive:
        found = {name: np.maximum(ahead, 0.0) for name, ahead in found.items()}
    return found

"""Rolling back-test: every method forecasts the end of a series from before it, several times."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crm_backend.analytics.demand.cleaning import clean
from crm_backend.analytics.demand.errors import Errors, measure, scale_of
from crm_backend.analytics.demand.methods import SHORT, Method, forecast_by_all
from crm_backend.analytics.demand.seasons import CYCLES_NEEDED, Floats

ORIGINS = 6  # at most
OVERLAP = 3  # origins per horizon: each moves on by a third of it
LEAST_SHARE = 3  # the tested end is at most a third of the series


@dataclass(frozen=True)
class Backtest:
    """What was and what each method said, as origins x steps, the latest origin first.

    `levels` are the mean absolute values of the last season or horizon before each origin,
    `scales` what MASE divides by there: the naive forecast's error before the origin.
    """

    actual: Floats
    ahead: Mapping[str, Floats]
    levels: Floats
    scales: Floats

    @property
    def origins(self) -> int:
        """Return from how many moments it was forecast."""
        return len(self.actual)

    @property
    def steps(self) -> int:
        """Return how many steps ahead it was forecast: the horizon, or less where data are few."""
        return int(self.actual.shape[1])

    @property
    def clear_of_latest(self) -> int:
        """Return the first origin whose tested periods all lie before the latest origin's."""
        return -(-self.steps // max(1, self.steps // OVERLAP))

    def measure(self, method: str, origins: slice = slice(None)) -> Errors:
        """Return the errors of a method; each origin is scaled by what was known there."""
        return measure(self.actual[origins], self.ahead[method][origins], self.scales[origins])

    def errors_of(self, method: str, first: int = 0) -> Floats:
        """Return actual minus forecast from origin `first` on (0 is the latest)."""
        return np.asarray(self.actual[first:] - self.ahead[method][first:])


def find_origins(length: int, horizon: int, season: int) -> tuple[list[int], int]:
    """Return lengths of the parts forecast from, longest first, and how many steps ahead."""
    steps = max(1, min(horizon, length // LEAST_SHARE))
    latest = length - steps
    least = max(SHORT, CYCLES_NEEDED * season + 1)
    if latest < least:
        least = max(SHORT, latest)
    move = max(1, steps // OVERLAP)
    found = [latest - move * count for count in range(ORIGINS) if latest - move * count >= least]
    return found, steps


def run_backtest(
    values: Floats,
    *,
    horizon: int,
    season: int,
    is_positive: bool,
    softens_wild: bool = True,
    extra: Mapping[str, Method] | None = None,
) -> Backtest | None:
    """Return the back-test of a series (NaN: not known); None where it is too short for one.

    At each origin the series is cleaned by what was known there alone. What came is judged as the
    whole series has it, gaps filled and wild values no farther out than what is just not wild.
    """
    origins, steps = find_origins(len(values), horizon, season)
    origins = [end for end in origins if (~np.isnan(values[:end])).any()]
    if not origins:
        return None
    truth = clean(values, season, softens_wild=softens_wild).judged
    known = [clean(values[:end], season, softens_wild=softens_wild).learnt for end in origins]
    said = [
        forecast_by_all(part, steps, season, is_positive=is_positive, extra=extra) for part in known
    ]
    actual = np.array([truth[end : end + steps] for end in origins])
    levels = np.array([find_size(part, steps, season) for part in known])
    scales = np.array([scale_of(part, season) for part in known])
    ahead = {name: np.array([one[name] for one in said]) for name in said[0]}
    return Backtest(actual, ahead, levels, scales)


def find_size(values: Floats, steps: int, season: int) -> float:
    """Return the mean absolute value of the last season, or of as many steps as are forecast."""
    return float(np.abs(values[-max(season, steps) :]).mean())

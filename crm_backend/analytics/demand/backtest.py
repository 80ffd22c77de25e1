"""Rolling back-test: every method forecasts the end of a series from before it, several times."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crm_backend.analytics.demand.methods import SHORT, Method, forecast_by_all
from crm_backend.analytics.demand.seasons import CYCLES_NEEDED, Floats

ORIGINS = 6  # at most
OVERLAP = 3  # origins per horizon: each moves on by a third of it
LEAST_SHARE = 3  # the tested end is at most a third of the series


@dataclass(frozen=True)
class Backtest:
    """What was and what each method said, as origins x steps, the latest origin first.

    `levels` are the mean absolute values of the last season or horizon before each origin.
    """

    actual: Floats
    ahead: Mapping[str, Floats]
    levels: Floats

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
    truth: Floats,
    *,
    horizon: int,
    season: int,
    is_positive: bool,
    extra: Mapping[str, Method] | None = None,
) -> Backtest | None:
    """Return the back-test of a series; None where it is too short for one.

    Methods learn from `values` and are judged by `truth`, in which wild values stand as they were.
    """
    origins, steps = find_origins(len(values), horizon, season)
    if not origins:
        return None
    said = [
        forecast_by_all(values[:end], steps, season, is_positive=is_positive, extra=extra)
        for end in origins
    ]
    actual = np.array([truth[end : end + steps] for end in origins])
    levels = np.array([find_size(values[:end], steps, season) for end in origins])
    ahead = {name: np.array([one[name] for one in said]) for name in said[0]}
    return Backtest(actual, ahead, levels)


def find_size(values: Floats, steps: int, season: int) -> float:
    """Return the mean absolute value of the last season, or of as many steps as are forecast."""
    return float(np.abs(values[-max(season, steps) :]).mean())

"""Periods of time: hours to years, how a column of times falls into them, and their names."""

from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kernel.errors import Invalid

Ordinals = NDArray[np.int64]


class Every(StrEnum):
    """How long a period is; a step is a place in an order without dates."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    STEP = "step"


SEASONS = {
    Every.HOUR: (168, 24),
    Every.DAY: (7,),
    Every.WEEK: (52,),
    Every.MONTH: (12,),
    Every.QUARTER: (4,),
}
CODES = {
    Every.HOUR: "h",
    Every.DAY: "D",
    Every.MONTH: "M",
    Every.QUARTER: "Q-DEC",
    Every.YEAR: "Y-DEC",
}
NAMES = {Every.HOUR: "%Y-%m-%dT%H:00", Every.MONTH: "%Y-%m", Every.YEAR: "%Y"}
LAST_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")  # of a week, by the day it starts on
LONGEST_GAPS = (  # days between two periods, up to which they are hours, days, …
    (0.75, Every.HOUR),
    (4, Every.DAY),
    (20, Every.WEEK),
    (60, Every.MONTH),
    (230, Every.QUARTER),
)
CYCLES = 2  # whole seasons a history must hold for the season to be used


def find_frequency(times: "pd.Series[Any]") -> Every:
    """Return how long the periods of these times are, by their median distance.

    Raises `Invalid` where there are no two different times.
    """
    distinct = pd.DatetimeIndex(times.dropna().unique()).sort_values()
    if len(distinct) < 2:
        raise Invalid("Two different dates are needed to see how long a period is.")
    days = float(np.median(np.diff(distinct.as_unit("ns").asi8))) / 86_400e9
    return next((every for most, every in LONGEST_GAPS if days <= most), Every.YEAR)


def choose_season(every: Every, length: int) -> int:
    """Return the longest usual season that fits twice into the history; 1 where none does."""
    fits = (season for season in SEASONS.get(every, ()) if length >= CYCLES * season)
    return next(fits, 1)


class Calendar:
    """Numbers of periods, and their names. Weeks start on Monday or on `week_starts` (0-6)."""

    def __init__(self, every: Every, week_starts: int = 0) -> None:
        self.every = every
        self.week_starts = week_starts
        self._code = CODES.get(every, f"W-{LAST_DAYS[week_starts]}")

    @classmethod
    def of(cls, times: "pd.Series[Any]", every: Every) -> "Calendar":
        """Return a calendar whose weeks start on the one day all the times fall on, if they do."""
        days = set(times.dropna().dt.dayofweek) if every is Every.WEEK else set()
        return cls(every, int(days.pop()) if len(days) == 1 else 0)

    def number(self, times: "pd.Series[Any]") -> Ordinals:
        """Return the number of the period of each time (aware, UTC); times must not be NaT."""
        naive = pd.DatetimeIndex(times).tz_convert(None)
        return np.asarray(naive.to_period(self._code).asi8, dtype=np.int64)

    def name(self, number: int) -> str:
        """Return a period's name: `2026-11-23T14:00`, `2026-11-23`, `2026-11`, `2026Q4`, `2026`."""
        if self.every is Every.STEP:
            return str(number)
        period = pd.Period(ordinal=number, freq=self._code)
        if self.every is Every.QUARTER:
            return str(period)
        return str(period.start_time.strftime(NAMES.get(self.every, "%Y-%m-%d")))

    def start(self, number: int) -> pd.Timestamp:
        """Return when a period starts, in UTC."""
        return pd.Period(ordinal=number, freq=self._code).start_time.tz_localize("UTC")

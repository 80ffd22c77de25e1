"""The public series that forecasts are measured on, cut into history and what came."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_backend.analytics.demand.collecting import Collected, Kind, Series
from crm_backend.analytics.demand.periods import Calendar, Every

Floats = NDArray[np.float64]

M1_HORIZONS = {
    "MONTHLY": (18, Every.MONTH),
    "QUARTERLY": (8, Every.QUARTER),
    "YEARLY": (6, Every.YEAR),
}
LEAST = {Every.MONTH: 30}  # periods of history of the shortest series, as in the published set


@dataclass(frozen=True)
class Task:
    """Series, how many steps are forecast, and what came then (series x steps)."""

    name: str
    collected: Collected
    horizon: int
    season: int
    actual: Floats


def cut(
    name: str, values: dict[str, Floats], horizon: int, every: Every, *, season: int, drop: int
) -> Task:
    """Return a task that holds the last values back, after dropping `drop` from the end."""
    kept = {key: one[: len(one) - drop] for key, one in values.items()}
    kept = {key: one for key, one in kept.items() if len(one) >= horizon + LEAST.get(every, 8)}
    series = tuple(Series(key, 0, one[:-horizon]) for key, one in kept.items())
    collected = Collected(series, Calendar(every), Kind.MEASUREMENTS)
    return Task(
        name, collected, horizon, season, np.array([one[-horizon:] for one in kept.values()])
    )


def read_m1(data: Path, period: str, *, validates: bool) -> Task | None:
    """Return the M1 competition's series of a period, with the published horizon."""
    path = data / "m1-competition" / "M1_long.csv.gz"
    if not path.exists():
        return None
    rows = pd.read_csv(path)
    kinds = pd.read_csv(data / "m1-competition" / "M1_meta.csv").set_index("series")["period"]
    rows = rows[rows["series"].map(kinds) == period]
    horizon, every = M1_HORIZONS[period]
    values = {
        str(key): group["value"].to_numpy(np.float64)
        for key, group in rows.groupby("series", sort=False)
    }
    season = {Every.MONTH: 12, Every.QUARTER: 4, Every.YEAR: 1}[every]
    drop = horizon if validates else 0
    return cut(f"m1 {period.lower()}", values, horizon, every, season=season, drop=drop)


def read_retail(data: Path, *, validates: bool) -> Task | None:
    """Return 152 monthly series of Australian retail, 12 months held back."""
    path = data / "aus-retail" / "aus_retail.csv.gz"
    if not path.exists():
        return None
    rows = pd.read_csv(path).sort_values("Month")
    values = {
        str(key): group["Turnover"].to_numpy(np.float64) for key, group in rows.groupby("Series ID")
    }
    return cut("aus-retail", values, 12, Every.MONTH, season=12, drop=12 if validates else 0)


def read_walmart(data: Path, *, validates: bool) -> Task | None:
    """Return the weekly sales of 45 shops, 12 weeks held back."""
    path = data / "walmart-weekly" / "walmart.csv"
    if not path.exists():
        return None
    rows = pd.read_csv(path)
    rows["Date"] = pd.to_datetime(rows["Date"], format="%d-%m-%y")
    values = {
        str(key): group["Weekly_Sales"].to_numpy(np.float64)
        for key, group in rows.sort_values("Date").groupby("Store")
    }
    return cut("walmart-weekly", values, 12, Every.WEEK, season=52, drop=12 if validates else 0)


def read_passengers(data: Path, *, validates: bool) -> Task | None:
    """Return the airline passengers, 12 months held back."""
    path = data / "airpassengers" / "airline-passengers.csv"
    if not path.exists():
        return None
    values = {"all": pd.read_csv(path)["Passengers"].to_numpy(np.float64)}
    return cut("airpassengers", values, 12, Every.MONTH, season=12, drop=12 if validates else 0)


def read_tasks(data: Path, *, validates: bool) -> list[Task | None]:
    """Return every task; None for what is not there."""
    return [
        *(read_m1(data, period, validates=validates) for period in M1_HORIZONS),
        read_retail(data, validates=validates),
        read_walmart(data, validates=validates),
        read_passengers(data, validates=validates),
    ]

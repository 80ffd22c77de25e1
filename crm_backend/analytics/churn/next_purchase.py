"""When each customer will order again: the chance within some horizons, and the day expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crm_backend.analytics.churn.features import Events, Expected
from crm_backend.analytics.churn.silence import SilenceReport, fit_silence
from crm_backend.analytics.churn.values import Floats
from kernel.errors import Invalid

HORIZONS = (30, 60, 90)  # days
FARTHEST = 365.0  # days: beyond, no day is named


@dataclass(frozen=True)
class NextPurchase:
    """Chances of an order within each horizon (index: customer; columns: days, rising with them).

    `expected_days` is when the chance reaches one half, NaN if later than a year; `reports` are
    the models of silence behind the chances, one a horizon.
    """

    chances: pd.DataFrame
    expected_days: "pd.Series[float]"
    reports: dict[int, SilenceReport]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return what the models are worth as plain JSON, without the customers."""
        told = {str(days): report.to_dict() for days, report in self.reports.items()}
        return {"horizons": told, "notes": list(self.notes)}


def fit_next_purchase(
    orders: pd.DataFrame,
    now: pd.Timestamp,
    *,
    horizons: Sequence[int] = HORIZONS,
    events: Events | None = None,
    expected: Expected | None = None,
    model: str = "logistic",
    seed: int = 0,
) -> NextPurchase:
    """Learn the chance of an order within each horizon as that of no silence for so long.

    A horizon for which the history is too short is left out and said; raises `Invalid` where none
    is left.
    """
    reports: dict[int, SilenceReport] = {}
    notes: list[str] = []
    for days in sorted(set(horizons)):
        try:
            reports[days] = fit_silence(
                orders, now, days=days, events=events, expected=expected, model=model, seed=seed
            )
        except Invalid as error:
            notes.append(f"No chance within {days} days: {error.message}")
    if not reports:
        raise Invalid(" ".join(notes) or "Name at least one horizon.")
    index = next(iter(reports.values())).scores.index
    made = {days: 1 - report.scores.reindex(index) for days, report in reports.items()}
    chances = make_rising(pd.DataFrame(made))
    halves = pd.Series(find_halves(chances.to_numpy(), list(reports)), index, name="days")
    return NextPurchase(chances, halves, reports, tuple(notes))


def make_rising(chances: pd.DataFrame) -> pd.DataFrame:
    """Return chances (customers, horizons in rising order) that fall with no longer horizon."""
    return chances.cummax(axis=1)


def find_halves(chances: Floats, horizons: Sequence[int]) -> Floats:
    """Return in how many days a chance reaches one half: (n, horizons) -> (n).

    Between the horizons the hazard is constant, beyond the last one it is that of the whole time
    up to it; NaN where it takes longer than a year.
    """
    days = np.array([0.0, *horizons])
    lived = -np.log(np.clip(1 - chances, 1e-9, 1))  # cumulative hazard at each horizon
    hazards = np.column_stack([np.zeros(len(chances)), lived])
    goal = float(np.log(2))
    beyond = goal / np.maximum(hazards[:, -1] / days[-1], 1e-12)
    found = np.where(beyond <= FARTHEST, np.maximum(beyond, days[-1]), np.nan)
    for place in range(len(horizons) - 1, -1, -1):
        low, high = hazards[:, place], hazards[:, place + 1]
        share = (goal - low) / np.maximum(high - low, 1e-12)
        inside = days[place] + share * (days[place + 1] - days[place])
        found = np.where((low < goal) & (high >= goal), inside, found)
    return np.asarray(found, dtype=np.float64)

"""Metrics of customers from what they did, counted from their first exposure on. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crm_backend.analytics.experiments.registry import Measure
from crm_backend.analytics.experiments.sample import Floats, Metric

Frames = Mapping[str, pd.DataFrame]


def keep_measured(exposures: pd.DataFrame, *, window_days: int, now: datetime) -> pd.DataFrame:
    """Return the exposures whose window is over: their customers' values are final.

    `exposures` has `customer_id`, `arm` and `at` (aware).
    """
    ends = exposures["at"] + timedelta(days=window_days)
    return exposures[ends <= now].reset_index(drop=True)


def measure(
    name: str, how: Measure, exposures: pd.DataFrame, events: pd.DataFrame, *, window_days: int
) -> Metric:
    """Return a metric of each exposed customer, in the order of `exposures`.

    `events` has `customer_id`, `at` (aware) and `value`, a row for each event. What happened within
    `window_days` from the exposure on counts, as much time before it is what was known before.
    """
    joined = exposures[["customer_id", "at"]].merge(
        events.rename(columns={"at": "when"}), on="customer_id"
    )
    away = joined["when"] - joined["at"]
    span = timedelta(days=window_days)
    after = sum_up(joined[(away >= timedelta()) & (away < span)], exposures)
    before = sum_up(joined[(away >= -span) & (away < timedelta())], exposures)
    values, below = count(how, after)
    earlier = before["sum"] if how.counting.startswith("sum") else before["count"]
    return Metric(name, how.kind, values, below, earlier, how.higher_is_better)


def sum_up(events: pd.DataFrame, exposures: pd.DataFrame) -> dict[str, Floats]:
    """Return the number of events and the sum of their values for each exposed customer."""
    grouped = events.groupby("customer_id")["value"].agg(["count", "sum"])
    there = grouped.reindex(exposures["customer_id"], fill_value=0)
    return {name: there[name].to_numpy(dtype=float) for name in ("count", "sum")}


def count(how: Measure, found: Mapping[str, Floats]) -> tuple[Floats, Floats | None]:
    """Return the values of a metric, and what they are measured by where it is a ratio."""
    if how.counting == "sum":
        return found["sum"], None
    if how.counting == "sum_per_event":
        return found["sum"], found["count"]
    if how.counting == "count":
        return found["count"], None
    least = 2 if how.counting == "again" else 1
    return (found["count"] >= least).astype(float), None


def count_arrivals(activity: pd.DataFrame, *, start: datetime, days: int) -> list[int]:
    """Return how many customers were first active on each day from `start` on.

    `activity` has `customer_id` and `at` (aware).
    """
    first = activity.groupby("customer_id")["at"].min()
    places: Any = ((first - pd.Timestamp(start)) // timedelta(days=1)).to_numpy(dtype=float)
    places = places[(places >= 0) & (places < days)].astype(int)
    return [int(one) for one in np.bincount(places, minlength=days)]


def draw_past(activity: pd.DataFrame) -> pd.DataFrame:
    """Return exposures of the past: everybody at their first activity, all in one arm."""
    first = activity.groupby("customer_id")["at"].min().reset_index()
    return first.assign(arm="past")

"""The few figures per customer that buying models need, and what came after for judging them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_backend.analytics.value.transactions import Floats, Ints, Purchases

UNITS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}


@dataclass(frozen=True)
class Summary:
    """What is known of n customers, each an array of n.

    frequency  days of purchase after the first (repeat purchases)
    recency    from the first to the last purchase, in units of time; 0 without repeats
    age        from the first purchase to the end of what was seen (T), in units of time
    monetary   mean amount of the repeat purchases; 0 without repeats
    total      what was paid in all, the first purchase included
    """

    ids: NDArray[np.object_]
    frequency: Floats
    recency: Floats
    age: Floats
    monetary: Floats
    total: Floats

    def __len__(self) -> int:
        return len(self.frequency)

    def rows(self, which: slice | NDArray[np.intp] | NDArray[np.bool_]) -> "Summary":
        """Return some of the customers."""
        return Summary(
            self.ids[which],
            self.frequency[which],
            self.recency[which],
            self.age[which],
            self.monetary[which],
            self.total[which],
        )


def summarize(purchases: Purchases, *, unit: str = "week") -> Summary:
    """Return a summary at the purchases' end; `unit` is one of `UNITS` (Fader and Hardie 2005)."""
    days_in_unit, count = UNITS[unit], len(purchases.ids)
    codes, days, amounts = purchases.codes, purchases.days, purchases.amounts
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(first, codes, days)
    np.maximum.at(last, codes, days)
    frequency = np.bincount(codes, minlength=count).astype(np.float64) - 1.0
    total = sum_by(codes, amounts, count)
    is_repeat = days > first[codes]
    repeated = sum_by(codes[is_repeat], amounts[is_repeat], count)
    return Summary(
        purchases.ids,
        frequency,
        (last - first) / days_in_unit,
        (purchases.end - first) / days_in_unit,
        repeated / np.maximum(frequency, 1.0),
        total,
    )


def sum_by(codes: Ints, amounts: Floats, count: int) -> Floats:
    """Return the sum of the amounts of each code below `count`."""
    return np.bincount(codes, amounts, minlength=count).astype(np.float64)


def count_later(purchases: Purchases, *, after: int, until: int) -> tuple[Floats, Floats]:
    """Return days of purchase and spend in (after, until] of those who had bought by `after`.

    In the order of `purchases.until(after).ids`.
    """
    known = purchases.until(after).ids
    place = pd.Index(known).get_indexer(pd.Index(purchases.ids))  # -1: had not bought by then
    meant = (purchases.days > after) & (purchases.days <= until) & (place[purchases.codes] >= 0)
    rows = place[purchases.codes[meant]]
    counts = np.bincount(rows, minlength=len(known)).astype(np.float64)
    return counts, sum_by(rows, purchases.amounts[meant], len(known))

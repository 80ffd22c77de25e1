"""Recency, frequency and money of each customer on a day, from purchases alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.segments.rules import Names, RfmRules
from crm_backend.analytics.value.transactions import Floats, Purchases

COLUMNS = ("recency_days", "frequency", "monetary")


@dataclass(frozen=True)
class Rfm:
    """Of n customers: days since the last purchase, days of purchase, and what was paid in all."""

    ids: NDArray[np.object_]
    recency_days: Floats
    frequency: Floats
    monetary: Floats

    @property
    def values(self) -> Floats:
        """The three as columns (n, 3), in the order of `COLUMNS`."""
        return np.column_stack([self.recency_days, self.frequency, self.monetary])

    def learn_rules(self) -> RfmRules:
        """Return the limits of the scores among these customers."""
        return RfmRules.learn(self.recency_days, self.frequency, self.monetary)

    def name(self, rules: RfmRules) -> Names:
        """Return the name of each customer by rule."""
        return rules.name(self.recency_days, self.frequency, self.monetary)


def measure_rfm(purchases: Purchases) -> Rfm:
    """Return recency, frequency and money at the end of what was seen."""
    count = len(purchases.ids)
    last = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(last, purchases.codes, purchases.days)
    return Rfm(
        purchases.ids,
        (purchases.end - last).astype(np.float64),
        np.bincount(purchases.codes, minlength=count).astype(np.float64),
        np.bincount(purchases.codes, purchases.amounts, minlength=count).astype(np.float64),
    )

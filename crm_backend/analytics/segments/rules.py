"""RFM by rule: what a customer is called from recency, frequency and money, and why.

Each of the three is scored 1 to 5: one more than the number of fifths of all customers who are
worse (who bought longer ago, on fewer days, for less). Customers who are equal score the same, so a
shop where most bought once gives all of those the frequency 1; where all are equal, all score 3.
The name follows from R and from FM, the mean of F and M rounded up; whoever bought on one day only
has FM 1, whatever it cost, for nothing repeated itself yet:

R (5 = lately)   FM 1            FM 2             FM 3             FM 4         FM 5
5                new             potential        loyal            champions    champions
4                promising       potential        loyal            champions    champions
3                about_to_sleep  needs_attention  needs_attention  loyal        loyal
2                hibernating     about_to_sleep   at_risk          at_risk      cannot_lose
1                lost            hibernating      at_risk          cannot_lose  cannot_lose
"""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from kernel.errors import Invalid

Floats = NDArray[np.float64]
Names = NDArray[np.str_]

SCORES = 5
NAMES = (
    "champions",
    "loyal",
    "potential",
    "new",
    "promising",
    "needs_attention",
    "about_to_sleep",
    "at_risk",
    "cannot_lose",
    "hibernating",
    "lost",
)
GRID = np.array(
    [
        ["lost", "hibernating", "at_risk", "cannot_lose", "cannot_lose"],
        ["hibernating", "about_to_sleep", "at_risk", "at_risk", "cannot_lose"],
        ["about_to_sleep", "needs_attention", "needs_attention", "loyal", "loyal"],
        ["promising", "potential", "loyal", "champions", "champions"],
        ["new", "potential", "loyal", "champions", "champions"],
    ]
)


@dataclass(frozen=True)
class RfmRules:
    """The least value of the scores 2 to 5, of days since the last purchase (negative, so that
    more is better), days of purchase, and money; infinite where no customer gets so far."""

    recency: tuple[float, ...]
    frequency: tuple[float, ...]
    monetary: tuple[float, ...]

    @classmethod
    def learn(cls, recency_days: Floats, frequency: Floats, monetary: Floats) -> Self:
        """Return the limits at which fifths of these customers (n each) are worse."""
        return cls(find_cuts(-recency_days), find_cuts(frequency), find_cuts(monetary))

    def score(self, recency_days: Floats, frequency: Floats, monetary: Floats) -> NDArray[np.intp]:
        """Return R, F and M, 1 to 5, as (3, n)."""
        pairs = (
            (self.recency, -recency_days),
            (self.frequency, frequency),
            (self.monetary, monetary),
        )
        return np.array(
            [1 + np.searchsorted(np.array(cuts), values, side="right") for cuts, values in pairs]
        )

    def name(self, recency_days: Floats, frequency: Floats, monetary: Floats) -> Names:
        """Return the name of each customer, one of `NAMES`."""
        scores = self.score(recency_days, frequency, monetary)
        both = np.where(frequency > 1, (scores[1] + scores[2] + 1) // 2, 1)
        return np.asarray(GRID[scores[0] - 1, both - 1])

    def to_dict(self) -> dict[str, list[float | None]]:
        """Return the limits as plain JSON; None is out of reach."""
        return {
            key: [None if math.isinf(cut) else cut for cut in getattr(self, key)]
            for key in ("recency", "frequency", "monetary")
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the rules that `to_dict` told of. Raises `Invalid` for anything else."""
        try:
            lists = [
                tuple(math.inf if cut is None else float(cut) for cut in data[key])
                for key in ("recency", "frequency", "monetary")
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid(f"These are no RFM rules: {error}") from error
        if any(len(cuts) != SCORES - 1 or list(cuts) != sorted(cuts) for cuts in lists):
            raise Invalid("RFM rules are four rising limits for each of R, F and M.")
        return cls(*lists)


def find_cuts(values: Floats) -> tuple[float, ...]:
    """Return the least values that one, two, three and four fifths of all lie below.

    Of equal values the third fifth, in the middle, is the last that is reached.
    """
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) == 1:
        return float(distinct[0]), float(distinct[0]), math.inf, math.inf
    below = np.concatenate([[0], np.cumsum(counts)[:-1]]) / len(values)
    shares = np.arange(1, SCORES) / SCORES
    places = np.searchsorted(below, shares - 1e-12)
    return tuple(float(distinct[place]) if place < len(distinct) else math.inf for place in places)

"""What a customer is likely to buy again, by their own rhythm; a list of its own."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from crm_backend.analytics.recommendations.model import Floats, Items

HALF_LIFE = 140.0  # days: 20 weeks


@dataclass(frozen=True)
class Again:
    """An item somebody bought before, with what speaks for the next time.

    `every_days` is the usual gap of this customer and item, drawn towards the item's gap among all
    where the customer bought it seldom; `due_in_days` is below zero where the time is over. Both
    are `None` where nobody ever bought anything twice.
    """

    item: int
    score: float
    times: int
    last_days_ago: float
    every_days: float | None
    due_in_days: float | None


class BuyAgain:
    """Scores what somebody bought by how often, how lately, and whether people buy it again at all.

    `score = sum over days of purchase of 0.5^(age / half_life) * repeat_share(item)^repeat_power`.
    The repeat share is that of the item's buyers who bought it on a second day, drawn towards the
    share of the whole shop as by `shrinkage` more buyers. Times since the last purchase against
    the usual gap did not rank better (Complete Journey, weeks 41-44), so they are told, not used.
    """

    def __init__(
        self,
        half_life: float = HALF_LIFE,
        repeat_power: float = 0.5,
        shrinkage: float = 20.0,
        least_share: float = 0.05,
    ) -> None:
        self.half_life = half_life
        self.repeat_power = repeat_power
        self.shrinkage = shrinkage
        self.least_share = least_share

    def fit(self, customers: Items, items: Items, days: Floats, width: int) -> Self:
        """Learn from purchases as columns of equal length; `days` count from any day.

        Items are columns below `width`. Sets `repeat_share_` and `gap_days_` of each item.
        """
        whole_days = np.floor(days).astype(np.int64)
        visits = np.unique(np.column_stack([customers, items, whole_days]), axis=0)
        pairs, places, counts = np.unique(
            visits[:, :2], axis=0, return_inverse=True, return_counts=True
        )
        spans = np.zeros(len(pairs))
        np.add.at(spans, places[1:], np.diff(visits[:, 2]) * (np.diff(places) == 0))
        bought = pairs[:, 1].astype(np.intp)
        buyers = np.bincount(bought, minlength=width).astype(np.float64)
        again = np.bincount(bought, counts > 1, minlength=width).astype(np.float64)
        gaps = np.bincount(bought, counts - 1, minlength=width).astype(np.float64)
        waited = np.bincount(bought, spans, minlength=width).astype(np.float64)
        share = again.sum() / max(1, buyers.sum())
        gap = waited.sum() / gaps.sum() if gaps.sum() else np.nan
        self.repeat_share_: Floats = shrink(again, buyers, share, self.shrinkage)
        self.gap_days_: Floats = shrink(waited, gaps, gap, self.shrinkage)
        return self

    def score(self, items: Items, ages: Floats) -> Floats:
        """Return the score of every item for somebody with these purchases, `ages` days ago."""
        visits = find_visits(items, ages)
        fresh = 0.5 ** (visits[:, 1] / self.half_life)
        width = len(self.repeat_share_)
        frequency = np.bincount(visits[:, 0].astype(np.intp), fresh, minlength=width)
        scores: Floats = frequency * self.repeat_share_**self.repeat_power
        return scores

    def rank(self, items: Items, ages: Floats, *, limit: int = 10) -> list[Again]:
        """Return what to buy again, the best first; of equal scores the lower column first.

        An item bought once is left out where fewer than `least_share` of its buyers buy it again:
        nobody needs a second kettle.
        """
        visits = find_visits(items, ages)
        scores = self.score(items, ages)
        listed = []
        for item in np.unique(visits[:, 0]).astype(int):
            own = visits[visits[:, 0] == item, 1]
            if scores[item] <= 0 or (len(own) < 2 and self.repeat_share_[item] < self.least_share):
                continue
            gap = (own.max() - own.min() + self.gap_days_[item]) / len(own)
            every = None if np.isnan(gap) else float(gap)
            listed.append(
                Again(
                    item=int(item),
                    score=float(scores[item]),
                    times=len(own),
                    last_days_ago=float(own.min()),
                    every_days=every,
                    due_in_days=None if every is None else every - float(own.min()),
                )
            )
        listed.sort(key=lambda again: (-again.score, again.item))
        return listed[:limit]


def find_visits(items: Items, ages: Floats) -> Floats:
    """Return the distinct pairs of item and whole days of age; the future counts as today."""
    days = np.floor(np.maximum(ages, 0.0))
    return np.unique(np.column_stack([items.astype(np.float64), days]), axis=0)


def shrink(sums: Floats, counts: Floats, middle: float, extra: float) -> Floats:
    """Return sums / counts drawn towards `middle` as by `extra` more; `middle` where none count."""
    whole = counts + extra
    drawn = sums + (extra * middle if extra else 0.0)
    result: Floats = np.divide(drawn, whole, out=np.full(len(counts), middle), where=whole > 0)
    return result

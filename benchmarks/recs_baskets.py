"""What is missing in a basket, on groceries-arules (part of `benchmarks.recs_cold`)."""

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.recs_journey import make_matrix, read_row
from benchmarks.report import figure
from crm_backend.analytics.recommendations.ease import Ease
from crm_backend.analytics.recommendations.evaluation import (
    bootstrap_mean,
    bootstrap_ratio,
    compute_ndcg,
    is_hit,
    rank,
)
from crm_backend.analytics.recommendations.graph import Rp3Beta
from crm_backend.analytics.recommendations.model import (
    Floats,
    ItemModel,
    Items,
    Matrix,
    scale_prior,
)
from crm_backend.analytics.recommendations.neighbours import ItemKnn

PRIORS = (0.0, 0.1, 0.3, 1.0)
SHARE_LEARNT, SHARE_TUNED = 0.7, 0.1  # the rest is reported on
MODELS = [Ease(value) for value in (10.0, 30.0, 100.0)]
MODELS += [ItemKnn(value) for value in (5.0, 20.0, 100.0)]
MODELS += [Rp3Beta(alpha, beta) for alpha in (0.7, 1.0) for beta in (0.0, 0.2, 0.4)]


def read_baskets(path: Path) -> Matrix:
    """Return baskets x items."""
    with path.open(encoding="utf-8", newline="") as file:
        baskets = [{name.strip() for name in row if name.strip()} for row in csv.reader(file)]
    names = {name: place for place, name in enumerate(sorted(set().union(*baskets)))}
    rows = [row for row, basket in enumerate(baskets) for _ in basket]
    columns = [names[name] for basket in baskets for name in sorted(basket)]
    return make_matrix(np.array(rows), np.array(columns), (len(baskets), len(names)))


def hide(baskets: Matrix, rows: list[int]) -> list[tuple[Items, int]]:
    """Return each basket of two items or more without one of them, and that one."""
    chance = np.random.default_rng(1)
    cases = []
    for row in rows:
        items = read_row(baskets, row)
        if len(items) >= 2:
            place = int(chance.integers(len(items)))
            cases.append((np.delete(items, place), int(items[place])))
    return cases


def score_basket(model: ItemModel, basket: Items) -> Floats:
    """Return how well each item goes with those in a basket; those in it come last (-inf)."""
    scores = model.score(basket)
    scores[basket] = -np.inf
    return scores


def measure_baskets(data: Path) -> None:
    """Print HR@10 and NDCG@10 of the hidden item."""
    path = data / "groceries-arules" / "groceries.csv"
    if not path.is_file():
        print(f"Skipped baskets: {path} is not there.")
        return
    baskets = read_baskets(path)
    order = np.random.default_rng(7).permutation(baskets.shape[0])
    cuts = [round(share * len(order)) for share in (SHARE_LEARNT, SHARE_LEARNT + SHARE_TUNED)]
    learnt, tuned, reported = (sorted(part.tolist()) for part in np.split(order, cuts))
    owned = baskets[learnt]
    popularity = np.asarray(owned.sum(axis=0), dtype=np.float64).ravel()
    best: dict[str, tuple[float, int, float]] = {}
    for place, model in enumerate(MODELS):
        model.prior_weight = 0.0
        model.fit(owned)
        for prior in PRIORS:
            model.prior_ = scale_prior(popularity, prior)
            value = float(judge(partial(score_basket, model), hide(baskets, tuned))[0].mean())
            if model.name not in best or value > best[model.name][0]:
                best[model.name] = (value, place, prior)
    cases = hide(baskets, reported)
    base, _ = judge(lambda _: popularity, cases)
    figure("basket_hr_at_10", 100 * base.mean(), "per cent", model="popularity", baskets=len(cases))
    for name, (_, place, prior) in best.items():
        model = MODELS[place]
        model.prior_ = scale_prior(popularity, prior)
        hits, ndcg = judge(partial(score_basket, model), cases)
        told = {"model": name, "settings": {**model.settings, "prior_weight": prior}}
        figure("basket_hr_at_10", 100 * hits.mean(), "per cent", **told)
        figure("basket_ndcg_at_10", 100 * ndcg.mean(), "per cent", **told)
        gain, ratio = bootstrap_mean(hits - base), bootstrap_ratio(hits, base)
        interval = [round(100 * gain.low, 2), round(100 * gain.high, 2)]
        times = round(ratio.mean, 3) if ratio else None
        figure("basket_gain", 100 * gain.mean, "points", model=name, interval=interval, times=times)


def judge(
    scoring: Callable[[Items], Floats], cases: list[tuple[Items, int]]
) -> tuple[Floats, Floats]:
    """Return hits and NDCG@10 of the hidden item of each basket."""
    ranked = [rank(scoring(basket), basket) for basket, _ in cases]
    pairs = list(zip(ranked, ({hidden} for _, hidden in cases), strict=True))
    hits = np.array([is_hit(found, wanted) for found, wanted in pairs])
    return hits, np.array([compute_ndcg(found, wanted) for found, wanted in pairs])

"""`python -m benchmarks.recs_beauty`: the last item of each customer of amazon-beauty.

Leave-one-out with full ranking (no sampled rivals) of all 12,101 items a customer has not. All
settings were chosen in this run on the last item but one (learnt from all before it); the last is
ranked by models learnt from all before that; `--chosen` skips the search. Told apart: models that
know only who has what, the same with histories that fade, and those that know the order. Published
HR@10 (S3-Rec): PopRec .0152, SASRec .0605, S3-Rec .0647. Needs `--data` with amazon-beauty-s3rec.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.recs_journey import make_matrix
from benchmarks.report import figure, figure_latency
from crm_backend.analytics.recommendations.blend import HeadAndTail
from crm_backend.analytics.recommendations.ease import Ease
from crm_backend.analytics.recommendations.evaluation import (
    bootstrap_mean,
    compute_ndcg,
    is_hit,
    rank,
)
from crm_backend.analytics.recommendations.graph import Rp3Beta
from crm_backend.analytics.recommendations.model import Floats, ItemModel, Items, scale_prior
from crm_backend.analytics.recommendations.neighbours import ItemKnn
from crm_backend.analytics.recommendations.searching import score
from crm_backend.analytics.recommendations.sequence import Transitions

FADINGS = (1.0, 0.9, 0.8, 0.7, 0.6)
PRIORS = (0.0, 0.001, 0.01, 0.1)
EVERY = 2  # customers looked at while choosing: every second


def list_chosen() -> dict[str, tuple[ItemModel | Transitions, float, float]]:
    """Return model, fading and prior for `--chosen`: the best in a wider search, same way."""
    return {
        "without order": (ItemKnn(50.0), 1.0, 0.001),
        "item-kNN, histories fade": (ItemKnn(50.0), 0.7, 0.001),
        "order of purchases": (Transitions(50, 0.8, 0.7, 20.0, 0.7), 0.7, 0.001),
    }


@dataclass(frozen=True)
class Group:
    """Models compared with each other; whether their histories may fade."""

    name: str
    models: list[ItemModel | Transitions]
    fadings: tuple[float, ...]


def list_groups() -> Iterator[Group]:
    """Yield the groups with the settings tried."""
    sets: list[ItemModel | Transitions] = [ItemKnn(one) for one in (20.0, 50.0, 100.0)]
    sets += [Rp3Beta(alpha, 0.2) for alpha in (0.5, 0.7)]
    sets += [HeadAndTail(Ease(one), ItemKnn(50.0), size=6_000) for one in (100.0, 300.0)]
    yield Group("without order", sets, (1.0,))
    yield Group("item-kNN, histories fade", [ItemKnn(one) for one in (20.0, 50.0)], FADINGS)
    ordered: list[ItemModel | Transitions] = [
        Transitions(decay=decay, backward=backward, shrinkage=shrinkage, balance=balance)
        for decay, backward, shrinkage, balance in (
            (0.8, 0.5, 20.0, 0.5),
            (0.8, 0.5, 50.0, 0.5),
            (0.8, 0.7, 50.0, 0.7),
            (0.8, 0.3, 20.0, 0.7),
            (0.7, 0.5, 20.0, 0.7),
        )
    ]
    yield Group("order of purchases", ordered, FADINGS)


def fit(model: ItemModel | Transitions, histories: list[Items], width: int) -> None:
    """Learn from the histories, the oldest first."""
    model.prior_weight = 0.0
    if isinstance(model, Transitions):
        model.fit(histories, width)
        return
    rows = np.repeat(np.arange(len(histories)), [len(one) for one in histories])
    model.fit(make_matrix(rows, np.concatenate(histories), (len(histories), width)))


def judge(ranked: list[Items], wanted: list[int]) -> tuple[Floats, Floats]:
    """Return hits and NDCG@10."""
    pairs = list(zip(ranked, ({one} for one in wanted), strict=True))
    hits = np.array([is_hit(listed, one) for listed, one in pairs])
    return hits, np.array([compute_ndcg(listed, one) for listed, one in pairs])


def tune(
    group: Group, known: list[Items], width: int
) -> tuple[ItemModel | Transitions, float, float]:
    """Return the model, fading and prior that rank the last known item best (HR@10)."""
    before, last = [one[:-1] for one in known], [int(one[-1]) for one in known]
    popularity = np.bincount(np.concatenate(before), minlength=width).astype(np.float64)
    best, chosen = -1.0, (group.models[0], 1.0, 0.0)
    for model in group.models:
        fit(model, before, width)
        for fading in group.fadings:
            raw = [score(model, one, fading) for one in before[::EVERY]]
            for prior in PRIORS:
                added = scale_prior(popularity, prior)
                pairs = zip(raw, before[::EVERY], strict=True)
                ranked = [rank(scores + added, one) for scores, one in pairs]
                value = float(judge(ranked, last[::EVERY])[0].mean())
                if value > best:
                    best, chosen = value, (model, fading, prior)
    figure("tuned_hr_at_10", 100 * best, "per cent", model=group.name)
    return chosen


def tell(name: str, hits: Floats, ndcg: Floats, **more: object) -> None:
    """Print HR@10 and NDCG@10 with the intervals."""
    for key, values in (("beauty_hr_at_10", hits), ("beauty_ndcg_at_10", ndcg)):
        found = bootstrap_mean(values, resamples=500)
        interval = [round(100 * found.low, 2), round(100 * found.high, 2)]
        figure(key, 100 * found.mean, "per cent", model=name, interval=interval, **more)


def main() -> None:
    """Choose on the last item but one, report on the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--chosen", action="store_true", help="settings found before, no search")
    asked = parser.parse_args()
    path = asked.data / "amazon-beauty-s3rec" / "Beauty.txt"
    if not path.is_file():
        sys.exit(f"Skipped: {path} is not there.")
    lines = path.read_text(encoding="utf-8").splitlines()
    histories = [np.array(line.split()[1:], dtype=np.intp) - 1 for line in lines]
    width = int(max(one.max() for one in histories)) + 1
    # Items are numbered as customers come to them, and of equal scores the lower comes first.
    mixed = np.random.default_rng(1).permutation(width)
    histories = [mixed[one] for one in histories]
    known, last = [one[:-1] for one in histories], [int(one[-1]) for one in histories]
    popularity = np.bincount(np.concatenate(known), minlength=width).astype(np.float64)
    tell("popularity", *judge([rank(popularity, one) for one in known], last), customers=len(last))
    chosen = list_chosen() if asked.chosen else {}
    for group in list_groups():
        model, fading, prior = chosen.get(group.name) or tune(group, known, width)
        start = time.perf_counter()
        fit(model, known, width)
        seconds = time.perf_counter() - start
        model.prior_ = scale_prior(popularity, prior)
        ranked, spans = [], []
        for one in known:
            start = time.perf_counter()
            ranked.append(rank(score(model, one, fading), one))
            spans.append(time.perf_counter() - start)
        settings = {**model.settings, "prior_weight": prior, "fading": fading}
        about = {"kind": model.name, "settings": settings, "fit_seconds": round(seconds, 1)}
        tell(group.name, *judge(ranked, last), **about)
        figure_latency("beauty_rank", spans, model=group.name)


if __name__ == "__main__":
    main()

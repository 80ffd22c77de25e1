"""Recommendations learnt from any table of users and items, judged beside popularity."""

import time as clock
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from crm_backend.analytics.recommendations.cases import Case, make_cases
from crm_backend.analytics.recommendations.evaluation import (
    Interval,
    bootstrap_mean,
    bootstrap_ratio,
    compute_ndcg,
    is_hit,
    rank,
)
from crm_backend.analytics.recommendations.interactions import (
    Histories,
    Interactions,
    Split,
    clean_interactions,
    keep_back,
    make_histories,
)
from crm_backend.analytics.recommendations.model import Floats, Items, Scorer
from crm_backend.analytics.recommendations.neighbours import ItemKnn
from crm_backend.analytics.recommendations.searching import Choice, choose, score
from kernel.errors import Invalid

LEAST_ITEMS = 3
SEED = 1


@dataclass(frozen=True)
class Ranking:
    """How a ranking of all items a user has not did, on the users tested."""

    ndcg_at_10: Interval
    hr_at_10: Interval
    coverage: float  # of the items known, those among anybody's ten
    ms_p50: float
    ms_p95: float


@dataclass(frozen=True)
class Report:
    """What was chosen, how good it is beside popularity, and what was doubted."""

    model: dict[str, Any]
    chosen_on: str
    users: int
    items: int
    pairs: int
    users_tested: int
    result: Ranking
    popularity: Ranking
    ndcg_gain: Interval
    times_popularity: Interval | None
    notes: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Return the report in plain JSON."""
        return asdict(self)


def fit_recs(
    train: pd.DataFrame,
    test: pd.DataFrame | None = None,
    *,
    user: str = "user",
    item: str = "item",
    time: str | None = None,
    split: Split = "leave-one-out",
    sequences: bool = True,
    now: datetime | None = None,
) -> tuple[Report, Scorer, Histories]:
    """Choose a model on part of `train`, fit it on all of it, and judge it on `test`.

    Frames hold texts, as `read_csv` returns them. Without `test` one is kept back as `split` says.
    Only items a user does not have yet are ranked, all of them. Raises `Invalid` where nothing
    honest can be said: columns of another kind, too few users or items, no item in common.
    """
    learnt = clean_interactions(
        train, user=user, item=item, time=time, now=now, what="The training file"
    )
    if split == "time" and not learnt.has_time:
        raise Invalid("A split in time needs a column of times: name it with --time.")
    notes = list(learnt.notes)
    if test is None:
        rows, kept = keep_back(learnt.rows, split, seed_of(learnt))
    else:
        kept_back = clean_interactions(
            test, user=user, item=item, time=time, now=now, what="The test file"
        )
        rows, kept = learnt.rows, kept_back.rows
        notes += kept_back.notes
        if learnt.has_time and kept["order"].max() < rows["order"].min():
            notes.append("The test lies before all of the training: were the files swapped?")
    if rows.empty:
        raise Invalid("Nothing is left to learn from: every row was kept back for the test.")
    data = make_histories(rows)
    if len(data.item_ids) < LEAST_ITEMS:
        raise Invalid(f"There are {len(data.item_ids)} items; ranking needs {LEAST_ITEMS} or more.")
    cases = make_cases(data, kept, notes)
    choice, chosen_on = choose_on_part(learnt, rows, split, test is None, sequences, notes)
    scorer = choice.fit(data)
    report = judge(data, choice, scorer, cases, chosen_on, notes)
    return report, scorer, data


def seed_of(learnt: Interactions) -> int | None:
    """Return the seed of a split where no time says which item was the last."""
    return None if learnt.has_time else SEED


def choose_on_part(
    learnt: Interactions,
    rows: pd.DataFrame,
    split: Split,
    is_own_test: bool,
    sequences: bool,
    notes: list[str],
) -> tuple[Choice, str]:
    """Return the model that is best on what is kept back from the training rows, and on what."""
    kind: Split = split if is_own_test else "leave-one-out"
    inner, kept = keep_back(rows, kind, seed_of(learnt))
    try:
        if inner.empty:
            raise Invalid("Nothing is left.")
        data = make_histories(inner)
        cases = make_cases(data, kept, [])
    except Invalid:
        notes.append("Too little is known to choose settings: those of the demo shop were taken.")
        return Choice(ItemKnn(), 0.1, 1.0), "nothing"
    choice = choose(data, cases, has_time=learnt.has_time, sequences=sequences)
    way = "the latest fifth" if kind == "time" else "one item of each user"
    return choice, f"{way} of the training rows ({len(cases)} users)"


def judge(
    data: Histories,
    choice: Choice,
    scorer: Scorer,
    cases: list[Case],
    chosen_on: str,
    notes: list[str],
) -> Report:
    """Return the report of a fitted model."""
    by_popularity = np.asarray(data.owned.sum(axis=0), dtype=np.float64).ravel()
    result, ours = measure(cases, lambda history: score(scorer, history, choice.fading), data)
    base, theirs = measure(cases, lambda _: by_popularity, data)
    gain = bootstrap_mean(ours - theirs)
    if gain.low <= 0:
        notes.append(
            "The model is not shown to rank better than what sells most (the interval of the gain "
            "holds 0): show the bestsellers, or bring more data."
        )
    if not any(len(case.history) for case in cases):
        notes.append("Every user of the test is new to the training data: only popularity ranks.")
    return Report(
        model=choice.to_dict(),
        chosen_on=chosen_on,
        users=len(data.user_ids),
        items=len(data.item_ids),
        pairs=int(data.owned.nnz),
        users_tested=len(cases),
        result=result,
        popularity=base,
        ndcg_gain=gain,
        times_popularity=bootstrap_ratio(ours, theirs),
        notes=notes,
    )


def measure(
    cases: list[Case], scoring: Callable[[Items], Floats], data: Histories
) -> tuple[Ranking, Floats]:
    """Return how a scoring ranks, and its NDCG@10 of each user."""
    values, hits, spans = [], [], []
    shown: set[int] = set()
    for case in cases:
        start = clock.perf_counter()
        ranked = rank(scoring(case.history), case.history)
        spans.append((clock.perf_counter() - start) * 1000)
        shown.update(ranked.tolist())
        values.append(compute_ndcg(ranked, case.wanted))
        hits.append(is_hit(ranked, case.wanted))
    ndcg = np.array(values)
    ranking = Ranking(
        ndcg_at_10=bootstrap_mean(ndcg),
        hr_at_10=bootstrap_mean(np.array(hits)),
        coverage=len(shown) / len(data.item_ids),
        ms_p50=float(np.percentile(spans, 50)),
        ms_p95=float(np.percentile(spans, 95)),
    )
    return ranking, ndcg

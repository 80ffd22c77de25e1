"""Rivals of the shipped model of what comes next: popularity, same again, Markov, item-item."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from benchmarks.sequences_sets import Task
from crm_backend.analytics.sequences.model import NextModel, Settings

Floats = NDArray[np.float64]
Answer = Callable[[Sequence[str]], Floats]

FADINGS = (0.0, 0.3, 0.5, 0.7, 0.9)
SHRINKAGE = 10.0


def popularity(model: NextModel) -> Answer:
    """Return what is most frequent."""
    return lambda _: model.popular_


def same_again(model: NextModel) -> Answer:
    """Return the most recent first, then the next but last, and so on; then popularity."""

    def answer(history: Sequence[str]) -> Floats:
        scores = model.popular_.copy()
        for place, what in enumerate(history):
            scores[model.places_[what]] = 1 + place
        return scores

    return answer


def own_frequency(model: NextModel) -> Answer:
    """Return what the person did most often; popularity decides between equals."""

    def answer(history: Sequence[str]) -> Floats:
        ids = [model.places_[what] for what in history]
        return np.bincount(ids, minlength=len(model.names_)) + model.popular_

    return answer


def markov_of_one(histories: Sequence[Sequence[str]]) -> Answer:
    """Return what follows the last event, by counts of neighbours backed by popularity."""
    return NextModel(Settings(fading=0.0, prior=1e9)).fit([list(one) for one in histories]).score


def item_item(histories: Sequence[Sequence[str]], model: NextModel, fading: float) -> Answer:
    """Return the cosine of co-occurrence in histories with what was done, fading by place."""
    rows = [person for person, one in enumerate(histories) for _ in one]
    columns = [model.places_[what] for one in histories for what in one]
    shape = (len(histories), len(model.names_))
    has = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    has.data[:] = 1.0
    counts: Floats = np.asarray(has.sum(axis=0), dtype=np.float64).ravel()
    both = (has.T @ has).tocsr()
    both = csr_array(both - diags_array(counts))
    pairs = both.tocoo()
    firsts, seconds = pairs.coords
    pairs.data = pairs.data / (np.sqrt(counts[firsts] * counts[seconds]) + SHRINKAGE)
    alike = csr_array(pairs)

    def answer(history: Sequence[str]) -> Floats:
        scores = model.popular_ * 1e-3
        for back, what in enumerate(reversed(history)):
            weight = fading**back
            if weight < 1e-3:
                break
            place = model.places_[what]
            part = slice(alike.indptr[place], alike.indptr[place + 1])
            scores[alike.indices[part]] += weight * alike.data[part]
        return np.asarray(scores)

    return answer


def ranks_of(
    task: Task, pairs: Sequence[tuple[int, list[str], str]], scores: Floats, model: NextModel
) -> Floats:
    """Return the rank of what came for each pair; scores are pairs x kinds, and changed."""
    ranks = np.empty(len(pairs))
    for place, (_, history, what) in enumerate(pairs):
        row = scores[place]
        if not task.may_repeat:
            row[[model.places_[one] for one in history]] = -np.inf
        mine = row[model.places_[what]]
        ranks[place] = 1 + (row > mine).sum() + ((row == mine).sum() - 1) / 2
    return ranks

"""Chooses the model and its settings on items kept back from the training data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crm_backend.analytics.recommendations.blend import MOST_FOR_EASE, HeadAndTail
from crm_backend.analytics.recommendations.cases import Case
from crm_backend.analytics.recommendations.ease import Ease
from crm_backend.analytics.recommendations.evaluation import compute_ndcg, rank
from crm_backend.analytics.recommendations.graph import Rp3Beta
from crm_backend.analytics.recommendations.interactions import Histories
from crm_backend.analytics.recommendations.model import (
    Floats,
    ItemModel,
    Items,
    Scorer,
    scale_prior,
)
from crm_backend.analytics.recommendations.neighbours import ItemKnn
from crm_backend.analytics.recommendations.sequence import Transitions, fade

PRIORS = (0.0, 0.02, 0.1, 0.5)
FADINGS = (1.0, 0.9, 0.7)
MOST_USERS = 2_000  # looked at while choosing
MOST_SCORES = 20_000_000  # held at a time: 160 MB
MANY_ITEMS = 3_000  # beyond, the closed form is tried with two settings only


@dataclass(frozen=True)
class Choice:
    """A model to fit: its kind and settings, the weight of popularity, how histories fade."""

    model: ItemModel | Transitions
    prior: float
    fading: float

    def fit(self, data: Histories) -> Scorer:
        """Return the scorer learnt from these histories."""
        self.model.prior_weight = self.prior
        if isinstance(self.model, Transitions):
            return self.model.fit(data.histories, len(data.item_ids))
        return self.model.fit(data.owned)

    def to_dict(self) -> dict[str, Any]:
        """Return name and settings in plain JSON."""
        settings = {**self.model.settings, "prior_weight": self.prior, "fading": self.fading}
        return {"name": self.model.name, "settings": settings}


def list_models(item_count: int, *, has_time: bool) -> Iterator[ItemModel | Transitions]:
    """Yield the models tried for so many items; those of sequences where times are known."""
    for shrinkage in (5.0, 20.0, 50.0):
        yield ItemKnn(shrinkage)
    for beta in (0.2, 0.5):
        yield Rp3Beta(0.7, beta)
    if item_count > MOST_FOR_EASE:
        yield HeadAndTail(Ease(300.0), ItemKnn(20.0))
    else:
        for regularisation in (100.0, 500.0) if item_count > MANY_ITEMS else (30.0, 100.0, 500.0):
            yield Ease(regularisation)
    if has_time:
        for backward in (0.5, 1.0):
            yield Transitions(backward=backward)


def choose(
    data: Histories, cases: Sequence[Case], *, has_time: bool, sequences: bool = True
) -> Choice:
    """Return what ranks best (NDCG@10) what the cases came to."""
    most = max(1, min(MOST_USERS, MOST_SCORES // len(data.item_ids)))
    looked_at = cases[:: -(-len(cases) // most)]
    popularity = np.asarray(data.owned.sum(axis=0), dtype=np.float64).ravel()
    best, best_value = Choice(ItemKnn(), 0.1, 1.0), -1.0
    for model in list_models(len(data.item_ids), has_time=has_time and sequences):
        scorer = Choice(model, 0.0, 1.0).fit(data)
        for fading in FADINGS if has_time else FADINGS[:1]:
            raw = [score(scorer, case.history, fading) for case in looked_at]
            for prior in PRIORS:
                value = judge(raw, scale_prior(popularity, prior), looked_at)
                if value > best_value:
                    best, best_value = Choice(model, prior, fading), value
    return best


def score(scorer: Scorer, history: Items, fading: float) -> Floats:
    """Return the scores of all items for a history, the oldest first."""
    if fading == 1.0:
        return scorer.score(history)
    return scorer.score(*fade(history, fading))


def judge(raw: Sequence[Floats], added: Floats, cases: Sequence[Case]) -> float:
    """Return the mean NDCG@10 of these scores with the prior added to them."""
    values = [
        compute_ndcg(rank(scores + added, case.history), case.wanted)
        for scores, case in zip(raw, cases, strict=True)
    ]
    return float(np.mean(values))

"""Columns that know too much: what each says alone, and what the model is without it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.churn.columns import Feature
from crm_backend.analytics.churn.folds import assign_folds
from crm_backend.analytics.churn.metrics import auc
from crm_backend.analytics.churn.values import Floats

Labels = NDArray[np.int64]

TOO_GOOD = 0.87  # on honest data of churn .85 is good; above, a leak is the likelier reason
GIVES_AWAY = 0.97  # alone: such a column is the answer in other words, and is left out
STRONG_ALONE = 0.78
LOSS = 0.06  # of AUC without the column
STRONGEST = 3  # columns that are tried without
FOLDS = 5
SMOOTHING = 5.0
NUMBER_BINS = 20


@dataclass(frozen=True)
class Suspect:
    """A column that seems to know the answer; `auc_without` is the model's without it."""

    column: str
    auc_alone: float
    auc_with: float | None
    auc_without: float | None
    is_left_out: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the suspicion as plain JSON."""
        return {
            "column": self.column,
            "auc_alone": self.auc_alone,
            "auc_with": self.auc_with,
            "auc_without": self.auc_without,
            "is_left_out": self.is_left_out,
        }

    def words(self, target: str) -> str:
        """Return the warning in a sentence."""
        told = f"Column {self.column!r} alone tells {target!r} with an AUC of {self.auc_alone:.3f}"
        ask = "Is it known before the day of the prediction, or only afterwards?"
        if self.is_left_out:
            return f"{told}: it gives the answer away and is LEFT OUT. {ask}"
        return (
            f"{told}; with it the model has {self.auc_with:.3f}, without it "
            f"{self.auc_without:.3f}. {ask} If afterwards, leave it out: --drop {self.column}"
        )


def measure_alone(feature: Feature, is_positive: Labels, *, seed: int = 0) -> float:
    """Return the AUC of one column: the share of positives at its values, learnt in other folds.

    Numbers are cut into 20 parts of equal size; what is missing is a value as any other.
    """
    codes = cut_number(feature.values) if feature.is_number else number_texts(feature.values)
    folds = assign_folds(is_positive, FOLDS, seed=seed)
    scores = np.zeros(len(codes))
    size = int(codes.max()) + 1
    for fold in range(FOLDS):
        is_held = folds == fold
        rows = np.bincount(codes[~is_held], minlength=size)
        ones = np.bincount(codes[~is_held], is_positive[~is_held], minlength=size)
        mean = float(is_positive[~is_held].mean())
        scores[is_held] = ((ones + SMOOTHING * mean) / (rows + SMOOTHING))[codes[is_held]]
    areas = [
        auc(is_positive[folds == fold], scores[folds == fold])
        for fold in range(FOLDS)
        if 0 < is_positive[folds == fold].sum() < (folds == fold).sum()
    ]
    return float(np.mean(areas)) if areas else 0.5


def number_texts(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return texts as numbers of their values."""
    return np.asarray(np.unique(values.astype(str), return_inverse=True)[1], dtype=np.int64)


def cut_number(values: Floats) -> NDArray[np.int64]:
    """Return the part each number falls into; 0 where it is missing."""
    there = values[~np.isnan(values)]
    cuts = np.unique(np.quantile(there, np.linspace(0, 1, NUMBER_BINS + 1)[1:-1]))
    return np.where(np.isnan(values), 0, 1 + np.searchsorted(cuts, values, side="left"))


def find_giveaways(
    features: Sequence[Feature], is_positive: Labels, *, keep: Sequence[str] = (), seed: int = 0
) -> tuple[dict[str, float], tuple[Suspect, ...]]:
    """Return the AUC of every column alone, and those that give the answer away."""
    alone = {feature.name: measure_alone(feature, is_positive, seed=seed) for feature in features}
    found = [
        Suspect(name, area, None, None, is_left_out=True)
        for name, area in alone.items()
        if area >= GIVES_AWAY and name not in keep
    ]
    return alone, tuple(found)


def find_suspects(
    alone: dict[str, float], whole: float, measure_without: Callable[[str], float]
) -> tuple[Suspect, ...]:
    """Return which of the strongest columns make a model too good to be true.

    Asked only where `whole`, the model's AUC, is above `TOO_GOOD`. Guilty is a column that says
    much alone or without which the model is far worse.
    """
    if whole <= TOO_GOOD:
        return ()
    strongest = sorted(alone, key=lambda name: -alone[name])[:STRONGEST]
    found = []
    for name in strongest if len(alone) > 1 else ():
        without = measure_without(name)
        if alone[name] >= STRONG_ALONE or whole - without >= LOSS:
            found.append(Suspect(name, alone[name], whole, without, is_left_out=False))
    return tuple(sorted(found, key=lambda suspect: suspect.auc_without or 0.0))

"""Cross-validation: every example is judged by a model that had not seen it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from nlu.evaluation.shipped import IntentReader, TrainIntents, TrainMoods

FOLDS = 5
SEED = 11
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Judged:
    """What was said of n texts: label, its probability, and the set (None without sets)."""

    predicted: list[str]
    confidence: NDArray[np.floating[Any]]
    sets: list[list[str]] | None


def split_folds(labels: Sequence[str]) -> Iterator[tuple[Places, Places]]:
    """Yield the places to train on and to judge; every label is in every fold by its share."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for number, places in enumerate(folds.split(np.zeros(len(labels)), list(labels)), start=1):
        yield places
        print(f"fold {number} of {FOLDS}", file=sys.stderr, flush=True)


def pick(values: Sequence[str], places: Places) -> list[str]:
    """Return the values at the places."""
    return [values[place] for place in places]


def judge(model: IntentReader, texts: Sequence[str]) -> Judged:
    """Return what a model says of texts."""
    reading = model.read(texts)
    best = reading.probabilities.argmax(axis=1)
    predicted = [model.labels[place] for place in best]
    return Judged(predicted, reading.probabilities.max(axis=1), reading.sets)


def cross_judge(train: TrainIntents, texts: Sequence[str], labels: Sequence[str]) -> Judged:
    """Return what was said of each text by a model that had not seen it."""
    predicted, confidence = [""] * len(texts), np.zeros(len(texts))
    sets: list[list[str]] = [[] for _ in texts]
    has_sets = False
    for train_places, test_places in split_folds(labels):
        model = train(pick(texts, train_places), pick(labels, train_places), None)
        judged = judge(model, pick(texts, test_places))
        has_sets = judged.sets is not None
        confidence[test_places] = judged.confidence
        for row, place in enumerate(test_places):
            predicted[place] = judged.predicted[row]
            sets[place] = judged.sets[row] if judged.sets is not None else []
    return Judged(predicted, confidence, sets if has_sets else None)


def cross_moods(train: TrainMoods, texts: Sequence[str], labels: Sequence[str]) -> list[str]:
    """Return the mood read in each text by a model that had not seen it."""
    predicted = [""] * len(texts)
    for train_places, test_places in split_folds(labels):
        model = train(pick(texts, train_places), pick(labels, train_places))
        moods = model.read(pick(texts, test_places))
        for place, (label, _) in zip(test_places, moods, strict=True):
            predicted[place] = label
    return predicted

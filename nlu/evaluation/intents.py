"""Judges the intent model: trained on one file, asked about another."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from nlu.core.language import name_speech
from nlu.evaluation.errors import BadInput
from nlu.evaluation.labelled import Labelled
from nlu.evaluation.metrics import score_labels, score_sets, score_threshold, score_unknown
from nlu.evaluation.shipped import IntentReader, Reading, TrainIntents
from nlu.evaluation.timing import time_each


def judge_intents(train: Labelled, test: Labelled, train_model: TrainIntents) -> dict[str, Any]:
    """Return the figures of a model of `train` on `test`; times in seconds and milliseconds."""
    check_labels(train, test)
    began = time.perf_counter()
    model = train_model(train.texts, train.labels, train.unknown or None)
    seconds = time.perf_counter() - began
    # Timed before all are read at once: a vector in the cache would flatter.
    latency = time_each(lambda text: model.read([text]), [*test.texts, *test.unknown])
    reading = model.read(test.texts)
    predicted = [model.labels[place] for place in reading.probabilities.argmax(axis=1)]
    return {
        **count_rows(train, test),
        **score_labels(test.labels, predicted),
        **judge_unknown(model, reading, test),
        **judge_sets(reading, test),
        "train_seconds": seconds,
        **latency,
        "size_bytes": model.size_bytes(),
    }


def check_labels(train: Labelled, test: Labelled) -> None:
    """Raise `BadInput` where there is nothing to learn or nothing to ask."""
    if len(set(train.labels)) < 2:
        raise BadInput("The training file has fewer than two labels; give examples of two or more.")
    if not test.texts:
        raise BadInput("The test file has no message in scope; give labelled examples to ask.")
    if not set(train.labels) & set(test.labels):
        raise BadInput("No label of the test file is in the training file; check the columns.")


def count_rows(train: Labelled, test: Labelled) -> dict[str, int]:
    """Return how much was learned from and asked about."""
    return {
        "train_rows": len(train.texts),
        "train_unknown": len(train.unknown),
        "test_rows": len(test.texts),
        "test_unknown": len(test.unknown),
        "labels": len(set(train.labels)),
        "test_labels_not_in_train": len(set(test.labels) - set(train.labels)),
    }


def judge_unknown(model: IntentReader, reading: Reading, test: Labelled) -> dict[str, float]:
    """Return how well the unknown is told apart; without any, what the threshold costs."""
    unknown = model.read(test.unknown).unknown if test.unknown else np.zeros(0)
    figures: dict[str, float] = {}
    if model.threshold is not None:
        figures = score_threshold(reading.unknown, unknown, model.threshold)
    if not test.unknown:
        figures.pop("threshold_oos_recall", None)
        return figures
    return {**score_unknown(reading.unknown, unknown), **figures}


def judge_sets(reading: Reading, test: Labelled) -> dict[str, Any]:
    """Return coverage and size of the prediction sets; nothing from a model without sets."""
    if reading.sets is None:
        return {}
    languages = [name_speech(text) for text in test.texts]
    return score_sets(test.labels, reading.sets, languages)

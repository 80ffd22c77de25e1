"""Judges the sentiment model, which learns from this project's utterances alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from nlu.evaluation.errors import BadInput
from nlu.evaluation.metrics import score_each, score_labels
from nlu.evaluation.moods import NEGATIVE, NEUTRAL, POSITIVE, name_moods
from nlu.evaluation.shipped import MoodReader
from nlu.evaluation.timing import time_each


def judge_sentiment(
    texts: Sequence[str], labels: Sequence[str], make_model: Callable[[], MoodReader]
) -> dict[str, Any]:
    """Return the figures; where the data has no neutral, the score's sign decides."""
    if not texts:
        raise BadInput("The test file has no message; give labelled examples to ask.")
    truth = name_moods(labels)
    model = make_model()
    latency = time_each(lambda text: model.read([text]), texts)
    moods = model.read(texts)
    scores = np.array([score for _, score in moods])
    has_neutral = NEUTRAL in truth
    predicted = [label for label, _ in moods] if has_neutral else split_scores(scores)
    polar = np.array([mood != NEUTRAL for mood in truth])
    is_positive = np.array([mood == POSITIVE for mood in truth])
    return {
        "test_rows": len(truth),
        "classes": 3 if has_neutral else 2,
        **score_labels(truth, predicted),
        "polarity_auroc": float(roc_auc_score(is_positive[polar], scores[polar])),
        "per_class": score_each(truth, predicted),
        **latency,
    }


def split_scores(scores: Iterable[float]) -> list[str]:
    """Return positive where the score is 0 or more, else negative."""
    return [POSITIVE if score >= 0 else NEGATIVE for score in scores]

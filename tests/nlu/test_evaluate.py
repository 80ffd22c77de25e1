"""The evaluation: scores of known predictions, and messages that no fold has seen."""

import numpy as np
import pytest

from nlu.data import Example
from nlu.evaluate import judge_unseen, score

TRAINING = [
    Example("where is my parcel", "track_order", "en"),
    Example("where is my order", "track_order", "en"),
    Example("track my parcel", "track_order", "en"),
    Example("good morning", "greet", "en"),
    Example("hello there", "greet", "en"),
    Example("你好", "greet", "zh"),
]


def test_the_scores_are_those_worked_out_by_hand() -> None:
    predicted = np.array(["track_order", "track_order", "greet", "greet", "greet", "track_order"])
    report = score(TRAINING, predicted)
    # Either intent: two of three found, two of three finds right.
    assert report["macro_f1"] == pytest.approx(2 / 3)
    assert report["accuracy"] == pytest.approx(4 / 6)
    assert report["per_intent"]["greet"]["recall"] == pytest.approx(2 / 3)
    assert report["macro_f1_by_language"]["zh"] == 0
    assert (report["examples"], report["intents"]) == (6, 2)


def test_unseen_messages_are_judged_by_a_model_that_never_saw_them() -> None:
    unseen = [
        Example("where is my package", "track_order", "en"),
        Example("hello, good morning", "greet", "en"),
        Example("where is the hello", "greet", "en"),
    ]
    report = judge_unseen(TRAINING, unseen)
    assert report["examples"] == 3
    assert report["per_intent"]["track_order"]["recall"] == 1
    assert 0 < report["macro_f1"] <= 1

"""Intents on any data: with a fake whose answers are known, and once with the shipped model."""

from collections.abc import Sequence

import numpy as np
import pytest

from nlu.evaluation.errors import BadInput
from nlu.evaluation.intents import judge_intents
from nlu.evaluation.labelled import Labelled
from nlu.evaluation.shipped import Reading, train_intents

TRAIN = Labelled(["where is it", "hello"], ["track", "greet"], ["sing a song"])
TEST = Labelled(
    ["where is my parcel", "hello you", "hello, where is it", "你好"],
    ["track", "greet", "track", "greet"],
    ["boil an egg", "hello egg"],
)


class FirstWord:
    """Says `greet` to what begins with hello, `track` to anything else; eggs are strange."""

    def __init__(self, *, threshold: float | None = 0.5, gives_sets: bool = True) -> None:
        self.labels = ["greet", "track"]
        self.threshold, self.gives_sets = threshold, gives_sets
        self.was_taught: Sequence[str] | None = None

    def train(
        self, texts: Sequence[str], labels: Sequence[str], unknown: Sequence[str] | None = None
    ) -> "FirstWord":
        self.was_taught = unknown
        return self

    def read(self, texts: Sequence[str]) -> Reading:
        greets = [text.startswith("hello") for text in texts]
        probabilities = np.array([[0.9, 0.1] if greet else [0.2, 0.8] for greet in greets])
        unknown = np.array([0.6 if text == "boil an egg" else 0.1 for text in texts])
        sets = [["greet"] if greet else ["greet", "track"] for greet in greets]
        return Reading(probabilities, unknown, sets if self.gives_sets else None)

    def size_bytes(self) -> int:
        return 77


def test_every_figure_is_the_one_worked_out_by_hand() -> None:
    fake = FirstWord()
    report = judge_intents(TRAIN, TEST, fake.train)
    assert fake.was_taught == ["sing a song"]
    assert report["accuracy"] == pytest.approx(0.5)
    assert report["macro_f1"] == pytest.approx(0.5)
    assert report["coverage"] == pytest.approx(3 / 4)
    assert report["mean_set_size"] == pytest.approx(1.5)
    assert report["worst_intent"] == {"intent": "track", "coverage": 0.5, "examples": 2}
    assert report["coverage_by_language"]["zh"]["coverage"] == 1
    assert report["oos_auroc"] == pytest.approx(0.75)
    assert report["oos_recall_at_95_kept"] == report["threshold_oos_recall"] == 0.5
    assert report["threshold_known_kept"] == 1
    assert (report["train_rows"], report["test_rows"], report["labels"]) == (2, 4, 2)
    assert report["size_bytes"] == 77
    assert 0 <= report["p50_ms"] <= report["p95_ms"]
    assert report["train_seconds"] >= 0


def test_what_a_model_or_a_file_lacks_is_left_out() -> None:
    in_scope = Labelled(TEST.texts, TEST.labels, [])
    report = judge_intents(TRAIN, in_scope, FirstWord(threshold=None, gives_sets=False).train)
    assert not [name for name in report if "oos" in name or "threshold" in name]
    assert "coverage" not in report
    kept = judge_intents(TRAIN, in_scope, FirstWord().train)
    assert kept["threshold_known_kept"] == 1
    assert "threshold_oos_recall" not in kept


def test_labels_that_were_never_taught_count_as_wrong_and_are_told() -> None:
    test = Labelled(["hello", "hello"], ["greet", "complain"], [])
    report = judge_intents(TRAIN, test, FirstWord().train)
    assert report["accuracy"] == 0.5
    assert report["test_labels_not_in_train"] == 1


@pytest.mark.parametrize(
    ("train", "test", "says"),
    [
        (Labelled(["a", "b"], ["x", "x"], []), TEST, "fewer than two labels"),
        (TRAIN, Labelled([], [], ["egg"]), "no message in scope"),
        (TRAIN, Labelled(["a"], ["other"], []), "No label of the test file"),
    ],
)
def test_nothing_to_learn_or_ask_is_refused(train: Labelled, test: Labelled, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        judge_intents(train, test, FirstWord().train)


def test_the_shipped_model_tells_what_it_was_taught_from_what_it_was_not() -> None:
    track = ["where is my parcel", "where is my order", "track my parcel", "has it shipped yet"]
    greet = ["good morning", "hello there", "hi", "good evening to you"]
    pay = ["can I pay by card", "do you take cash", "which payments do you accept", "pay later"]
    labels = ["track"] * 4 + ["greet"] * 4 + ["pay"] * 4
    train = Labelled([*track, *greet, *pay] * 2, labels * 2, [])
    test = Labelled(
        ["where has my package got to", "hello, good morning", "may I pay with a card"],
        ["track", "greet", "pay"],
        ["who painted the ceiling of that chapel", "the cube root of eleven"],
    )
    report = judge_intents(train, test, train_intents)
    assert report["accuracy"] == 1
    assert report["oos_auroc"] > 0.5
    assert report["size_bytes"] > 1_000

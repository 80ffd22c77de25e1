"""Sentiment on any data: names of moods, and the sign of the score where there are two."""

from collections.abc import Sequence

import pytest

from nlu.evaluation.errors import BadInput
from nlu.evaluation.moods import name_moods
from nlu.evaluation.sentiment import judge_sentiment

BAD, SO, GOOD = "negative", "neutral", "positive"


@pytest.mark.parametrize(
    ("labels", "moods"),
    [
        (["0", "1"], [BAD, GOOD]),
        (["0.0", "1.0"], [BAD, GOOD]),
        (["-1", "0", "1"], [BAD, SO, GOOD]),
        (["0", "1", "2"], [BAD, SO, GOOD]),
        (["1", "2", "3", "4", "5"], [BAD, BAD, SO, GOOD, GOOD]),
        (["1 star", "3 stars", "5 stars"], [BAD, SO, GOOD]),
        (["0", "1", "2", "3", "4"], [BAD, BAD, SO, GOOD, GOOD]),
        (["__label__1", "__label__3", "__label__4"], [BAD, SO, GOOD]),
        (["Neg", "POS"], [BAD, GOOD]),
        (["very negative", "neutral", "very_positive"], [BAD, SO, GOOD]),
        (["差评", "中评", "好评"], [BAD, SO, GOOD]),
    ],
)
def test_common_names_are_known(labels: list[str], moods: list[str]) -> None:
    assert name_moods(labels) == moods


@pytest.mark.parametrize("labels", [["joy", "anger"], ["1", "2"], ["positive"], ["0", "7"]])
def test_names_that_are_not_known_or_not_two_are_refused(labels: list[str]) -> None:
    with pytest.raises(BadInput, match="use negative, neutral and positive"):
        name_moods(labels)


class Scores:
    """Reads the score that stands in the text; within .3 of nought is neutral."""

    def read(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        scores = [float(text.split()[0]) for text in texts]
        names = [GOOD if score > 0.3 else BAD if score < -0.3 else SO for score in scores]
        return list(zip(names, scores, strict=True))


def test_two_classes_are_split_by_the_sign_of_the_score() -> None:
    texts = ["-0.9", "-0.1", "0", "0.8"]
    report = judge_sentiment(texts, ["0", "0", "1", "1"], Scores)
    assert (report["classes"], report["accuracy"], report["polarity_auroc"]) == (2, 1, 1)


def test_three_classes_are_judged_by_the_label() -> None:
    texts = ["-0.9", "-0.1", "0.1", "0.8"]
    report = judge_sentiment(texts, ["negative", "negative", "neutral", "positive"], Scores)
    assert report["classes"] == 3
    assert report["accuracy"] == 0.75
    assert report["per_class"]["negative"]["recall"] == 0.5
    assert report["polarity_auroc"] == 1


def test_strange_labels_are_refused_before_anything_is_trained() -> None:
    def never() -> Scores:
        raise AssertionError

    with pytest.raises(BadInput, match="joy"):
        judge_sentiment(["a", "b"], ["joy", "anger"], never)
    with pytest.raises(BadInput, match="no message"):
        judge_sentiment([], [], never)

"""A rival, run in the Rasa environment: TF-IDF and a linear SVM as scikit-learn sets them.

`python -m benchmarks.nlu_svm intents|sentiment`, with the files and figures of `nlu.evaluate`.
Sentiment learns from this project's utterances, as the shipped model does.
"""

import argparse
from collections.abc import Sequence

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from benchmarks.nlu_rival import judge_rival
from nlu.evaluation.sentiment import judge_sentiment
from nlu.evaluation.shipped import Reading, measure_size, read_utterances


class LinearRival:
    """Words 1-2 and characters 2-5 within words, into a linear SVM."""

    threshold: float | None = None

    def __init__(self, model: Pipeline) -> None:
        self.model = model
        self.labels = [str(label) for label in model.classes_]

    def read(self, texts: Sequence[str]) -> Reading:
        """Return margins in place of probabilities; their order is all that is judged."""
        margins = np.asarray(self.model.decision_function(texts))
        if margins.ndim == 1:
            margins = np.column_stack([-margins, margins])
        return Reading(margins, -margins.max(axis=1), None)

    def size_bytes(self) -> int:
        """Return the size of what joblib stores."""
        return measure_size(lambda folder: joblib.dump(self.model, folder / "model.joblib"))


class LinearMoods:
    """The same, between negative and positive."""

    def __init__(self, model: Pipeline) -> None:
        self.model = model

    def read(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Return label and margin of each text."""
        margins = self.model.decision_function(texts)
        return [("positive" if margin >= 0 else "negative", float(margin)) for margin in margins]


def make_model() -> Pipeline:
    """Return the unfitted pipeline."""
    words = TfidfVectorizer(ngram_range=(1, 2))
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5))
    return make_pipeline(make_union(words, characters), LinearSVC())


def train_rival(
    texts: Sequence[str], labels: Sequence[str], _unknown: Sequence[str] | None = None
) -> LinearRival:
    """Return the trained rival; it has no use for examples that are out of scope."""
    return LinearRival(make_model().fit(texts, labels))


def train_moods() -> LinearMoods:
    """Return the rival of the sentiment model; the neutral utterances are left out."""
    rows = [row for row in zip(*read_utterances(), strict=True) if row[1] != "neutral"]
    return LinearMoods(make_model().fit([text for text, _ in rows], [label for _, label in rows]))


def main() -> None:
    """Judge and write the figures."""
    judge_rival(
        argparse.ArgumentParser(description=__doc__),
        train_intents=lambda _chosen: train_rival,
        judge_moods=lambda texts, labels: judge_sentiment(texts, labels, train_moods),
    )


if __name__ == "__main__":
    main()

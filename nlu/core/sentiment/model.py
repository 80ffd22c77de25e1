"""The classifier of moods: nearness of sentences, shared n-grams and the lexicon's cues.

The same least squares as `nlu.core.classifier`, with the kernel

    sum_i w_i exp(gamma (cos_i(a, b) - 1)) + gram_weight <grams> + cue_weight <cues>

over any number of embeddings i. The cues enter linearly, so that a moody word counts in a
sentence that is near to nothing that was learned.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from nlu.core.classifier import choose_landmarks, fit_temperature, solve
from nlu.core.embedding import Embedder
from nlu.core.grams import GramVectorizer
from nlu.core.lexicon import read_cues
from nlu.core.text import HAN

Floats = NDArray[np.float32]


class EnglishOnly:
    """An English embedder that has no opinion of texts with Han characters."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return the embedder's vectors, zeros for Chinese texts; shape (texts, dimensions)."""
        vectors = np.array(self.embedder.encode(texts), dtype=np.float32)
        vectors[[bool(HAN.search(text)) for text in texts]] = 0
        return vectors


class MoodClassifier(ClassifierMixin, BaseEstimator):
    """Texts to moods.

    `embedders` are pairs of an embedder and its weight, `gamma` the sharpness of nearness,
    `gram_weight` and `cue_weight` the shares of n-grams and cues, `ridge` the regularisation,
    `landmarks` the most examples that are kept.
    """

    def __init__(
        self,
        *,
        embedders: Sequence[tuple[Embedder, float]] = (),
        gamma: float = 2.0,
        gram_weight: float = 0.5,
        cue_weight: float = 0.7,
        ridge: float = 1.0,
        landmarks: int = 2_000,
        seed: int = 7,
    ) -> None:
        self.embedders = embedders
        self.gamma = gamma
        self.gram_weight = gram_weight
        self.cue_weight = cue_weight
        self.ridge = ridge
        self.landmarks = landmarks
        self.seed = seed

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Self:
        """Learn from texts and their labels; both of the same length, two labels at least."""
        self.classes_, targets = np.unique(np.asarray(labels), return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("A classifier needs examples of two labels or more.")
        self.grams_ = GramVectorizer().fit(texts)
        vectors, rows, cues = self._embed(texts), self.grams_.transform(texts), gather_cues(texts)
        chosen = choose_landmarks(targets, self.landmarks, self.seed)
        self.vectors_ = [part[chosen] for part in vectors]
        kernel = self._nearness(vectors)
        kernel += self.gram_weight * (rows @ rows[chosen].T).toarray()
        kernel += self.cue_weight * (cues @ cues[chosen].T)
        signs = np.where(targets[:, None] == np.arange(len(self.classes_)), 1, -1)
        self.dual_, left_out = solve(kernel, chosen, signs.astype(np.float32), self.ridge)
        self.gram_dual_ = self.gram_weight * np.asarray(rows[chosen].T @ self.dual_)
        self.cue_dual_ = self.cue_weight * (cues[chosen].T @ self.dual_)
        self.temperature_ = fit_temperature(left_out, targets)
        return self

    def decision_function(self, texts: Sequence[str]) -> Floats:
        """Return the margins, shape (texts, classes)."""
        margins = self._nearness(self._embed(texts)) @ self.dual_
        margins += gather_cues(texts) @ self.cue_dual_
        for row, text in enumerate(texts):
            columns, values = self.grams_.transform_one(text)
            margins[row] += values @ self.gram_dual_[columns]
        return margins

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each class, shape (texts, classes); rows sum to one."""
        probabilities: Floats = softmax(self.decision_function(texts) / self.temperature_, axis=1)
        return probabilities

    def predict(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return the likeliest label of each text."""
        return self.classes_[self.decision_function(texts).argmax(axis=1)]

    def _embed(self, texts: Sequence[str]) -> list[Floats]:
        if not self.embedders:
            raise ValueError("A classifier of moods needs an embedder.")
        return [embedder.encode(texts) for embedder, _ in self.embedders]

    def _nearness(self, vectors: Sequence[Floats]) -> Floats:
        """Return the weighted kernels' sum, shape (texts, landmarks)."""
        near = np.zeros((len(vectors[0]), len(self.vectors_[0])), dtype=np.float32)
        for part, kept, (_, weight) in zip(vectors, self.vectors_, self.embedders, strict=True):
            near += weight * np.exp(self.gamma * (part @ kept.T - 1))
        return near


def gather_cues(texts: Sequence[str]) -> Floats:
    """Return the lexicon's cues, shape (texts, cues)."""
    rows = np.array([read_cues(text) for text in texts], dtype=np.float32)
    return rows.reshape(len(texts), -1)

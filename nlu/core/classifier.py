"""A linear classifier over embedding and n-grams, with probabilities that mean what they say."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from nlu.core.embedding import Embedder, sentence_encoder
from nlu.core.grams import GramVectorizer

Floats = NDArray[np.float64]
CALIBRATION_FOLDS = 3


class TextClassifier(ClassifierMixin, BaseEstimator):
    """Linear SVM on [embedding, weight x n-grams], one against the rest, scaled to probabilities.

    The temperature of the softmax over the margins is fitted on held-out folds (Guo et al. 2017,
    "On Calibration of Modern Neural Networks", § 4.2). `embedder=None` means the process's
    sentence encoder.
    """

    def __init__(
        self,
        *,
        embedder: Embedder | None = None,
        gram_weight: float = 0.7,
        C: float = 1.0,  # noqa: N803 - scikit-learn's name
        seed: int = 7,
    ) -> None:
        self.embedder = embedder
        self.gram_weight = gram_weight
        self.C = C
        self.seed = seed

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Self:
        """Learn from texts and their labels; both of the same length, two labels at least."""
        self.classes_, targets = np.unique(np.asarray(labels), return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("A classifier needs examples of two labels or more.")
        self.grams_ = GramVectorizer().fit(texts)
        features = self._features(texts)
        self.temperature_ = self._fit_temperature(features, targets)
        weights, self.bias_ = self._fit_linear(features, targets)
        self.dense_weights_ = weights[:, : features.shape[1] - len(self.grams_.vocabulary_)]
        self.gram_weights_ = weights[:, self.dense_weights_.shape[1] :]
        return self

    def decision_function(self, texts: Sequence[str]) -> Floats:
        """Return the margins, shape (texts, classes)."""
        vectors = self._embed(texts)
        margins: Floats = vectors @ self.dense_weights_.T + self.bias_
        for row, text in enumerate(texts):
            columns, values = self.grams_.transform_one(text)
            margins[row] += self.gram_weights_[:, columns] @ (values * self.gram_weight)
        return margins

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each class, shape (texts, classes); rows sum to one."""
        probabilities: Floats = softmax(self.decision_function(texts) / self.temperature_, axis=1)
        return probabilities

    def predict(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return the likeliest label of each text."""
        return self.classes_[self.decision_function(texts).argmax(axis=1)]

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return (self.embedder or sentence_encoder()).encode(texts)

    def _features(self, texts: Sequence[str]) -> sparse.csr_matrix:
        vectors = sparse.csr_matrix(self._embed(texts))
        return sparse.hstack([vectors, self.grams_.transform(texts) * self.gram_weight], "csr")

    def _fit_linear(self, features: Any, targets: NDArray[Any]) -> tuple[Any, Any]:
        model = LinearSVC(C=self.C, class_weight="balanced", random_state=self.seed)
        model.fit(features, targets)
        weights, bias = model.coef_, model.intercept_
        if len(weights) == 1:  # two classes share one plane
            weights, bias = np.vstack([-weights, weights]), np.hstack([-bias, bias])
        return weights.astype(np.float32), bias.astype(np.float32)

    def _fit_temperature(self, features: Any, targets: NDArray[Any]) -> float:
        folds = min(CALIBRATION_FOLDS, int(np.bincount(targets).min()))
        if folds < 2:
            return 1.0
        margins = np.zeros((len(targets), len(self.classes_)))
        split = StratifiedKFold(folds, shuffle=True, random_state=self.seed)
        for train, test in split.split(features, targets):
            weights, bias = self._fit_linear(features[train], targets[train])
            margins[test] = features[test] @ weights.T + bias

        def loss(log_temperature: float) -> float:
            scaled = log_softmax(margins / np.exp(log_temperature), axis=1)
            return -float(scaled[np.arange(len(targets)), targets].mean())

        return float(np.exp(minimize_scalar(loss, bounds=(-4, 2), method="bounded").x))

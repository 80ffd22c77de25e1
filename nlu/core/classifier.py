"""A kernel classifier over sentence embedding and n-grams, with probabilities that mean what
they say.

Least squares with the kernel exp(gamma (cos(a, b) - 1)) of the embeddings plus the linear kernel
of the n-grams (least-squares support vector machine, Suykens & Vandewalle 1999). One Cholesky
factor gives the weights of all classes and, in closed form, what a model without each example
would have said of it (Rasmussen & Williams 2006, § 5.4.2): the calibration needs no folds.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from nlu.core.embedding import Embedder, sentence_encoder
from nlu.core.grams import GramVectorizer

Floats = NDArray[np.float32]


class TextClassifier(ClassifierMixin, BaseEstimator):
    """Texts to labels, by the examples they are near to and the n-grams they share.

    `gamma` is the sharpness of nearness, `gram_weight` the n-grams' share, `ridge` the
    regularisation; `embedder=None` means the process's sentence encoder.
    """

    def __init__(
        self,
        *,
        embedder: Embedder | None = None,
        gamma: float = 2.0,
        gram_weight: float = 0.5,
        ridge: float = 0.3,
    ) -> None:
        self.embedder = embedder
        self.gamma = gamma
        self.gram_weight = gram_weight
        self.ridge = ridge

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Self:
        """Learn from texts and their labels; both of the same length, two labels at least."""
        self.classes_, targets = np.unique(np.asarray(labels), return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("A classifier needs examples of two labels or more.")
        self.grams_ = GramVectorizer().fit(texts)
        self.vectors_ = self._embed(texts)
        rows = self.grams_.transform(texts)
        kernel = self._nearness(self.vectors_) + self.gram_weight * (rows @ rows.T).toarray()
        signs = np.where(targets[:, None] == np.arange(len(self.classes_)), 1, -1)
        self.dual_, left_out = solve(kernel, signs.astype(np.float32), self.ridge)
        self.gram_dual_ = np.asarray(rows.T @ self.dual_, dtype=np.float32) * self.gram_weight
        self.temperature_ = fit_temperature(left_out, targets)
        return self

    def decision_function(self, texts: Sequence[str]) -> Floats:
        """Return the margins, shape (texts, classes)."""
        margins = self._nearness(self._embed(texts)) @ self.dual_
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

    def _embed(self, texts: Sequence[str]) -> Floats:
        return (self.embedder or sentence_encoder()).encode(texts)

    def _nearness(self, vectors: Floats) -> Floats:
        closeness = vectors @ self.vectors_.T
        return np.exp(self.gamma * (closeness - 1)).astype(np.float32, copy=False)


def solve(kernel: Floats, targets: Floats, ridge: float) -> tuple[Floats, Floats]:
    """Return the dual weights and the leave-one-out margins, both (examples, classes).

    `kernel` is (examples, examples), symmetric; its memory is reused.
    """
    kernel[np.diag_indices_from(kernel)] += ridge
    factor, failed = lapack.spotrf(np.asfortranarray(kernel, dtype=np.float32), overwrite_a=True)
    if failed:
        raise ValueError("The examples give no positive kernel; raise `ridge`.")
    dual, _ = lapack.spotrs(factor, targets)
    inverse, _ = lapack.spotri(factor, overwrite_c=True)
    left_out = targets - dual / np.diag(inverse)[:, None]
    return np.ascontiguousarray(dual), left_out


def fit_temperature(margins: Floats, targets: NDArray[Any]) -> float:
    """Return the temperature whose softmax gives held-out margins the best likelihood.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", § 4.2.
    """
    rows = np.arange(len(targets))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(margins / np.exp(log_temperature), axis=1)
        return -float(scaled[rows, targets].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-5, 2), method="bounded").x))

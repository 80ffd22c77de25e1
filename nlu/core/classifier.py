"""A kernel classifier over sentence embedding and n-grams, with probabilities that mean what
they say.

Least squares (Suykens & Vandewalle 1999, "Least squares support vector machine classifiers") with
the kernel exp(gamma (cos(a, b) - 1)) of the embeddings plus the linear kernel of the n-grams. With
many examples only some serve as landmarks (subset of regressors, Quinonero-Candela & Rasmussen
2005, section 5), so that time and size stay bounded. The calibration needs no folds: what a model
without each example would have said of it follows in closed form.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, cholesky, solve_triangular
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from nlu.core.embedding import Embedder, multilingual_encoder
from nlu.core.grams import GramVectorizer

Floats = NDArray[np.float32]

JITTER = 1e-4  # keeps the landmarks' kernel positive when two of them are alike
MOST_LEVERAGE = 0.999


class TextClassifier(ClassifierMixin, BaseEstimator):
    """Texts to labels, by the examples they are near to and the n-grams they share.

    `gamma` is the sharpness of nearness, `gram_weight` the n-grams' share, `ridge` the
    regularisation, `landmarks` the most examples that are kept, every class by its share;
    `embedder=None` means the process's sentence encoder.
    """

    def __init__(
        self,
        *,
        embedder: Embedder | None = None,
        gamma: float = 2.0,
        gram_weight: float = 0.5,
        ridge: float = 0.3,
        landmarks: int = 4_000,
        seed: int = 7,
    ) -> None:
        self.embedder = embedder
        self.gamma = gamma
        self.gram_weight = gram_weight
        self.ridge = ridge
        self.landmarks = landmarks
        self.seed = seed

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> Self:
        """Learn from texts and their labels; both of the same length, two labels at least."""
        self.classes_, targets = np.unique(np.asarray(labels), return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("A classifier needs examples of two labels or more.")
        self._learn(texts, targets)
        return self

    def _learn(self, texts: Sequence[str], targets: NDArray[Any]) -> None:
        """Fit on targets that are rows of `classes_`, or -1 for a text of none of them."""
        self.grams_ = GramVectorizer().fit(texts)
        vectors, rows = self._embed(texts), self.grams_.transform(texts)
        chosen = choose_landmarks(targets, self.landmarks, self.seed)
        self.vectors_ = vectors[chosen]
        closeness = vectors @ self.vectors_.T
        kernel = self._sharpen(closeness)
        kernel += self.gram_weight * (rows @ rows[chosen].T).toarray()
        if len(facts := self._read_facts(texts).T):
            kernel += facts.T @ facts[:, chosen]
        signs = np.where(targets[:, None] == np.arange(len(self.classes_)), 1, -1)
        self.dual_, left_out = solve(kernel, chosen, signs.astype(np.float32), self.ridge)
        self.gram_dual_ = np.asarray(rows[chosen].T @ self.dual_, dtype=np.float32)
        self.gram_dual_ *= self.gram_weight
        self.fact_dual_ = facts[:, chosen] @ self.dual_
        self._calibrate(left_out, targets, closeness, chosen)

    def _calibrate(
        self, left_out: Floats, targets: NDArray[Any], closeness: Floats, chosen: NDArray[Any]
    ) -> None:
        """Learn from what a model without each example would have said of it."""
        self.temperature_ = fit_temperature(left_out, targets)

    def decision_function(self, texts: Sequence[str]) -> Floats:
        """Return the margins, shape (texts, classes)."""
        return self._weigh(self._embed(texts) @ self.vectors_.T, texts)

    def _weigh(self, closeness: Floats, texts: Sequence[str]) -> Floats:
        margins = self._sharpen(closeness) @ self.dual_
        if len(self.fact_dual_):
            margins += self._read_facts(texts) @ self.fact_dual_
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
        return (self.embedder or multilingual_encoder()).encode(texts)

    def _read_facts(self, texts: Sequence[str]) -> Floats:
        """Return further numbers that enter linearly, shape (texts, facts): here, none."""
        return np.zeros((len(texts), 0), dtype=np.float32)

    def _sharpen(self, closeness: Floats) -> Floats:
        """Return the kernel of cosines, shape (texts, landmarks)."""
        return np.exp(self.gamma * (closeness - 1)).astype(np.float32, copy=False)


def choose_landmarks(targets: NDArray[Any], most: int, seed: int) -> NDArray[Any]:
    """Return the rows of the landmarks: all, or `most` drawn so that each class keeps its share."""
    if len(targets) <= most:
        return np.arange(len(targets))
    shuffled = np.random.default_rng(seed).permutation(len(targets))
    ordered = shuffled[np.argsort(targets[shuffled], kind="stable")]
    places = np.empty(len(targets))
    # The place of each example within its class, from 0 to 1: a class gives its first ones.
    _labels, starts, sizes = np.unique(targets[ordered], return_index=True, return_counts=True)
    places[ordered] = (np.arange(len(targets)) - np.repeat(starts, sizes)) / np.repeat(sizes, sizes)
    return np.sort(np.argsort(places, kind="stable")[:most])


def solve(
    kernel: Floats, chosen: NDArray[Any], targets: Floats, ridge: float
) -> tuple[Floats, Floats]:
    """Return the landmarks' weights (landmarks, classes) and the leave-one-out margins.

    `kernel` is (examples, landmarks); `chosen` says which examples the landmarks are. With every
    example a landmark this is (K + ridge I) alpha = y exactly. The margins, (examples, classes),
    are those of ridge regression on the landmarks' features: (f - h y) / (1 - h) with h the
    leverage of the example.
    """
    own = kernel[chosen].astype(np.float64)
    own[np.diag_indices_from(own)] += JITTER
    root = cholesky(own, lower=True).astype(np.float32)
    features = solve_triangular(root, kernel.T, lower=True, check_finite=False)
    moments = features @ features.T
    moments[np.diag_indices_from(moments)] += ridge
    factor = cho_factor(moments, lower=True, check_finite=False)
    weights = cho_solve(factor, features @ targets, check_finite=False)
    fitted = features.T @ weights
    dual = solve_triangular(root, weights, lower=True, trans="T", check_finite=False)
    half = solve_triangular(factor[0], features, lower=True, check_finite=False)
    leverage = np.clip(np.einsum("ji,ji->i", half, half), 0, MOST_LEVERAGE)[:, None]
    return np.ascontiguousarray(dual), (fitted - leverage * targets) / (1 - leverage)


def fit_temperature(margins: Floats, targets: NDArray[Any]) -> float:
    """Return the temperature whose softmax gives held-out margins the best likelihood.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", § 4.2.
    """
    rows = np.arange(len(targets))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(margins / np.exp(log_temperature), axis=1)
        return -float(scaled[rows, targets].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-5, 2), method="bounded").x))

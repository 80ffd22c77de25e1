"""The one interface of all item models: weights between items, scores and exact reasons.

Pure: numbers in, numbers out. The estimators that learn the weights are in the files beside.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Items = NDArray[np.intp]
Matrix = csr_array[np.float64, tuple[int, int]]


@dataclass(frozen=True)
class Reason:
    """What one owned item (its column) adds to a score."""

    item: int
    part: float


class Scorer:
    """Scores every item for somebody by what they have: a linear model with exact reasons.

    The score of item i for the items J somebody has is `sum(s[j] * W[j, i] for j in J) +
    prior_[i]`, where s are strengths (1 unless given) and W is `weights_` (items x items, a row
    for each owned item, a zero diagonal). The prior keeps its absolute scale: with more purchases
    the sum grows and the prior fades by itself.
    """

    weights_: Matrix
    prior_: Floats

    def set_weights(self, weights: Matrix, prior: Floats) -> Self:
        """Take the weights (owned x scored) and the prior of each item."""
        weights.sum_duplicates()
        self.weights_ = narrow(weights)
        self.prior_ = prior
        self.by_target_: Matrix = narrow(csr_array(weights.T))
        return self

    def score(self, items: Items, strengths: Floats | None = None) -> Floats:
        """Return the score of every item for somebody who has these (columns, each once).

        `strengths` are as long as `items`: how much each of them still counts.
        """
        starts = self.weights_.indptr[items].astype(np.int64)
        lengths = self.weights_.indptr[items + 1] - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
        parts = self.weights_.data[places]
        if strengths is not None:
            parts = parts * np.repeat(strengths, lengths)
        targets = self.weights_.indices[places]
        sums: Floats = np.bincount(targets, parts, minlength=len(self.prior_)).astype(np.float64)
        return sums + self.prior_

    def explain(
        self, items: Items, target: int, strengths: Floats | None = None
    ) -> tuple[list[Reason], float]:
        """Return what each owned item adds to the score of `target`, most first, and the prior.

        The parts and the prior sum to the score; parts may be negative. Of equal parts the lower
        column comes first.
        """
        start, end = self.by_target_.indptr[target], self.by_target_.indptr[target + 1]
        sources, parts = self.by_target_.indices[start:end], self.by_target_.data[start:end]
        owned = np.zeros(len(self.prior_))
        owned[items] = 1.0 if strengths is None else strengths
        added = parts * owned[sources]
        reasons = [
            Reason(item, part)
            for item, part in zip(sources.tolist(), added.tolist(), strict=True)
            if part != 0
        ]
        reasons.sort(key=lambda reason: (-reason.part, reason.item))
        return reasons, float(self.prior_[target])


class ItemModel(Scorer, ABC):
    """A scorer that learns its weights from who has what."""

    name: ClassVar[str]

    def __init__(self, prior_weight: float = 0.1) -> None:
        self.prior_weight = prior_weight

    def fit(self, purchases: Matrix, popularity: Floats | None = None) -> Self:
        """Learn from customers x items (not zero = has it) and the popularity of each item.

        Popularity is the number of buyers where none is given; the most popular item gets a prior
        of `prior_weight`. Items that nobody has take no part, and have no weights.
        """
        owned = binarize(purchases)
        buyers = np.bincount(owned.indices, minlength=owned.shape[1])
        if popularity is None:
            popularity = buyers.astype(np.float64)
        sold = np.flatnonzero(buyers)
        if len(sold) == owned.shape[1]:
            weights = self.weigh(owned)
        else:
            weights = spread(self.weigh(csr_array(owned[:, sold])), sold, owned.shape[1])
        return self.set_weights(weights, scale_prior(popularity, self.prior_weight))

    @abstractmethod
    def weigh(self, owned: Matrix) -> Matrix:
        """Return the weights (owned x scored) from customers x items of ones."""

    @property
    def settings(self) -> dict[str, Any]:
        """Return what the constructor was given."""
        return {key: value for key, value in vars(self).items() if not key.endswith("_")}


def spread(weights: Matrix, items: Items, width: int) -> Matrix:
    """Return weights among some items (their columns) as weights among `width` of them."""
    inner = weights.tocoo()
    rows, columns = inner.coords
    return csr_array((inner.data, (items[rows], items[columns])), shape=(width, width))


def narrow(weights: Matrix) -> Matrix:
    """Return the same weights with places of 32 bits where these are enough."""
    if weights.nnz <= np.iinfo(np.int32).max:
        weights.indices = weights.indices.astype(np.int32)
        weights.indptr = weights.indptr.astype(np.int32)
    return weights


def binarize(purchases: Matrix) -> Matrix:
    """Return customers x items with 1 wherever the amount is not zero."""
    rows, columns = purchases.nonzero()
    owned = csr_array((np.ones(len(rows)), (rows, columns)), shape=purchases.shape)
    owned.sum_duplicates()
    return owned


def scale_prior(popularity: Floats, weight: float) -> Floats:
    """Return popularity on the absolute scale: the most popular item has `weight`."""
    highest = float(popularity.max(initial=0.0))
    scaled: Floats = popularity * (weight / highest if highest > 0 else 0.0)
    return scaled

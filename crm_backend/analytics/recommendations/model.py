"""Which products are bought by the same people: a pure estimator that knows no database."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Matrix = csr_array[np.float64, tuple[int, int]]


@dataclass(frozen=True)
class Reason:
    """What one owned item (its column) adds to a score."""

    item: int
    part: float


class CoPurchaseModel:
    """Cosine of co-purchase with shrinkage, and a prior for what sells anyway.

    The score of item i for the items J somebody has is `sum(W[j, i] for j in J) + prior_[i]`, with
    `W[j, i] = both(j, i) / (sqrt(n(j) * n(i)) + shrinkage)` and a zero diagonal. The prior keeps
    its absolute scale: with more purchases the sum grows and the prior fades by itself. No weight
    is negative, so every reason speaks for the item.

    The defaults were the best of 20 pairs on one quarter of the demo shop; the figures on the
    quarter after it are printed by `python -m benchmarks.recommendations`.
    """

    def __init__(self, shrinkage: float = 5.0, prior_weight: float = 0.1) -> None:
        self.shrinkage = shrinkage
        self.prior_weight = prior_weight

    def fit(self, purchases: Matrix, popularity: Floats) -> Self:
        """Learn from customers x items (not zero = has it) and the popularity of each item."""
        owned = csr_array((np.ones(purchases.nnz), purchases.nonzero()), shape=purchases.shape)
        both = (owned.T @ owned).tocoo()
        buyers = np.asarray(owned.sum(axis=0), dtype=np.float64).ravel()
        rows, columns = both.coords
        off = rows != columns
        rows, columns, together = rows[off], columns[off], both.data[off]
        shares = together / (np.sqrt(buyers[rows] * buyers[columns]) + self.shrinkage)
        self.weights_: Matrix = csr_array((shares, (rows, columns)), shape=both.shape)
        highest = float(popularity.max(initial=0.0))
        self.prior_: Floats = popularity * (self.prior_weight / highest if highest > 0 else 0.0)
        return self

    def score(self, items: NDArray[np.intp]) -> Floats:
        """Return the score of every item for somebody who has these (columns, each once)."""
        rows = [self._row(int(item)) for item in items]
        neighbours = np.concatenate([np.empty(0, dtype=np.intp), *(row[0] for row in rows)])
        parts = np.concatenate([np.empty(0), *(row[1] for row in rows)])
        sums: Floats = np.bincount(neighbours, parts, minlength=len(self.prior_)).astype(np.float64)
        return sums + self.prior_

    def explain(self, items: NDArray[np.intp], target: int) -> tuple[list[Reason], float]:
        """Return what each owned item adds to the score of `target`, most first, and the prior.

        The parts and the prior sum to the score. Of equal parts the lower column comes first.
        """
        neighbours, parts = self._row(target)  # the weights are symmetric
        added = np.zeros(len(self.prior_))
        added[neighbours] = parts
        reasons = [Reason(int(item), float(added[item])) for item in items if added[item] > 0]
        reasons.sort(key=lambda reason: (-reason.part, reason.item))
        return reasons, float(self.prior_[target])

    def _row(self, item: int) -> tuple[NDArray[np.integer], Floats]:
        start, end = self.weights_.indptr[item], self.weights_.indptr[item + 1]
        return self.weights_.indices[start:end], self.weights_.data[start:end]

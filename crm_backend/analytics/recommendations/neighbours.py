"""Item-item neighbours: the cosine of co-purchase."""

from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array, vstack

from crm_backend.analytics.recommendations.model import ItemModel, Matrix
from crm_backend.analytics.recommendations.strongest import keep_strongest, multiply, split_targets


class ItemKnn(ItemModel):
    """Cosine of co-purchase with shrinkage (Sarwar et al. 2001), the strongest of each item.

    `W[j, i] = both(j, i) / (sqrt(n(j) * n(i)) + shrinkage)` for the `neighbours` items j with the
    highest W of each i (all for `None`). No weight is negative. The defaults of shrinkage and
    prior were the best of 20 pairs on one quarter of the demo shop; the figures on the quarter
    after it are printed by `python -m benchmarks.recommendations`.
    """

    name: ClassVar[str] = "item-knn"

    def __init__(
        self, shrinkage: float = 5.0, neighbours: int | None = 200, prior_weight: float = 0.1
    ) -> None:
        super().__init__(prior_weight)
        self.shrinkage = shrinkage
        self.neighbours = neighbours

    def weigh(self, owned: Matrix) -> Matrix:
        """Return the shrunk cosines, owned x scored."""
        width = owned.shape[1]
        buyers = np.asarray(owned.sum(axis=0), dtype=np.float64).ravel()
        blocks: list[Matrix] = []
        for span, both in multiply(csr_array(owned.T), owned, split_targets(owned)):
            n_target = np.repeat(buyers[span], np.diff(both.indptr))
            both.data /= np.sqrt(n_target * buyers[both.indices]) + self.shrinkage
            blocks.append(keep_strongest(both, self.neighbours))
        return stack_targets(blocks, width)


def stack_targets(blocks: list[Matrix], width: int) -> Matrix:
    """Return owned x scored from blocks whose rows are the scored items in order."""
    if not blocks:
        return csr_array((width, width), dtype=np.float64)
    return csr_array(vstack(blocks, format="csr").T)

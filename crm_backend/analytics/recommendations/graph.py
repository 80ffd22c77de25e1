"""Random walks on the graph of customers and items."""

from typing import ClassVar

import numpy as np
from scipy.sparse import csr_array, diags_array

from crm_backend.analytics.recommendations.model import Floats, ItemModel, Matrix
from crm_backend.analytics.recommendations.neighbours import stack_targets
from crm_backend.analytics.recommendations.strongest import keep_strongest, multiply, split_targets


class Rp3Beta(ItemModel):
    """RP3beta (Paudel et al. 2017): three steps item - customer - item, popular ends damped.

    `W[j, i] = sum over customers u of both of (1 / n(j))^alpha * (1 / n(u))^alpha / n(i)^beta`,
    divided by the highest W so that the prior means the same for every shop. No weight is
    negative.
    """

    name: ClassVar[str] = "rp3beta"

    def __init__(
        self,
        alpha: float = 1.0,
        beta: float = 0.5,
        neighbours: int | None = 200,
        prior_weight: float = 0.1,
    ) -> None:
        super().__init__(prior_weight)
        self.alpha = alpha
        self.beta = beta
        self.neighbours = neighbours

    def weigh(self, owned: Matrix) -> Matrix:
        """Return the damped probabilities of the walks, owned x scored."""
        buyers = np.asarray(owned.sum(axis=0), dtype=np.float64).ravel()
        sizes = np.asarray(owned.sum(axis=1), dtype=np.float64).ravel()
        leaving = invert(buyers) ** self.alpha
        damping = invert(buyers) ** self.beta
        to_item = csr_array(diags_array(invert(sizes) ** self.alpha) @ owned)
        blocks: list[Matrix] = []
        for span, walks in multiply(csr_array(to_item.T), owned, split_targets(owned)):
            walks.data *= leaving[walks.indices]
            walks.data *= np.repeat(damping[span], np.diff(walks.indptr))
            blocks.append(keep_strongest(walks, self.neighbours))
        weights = stack_targets(blocks, owned.shape[1])
        highest = float(weights.data.max(initial=0.0))
        if highest > 0:
            weights.data /= highest
        return weights


def invert(values: Floats) -> Floats:
    """Return 1 / value, and 0 where the value is 0."""
    result: Floats = np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
    return result

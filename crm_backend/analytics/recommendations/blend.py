"""Several item models as one: each scores the items it knows most about, on one scale."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from crm_backend.analytics.recommendations.ease import Ease
from crm_backend.analytics.recommendations.graph import Rp3Beta
from crm_backend.analytics.recommendations.model import (
    ItemModel,
    Items,
    Matrix,
    Scorer,
    binarize,
    spread,
)

MOST_FOR_EASE = 10_000  # items; the closed form takes 400 MB and half a minute there
CUSTOMERS_SAMPLED = 5_000
COLUMNS_SAMPLED = 1_000


class HeadAndTail(ItemModel):
    """One model for the most bought items (the head), a cheaper one for all others.

    The tail's weights are brought to the head's scale by least squares: the factor by which the
    tail model's scores of the head's items come nearest to the head model's.
    """

    name: ClassVar[str] = "head-and-tail"

    def __init__(
        self,
        head: ItemModel | None = None,
        tail: ItemModel | None = None,
        size: int = MOST_FOR_EASE,
        prior_weight: float = 0.1,
    ) -> None:
        super().__init__(prior_weight)
        self.head = head or Ease()
        self.tail = tail or Rp3Beta()
        self.size = size

    def weigh(self, owned: Matrix) -> Matrix:
        """Return the weights, owned x scored."""
        width = owned.shape[1]
        buyers = np.asarray(owned.sum(axis=0), dtype=np.float64).ravel()
        items = np.sort(np.argsort(-buyers, kind="stable")[: self.size])
        head = spread(self.head.weigh(csr_array(owned[:, items])), items, width)
        if len(items) == width:
            return head
        is_head = np.zeros(width, dtype=bool)
        is_head[items] = True
        return replace_targets(head, self.tail.weigh(owned), ~is_head, owned)

    @property
    def settings(self) -> dict[str, Any]:
        """Return what the constructor was given, the parts by name and settings."""
        told = dict(super().settings)
        for part in ("head", "tail"):
            model = getattr(self, part)
            told[part] = {"name": model.name, **model.settings}
        return told


def choose_model(item_count: int, *, prior_weight: float = 0.1) -> ItemModel:
    """Return an unfitted model for so many active items (those that somebody has)."""
    if item_count <= MOST_FOR_EASE:
        return Ease(prior_weight=prior_weight)
    return HeadAndTail(prior_weight=prior_weight)


def add_content(
    model: Scorer, content: Matrix, purchases: Matrix, *, least_buyers: int = 3
) -> Scorer:
    """Return a scorer that scores items with fewer buyers by what they are like.

    `content` holds weights owned x scored as those of `ContentKnn`; it is brought to the scale of
    the model's as in `HeadAndTail`.
    """
    owned = binarize(purchases)
    is_new = np.asarray(owned.sum(axis=0)).ravel() < least_buyers
    return Scorer().set_weights(
        replace_targets(model.weights_, content, is_new, owned), model.prior_
    )


def replace_targets(
    weights: Matrix, other: Matrix, is_other: NDArray[np.bool_], owned: Matrix
) -> Matrix:
    """Return `weights` where the scored items marked take those of `other`, on the same scale."""
    scale = align(weights, other, ~is_other, owned)
    kept = weights @ diags_array((~is_other).astype(np.float64))
    added = other @ diags_array(is_other * scale)
    merged = csr_array(kept + added)
    merged.eliminate_zeros()
    return merged


def take_evenly(columns: Items) -> Items:
    """Return at most about a thousand columns, evenly spread: enough to find one factor."""
    return columns[:: max(1, len(columns) // COLUMNS_SAMPLED)]


def align(weights: Matrix, other: Matrix, is_shared: NDArray[np.bool_], owned: Matrix) -> float:
    """Return the factor that brings the scores of `other` nearest to those of `weights`.

    By least squares over the shared items and an even sample of customers; 1 where either model
    says nothing.
    """
    step = max(1, owned.shape[0] // CUSTOMERS_SAMPLED)
    is_scored = np.bincount(other.indices, minlength=other.shape[1]) > 0
    columns = take_evenly(np.flatnonzero(is_shared & is_scored))
    sample = csr_array(owned[::step])
    ours, theirs = sample @ weights[:, columns], sample @ other[:, columns]
    both, own = float((ours * theirs).sum()), float((theirs * theirs).sum())
    return both / own if own > 0 and both > 0 else 1.0

"""What follows what: item weights that know the order of purchases, and histories that fade."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from scipy.sparse import coo_array, csr_array

from crm_backend.analytics.recommendations.model import Floats, Items, Matrix, Scorer, scale_prior
from crm_backend.analytics.recommendations.strongest import keep_strongest

Pairs = coo_array[np.float64, tuple[int, int]]


class Transitions(Scorer):
    """How often one item follows another, nearer pairs for more; a scorer as the item models.

    For each pair with `gap` steps between them in a history (1 to `window`) `decay^(gap - 1)` is
    added for the earlier item towards the later and `backward` times that for the way back:
    `W[j, i] = sum / (n(j)^balance * n(i)^(1 - balance) + shrinkage)`, the strongest `neighbours`
    of each scored item. Scores are meant for histories faded by `fade`. The defaults were chosen
    on the last item but one of amazon-beauty (`python -m benchmarks.recs_beauty` tells of the
    last).
    """

    name: ClassVar[str] = "transitions"

    def __init__(
        self,
        window: int = 50,
        decay: float = 0.8,
        backward: float = 0.5,
        shrinkage: float = 20.0,
        balance: float = 0.5,
        neighbours: int | None = 200,
        prior_weight: float = 0.01,
    ) -> None:
        self.window = window
        self.decay = decay
        self.backward = backward
        self.shrinkage = shrinkage
        self.balance = balance
        self.neighbours = neighbours
        self.prior_weight = prior_weight

    def fit(self, histories: Sequence[Items], width: int, popularity: Floats | None = None) -> Self:
        """Learn from the items (columns below `width`) of each customer, the oldest first.

        Popularity is the number of purchases where none is given.
        """
        joined = np.concatenate([np.empty(0, dtype=np.intp), *histories])
        lengths = np.array([len(history) for history in histories], dtype=np.intp)
        owners = np.repeat(np.arange(len(histories)), lengths)
        counts = np.bincount(joined, minlength=width).astype(np.float64)
        together = self._count(joined, owners, width)
        sources, targets = together.coords
        expected = counts[sources] ** self.balance * counts[targets] ** (1 - self.balance)
        shares = together.data / (expected + self.shrinkage)
        by_target = csr_array((shares, (targets, sources)), shape=(width, width))
        weights = csr_array(keep_strongest(by_target, self.neighbours).T)
        prior = scale_prior(counts if popularity is None else popularity, self.prior_weight)
        return self.set_weights(weights, prior)

    @property
    def settings(self) -> dict[str, Any]:
        """Return what the constructor was given."""
        return {key: value for key, value in vars(self).items() if not key.endswith("_")}

    def _count(self, joined: Items, owners: Items, width: int) -> Pairs:
        total: Matrix = csr_array((width, width), dtype=np.float64)
        longest = int(np.bincount(owners).max(initial=0)) if len(owners) else 0
        for gap in range(1, min(self.window, longest - 1) + 1):
            is_pair = (owners[gap:] == owners[:-gap]) & (joined[gap:] != joined[:-gap])
            pair = (joined[:-gap][is_pair], joined[gap:][is_pair])
            ones = np.full(len(pair[0]), self.decay ** (gap - 1))
            total = csr_array(total + csr_array((ones, pair), shape=(width, width)))
        return csr_array(total + self.backward * total.T).tocoo()


def fade(history: Items, fading: float) -> tuple[Items, Floats]:
    """Return the distinct items of a history (the oldest first) and how much each still counts.

    The latest counts 1, each before it `fading` times the one after; an item that is there twice
    counts as at its latest place.
    """
    newest_first = history[::-1]
    items, places = np.unique(newest_first, return_index=True)
    return items.astype(np.intp), fading ** places.astype(np.float64)

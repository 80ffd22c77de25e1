"""What goes with a product, and what is missing in a basket: the same weights, other questions."""

import numpy as np

from crm_backend.analytics.recommendations.model import Floats, Items, Scorer


def score_companions(scorer: Scorer, item: int) -> Floats:
    """Return how well each item goes with one; the item itself is never among the best."""
    return score_basket(scorer, np.array([item], dtype=np.intp))


def score_basket(scorer: Scorer, basket: Items) -> Floats:
    """Return how well each item goes with those in a basket; those in it come last (-inf)."""
    inside = np.unique(basket)
    scores = scorer.score(inside)
    scores[inside] = -np.inf
    return scores

"""What sells, counted so that last week weighs more than last year where that is wanted."""

import numpy as np

from crm_backend.analytics.recommendations.model import Floats, Items


def count_popularity(
    items: Items, width: int, *, ages: Floats | None = None, half_life: float | None = None
) -> Floats:
    """Return how often each of `width` items was bought.

    With `ages` (of each purchase, in any unit) and a `half_life` in the same unit a purchase of
    that age counts half; those of the future (negative ages) count as those of today.
    """
    weights = None
    if ages is not None and half_life is not None:
        weights = 0.5 ** (np.maximum(ages, 0.0) / half_life)
    return np.bincount(items, weights, minlength=width).astype(np.float64)

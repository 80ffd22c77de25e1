"""Parts of the rows for cross-validation: alike in their share of positives, groups undivided."""

import numpy as np
from numpy.typing import NDArray


def assign_folds(
    is_positive: NDArray[np.int64],
    count: int,
    *,
    groups: NDArray[np.int64] | None = None,
    seed: int = 0,
) -> NDArray[np.int64]:
    """Return the fold (0 to count - 1) of each row.

    Groups are dealt whole: those with a positive row first, the others after them, so that the
    folds are alike in positives and about alike in rows.
    """
    rows = len(is_positive)
    codes = np.arange(rows) if groups is None else np.unique(groups, return_inverse=True)[1]
    has_positive = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    np.maximum.at(has_positive, codes, is_positive)
    order = np.random.default_rng(seed).permutation(len(has_positive))
    dealt = order[np.argsort(-has_positive[order], kind="stable")]
    folds = np.empty(len(has_positive), dtype=np.int64)
    folds[dealt] = np.arange(len(dealt)) % count
    return folds[codes]

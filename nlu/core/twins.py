"""Examples that say nearly the same as another of their label teach little and cost as much.

They also make leaving one out look easier than fresh messages are.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def drop_twins(
    vectors: NDArray[np.float32], labels: NDArray[Any], cosine: float, seed: int
) -> NDArray[np.intp]:
    """Return the rows that stay, in order: within a label no two are nearer than `cosine`.

    `vectors` (examples, dimensions) are of unit length; which of two twins stays is drawn.
    """
    order = np.random.default_rng(seed).permutation(len(labels))
    kept: list[NDArray[np.intp]] = []
    for label in np.unique(labels):
        rows = order[labels[order] == label]
        closeness = vectors[rows] @ vectors[rows].T
        staying: list[int] = []
        for place in range(len(rows)):
            if not staying or closeness[place, staying].max() <= cosine:
                staying.append(place)
        kept.append(rows[staying])
    return np.sort(np.concatenate(kept))

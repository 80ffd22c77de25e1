"""Examples that say nearly the same as another of their label teach little and cost as much.

They also make leaving one out look easier than fresh messages are.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BLOCK = 1_000  # rows compared at once: bounds memory


def drop_twins(
    vectors: NDArray[np.float32], groups: Sequence[object], cosine: float, seed: int
) -> NDArray[np.intp]:
    """Return the rows that stay, in order: within a group no two are nearer than `cosine`.

    `vectors` (examples, dimensions) are of unit length; which of two twins stays is drawn. All
    stay for a cosine of 1.
    """
    order = np.random.default_rng(seed).permutation(len(groups))
    if cosine >= 1:
        return np.sort(order)
    members: dict[object, list[int]] = {}
    for row in order.tolist():
        members.setdefault(groups[row], []).append(row)
    staying = [row for rows in members.values() for row in _drop(vectors, rows, cosine)]
    return np.sort(np.array(staying, dtype=np.intp))


def _drop(vectors: NDArray[np.float32], rows: Sequence[int], cosine: float) -> list[int]:
    """Return those of `rows` that are no twin of one before them."""
    staying: list[int] = []
    for start in range(0, len(rows), BLOCK):
        block = np.array(rows[start : start + BLOCK])
        if staying:
            block = block[(vectors[block] @ vectors[staying].T).max(axis=1) <= cosine]
        is_near = np.tril(vectors[block] @ vectors[block].T > cosine, k=-1)
        here: list[int] = []
        for place in range(len(block)):
            if not is_near[place, here].any():
                here.append(place)
        staying += block[here].tolist()
    return staying

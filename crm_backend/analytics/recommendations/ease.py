"""EASE: the linear item model with a closed form."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_array, vstack

from crm_backend.analytics.recommendations.model import ItemModel, Matrix
from crm_backend.analytics.recommendations.strongest import keep_strongest_dense

COLUMNS_AT_ONCE = 512
SMALL = 2_000  # items: below, doubles cost nothing


class Ease(ItemModel):
    """EASE (Steck 2019): `W = I - P / diag(P)` with `P = inverse(X'X + regularisation * I)`.

    Each scored item keeps the `neighbours` weights of the largest absolute value (all for `None`).
    `regularisation` is in customers: how many must share two items before they count for much.
    Takes 4 bytes for each pair of items (400 MB for 10,000 items) while it fits.
    """

    name: ClassVar[str] = "ease"

    def __init__(
        self,
        regularisation: float = 100.0,
        neighbours: int | None = 200,
        prior_weight: float = 0.1,
    ) -> None:
        super().__init__(prior_weight)
        self.regularisation = regularisation
        self.neighbours = neighbours

    def weigh(self, owned: Matrix) -> Matrix:
        """Return the weights, owned x scored; those of items nobody has are zero."""
        width = owned.shape[1]
        precision = self._invert(owned)
        if precision is None:
            return csr_array((width, width), dtype=np.float64)
        diagonal = precision.diagonal().copy()
        blocks = []
        for start in range(0, width, COLUMNS_AT_ONCE):
            end = min(start + COLUMNS_AT_ONCE, width)
            rows = -precision[start:end] / diagonal[start:end, None]  # P is symmetric
            rows[np.arange(end - start), np.arange(start, end)] = 0.0
            blocks.append(keep_strongest_dense(rows, self.neighbours))
        return csr_array(vstack(blocks, format="csr").T)

    def _invert(self, owned: Matrix) -> NDArray[np.floating[Any]] | None:
        """Return P; in singles where it is big, unless that is too coarse for the matrix."""
        if owned.shape[1] == 0:
            return None
        if owned.shape[1] > SMALL:
            inverse = invert_positive(make_gram(owned, np.float32, self.regularisation))
            if inverse is not None:
                return inverse
        return invert_positive(make_gram(owned, np.float64, self.regularisation))


def make_gram(owned: Matrix, kind: type[np.floating[Any]], ridge: float) -> NDArray[Any]:
    """Return X'X + ridge * I as a full matrix in Fortran's order."""
    width = owned.shape[1]
    gram = np.empty((width, width), dtype=kind, order="F")
    by_item = csr_array(owned.T)
    for start in range(0, width, COLUMNS_AT_ONCE):
        end = min(start + COLUMNS_AT_ONCE, width)
        gram[:, start:end] = (by_item[start:end] @ owned).toarray().T
    gram[np.arange(width), np.arange(width)] += ridge
    return gram


def invert_positive(gram: NDArray[Any]) -> NDArray[np.floating[Any]] | None:
    """Return the inverse of a positive definite matrix, made in its place; `None` if it is not."""
    single = gram.dtype == np.float32
    factor, failed = (lapack.spotrf if single else lapack.dpotrf)(gram, lower=1, overwrite_a=1)
    if failed:
        return None
    inverse, failed = (lapack.spotri if single else lapack.dpotri)(factor, lower=1, overwrite_c=1)
    if failed:
        return None
    for start in range(0, len(inverse), COLUMNS_AT_ONCE):  # only the lower half was written
        end = min(start + COLUMNS_AT_ONCE, len(inverse))
        inverse[start:end, end:] = inverse[end:, start:end].T
        corner = np.tril(inverse[start:end, start:end])
        inverse[start:end, start:end] = corner + np.tril(corner, -1).T
    return np.asarray(inverse)

"""Rivals of the item models, tuned as these are: `implicit` iALS and the LightFM fork.

Each is a function from customers x items to scores of every customer; left out where the package
is not installed (`uv pip install implicit lightfm-next`).
"""

import importlib.util
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from crm_backend.analytics.recommendations.model import Floats, Matrix

Fitted = Callable[[Matrix], Floats]
IalsSettings = tuple[int, float, float]  # factors, regularization, alpha

IALS_GRID = [(8, 10.0, 4.0), (16, 1.0, 1.0), (16, 10.0, 1.0), (16, 10.0, 4.0), (16, 30.0, 4.0)]
IALS_GRID += [(24, 10.0, 1.0), (24, 30.0, 4.0), (32, 10.0, 1.0), (32, 30.0, 4.0)]
LIGHTFM_GRID = [(4, 10), (8, 10), (16, 5), (16, 10), (16, 20), (32, 10), (32, 15), (64, 15)]


def narrow(matrix: Matrix) -> coo_matrix:
    """Return the matrix in singles with places of 32 bits, which is all that LightFM reads."""
    wide = matrix.tocoo()
    places = (wide.row.astype(np.int32), wide.col.astype(np.int32))
    return coo_matrix((wide.data.astype(np.float32), places), shape=matrix.shape)


def is_installed(package: str) -> bool:
    """Whether a peer can be run here."""
    return importlib.util.find_spec(package) is not None


def fit_ials(settings: IalsSettings, owned: Matrix) -> Floats:
    """Return the scores of iALS (Hu et al. 2008) in 15 rounds."""
    from implicit.als import AlternatingLeastSquares

    factors, regularization, alpha = settings
    model = AlternatingLeastSquares(
        factors=factors,
        regularization=regularization,
        alpha=alpha,
        iterations=15,
        random_state=0,
        num_threads=1,
        use_gpu=False,
    )
    model.fit(csr_matrix(owned.astype(np.float32)), show_progress=False)
    return np.asarray(model.user_factors @ model.item_factors.T)


def fit_lightfm(components: int, epochs: int, owned: Matrix) -> Floats:
    """Return the scores of LightFM with the WARP loss, without content."""
    from lightfm import LightFM

    model = LightFM(no_components=components, loss="warp", random_state=0)
    model.fit(narrow(owned), epochs=epochs)
    item_bias, items = model.get_item_representations()
    _, users = model.get_user_representations()
    return np.asarray(users @ items.T + item_bias)


def list_ials() -> Iterator[tuple[dict[str, Any], Fitted]]:
    """Yield the settings tried with what fits them; nothing where it is not installed."""
    if is_installed("implicit"):
        for settings in IALS_GRID:
            yield {"factors, regularization, alpha": settings}, partial(fit_ials, settings)


def list_lightfm() -> Iterator[tuple[dict[str, Any], Fitted]]:
    """Yield the settings tried with what fits them; nothing where it is not installed."""
    if is_installed("lightfm"):
        for components, epochs in LIGHTFM_GRID:
            settings = {"components": components, "epochs": epochs}
            yield settings, partial(fit_lightfm, components, epochs)


PEERS = {"implicit iALS": list_ials, "LightFM WARP": list_lightfm}

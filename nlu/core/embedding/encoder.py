"""One encoder of each kind in a process, with a cache of the texts seen last."""

import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.core.embedding.english import MiniLmEncoder
from nlu.core.embedding.multilingual import UniversalEncoder

Vectors = NDArray[np.float32]

CACHED_TEXTS = 2_048  # 4 MB; a message is embedded once for intent and sentiment
BATCH = 32
MAX_CHARACTERS = 1_000  # the models read some 100 words; the rest would only cost time


class Embedder(Protocol):
    """Turns texts into unit vectors of one length."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (texts, dimensions)."""


class Model(Protocol):
    """What runs the weights: a batch at a time, without memory.

    `is_parallel` says that several threads may encode at once, and gain by it.
    """

    dimensions: int
    is_parallel: bool

    def encode_batch(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (texts, dimensions)."""


class SentenceEncoder:
    """A model with a cache; batches hold texts of like length, so that little is padding."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._cache: OrderedDict[str, Vectors] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (texts, dimensions), float32."""
        cut = [text[:MAX_CHARACTERS] or " " for text in texts]
        new = sorted({text for text in cut if text not in self._cache}, key=len)
        fresh = dict(zip(new, self._compute(new), strict=True))
        found = [fresh[text] if text in fresh else self._cache[text] for text in cut]
        self._remember(fresh)
        if not found:
            return np.zeros((0, self._model.dimensions), dtype=np.float32)
        return np.asarray(found, dtype=np.float32)

    def _compute(self, texts: Sequence[str]) -> Iterator[Vectors]:
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        if len(batches) > 1 and self._model.is_parallel:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                done = list(pool.map(self._model.encode_batch, batches))
        else:
            done = [self._model.encode_batch(batch) for batch in batches]
        return chain.from_iterable(done)

    def _remember(self, fresh: dict[str, Vectors]) -> None:
        self._cache.update(fresh)
        while len(self._cache) > CACHED_TEXTS:
            self._cache.popitem(last=False)


@cache
def multilingual_encoder() -> SentenceEncoder:
    """Return this process's encoder for any language, loaded at the first call."""
    return SentenceEncoder(UniversalEncoder())


@cache
def english_encoder() -> SentenceEncoder:
    """Return this process's encoder for English, loaded at the first call."""
    return SentenceEncoder(MiniLmEncoder())

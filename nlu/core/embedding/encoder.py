"""One encoder of each kind in a process, with a cache of the texts seen last."""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from nlu.core.embedding.english import MiniLmEncoder
from nlu.core.embedding.multilingual import UniversalEncoder

Vectors = NDArray[np.float32]

CACHED_TEXTS = 2_048  # 4 MB, as a rule; a message is embedded once for intent and sentiment
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

    def __init__(
        self, model: Model, *, capacity: int = CACHED_TEXTS, threads: int | None = None
    ) -> None:
        self._model, self.capacity, self._threads = model, capacity, threads or os.cpu_count() or 1
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        self._coming: Callable[[], dict[str, Vectors]] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (texts, dimensions), float32."""
        if self._coming is not None:
            coming, self._coming = self._coming, None
            self._remember(coming())
        cut = [text[:MAX_CHARACTERS] or " " for text in texts]
        new = sorted({text for text in cut if text not in self._cache}, key=by_length)
        fresh = dict(zip(new, self._compute(new), strict=True))
        found = [fresh[text] if text in fresh else self._cache[text] for text in cut]
        self._remember(fresh)
        if not found:
            return np.zeros((0, self._model.dimensions), dtype=np.float32)
        return np.asarray(found, dtype=np.float32)

    def keep(self, count: int) -> None:
        """Remember so many texts at least: who reads the same ones again embeds them once."""
        self.capacity = max(self.capacity, count)

    def expect(self, coming: Callable[[], dict[str, Vectors]], count: int) -> None:
        """Take `count` vectors that are computed elsewhere; the next text waits for them."""
        self.keep(count)
        self._coming = coming

    def _compute(self, texts: Sequence[str]) -> Iterator[Vectors]:
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        if len(batches) > 1 and self._threads > 1 and self._model.is_parallel:
            with ThreadPoolExecutor(self._threads) as pool, threadpool_limits(1, "blas"):
                done = list(pool.map(self._model.encode_batch, batches))
        else:
            done = [self._model.encode_batch(batch) for batch in batches]
        return chain.from_iterable(done)

    def _remember(self, fresh: dict[str, Vectors]) -> None:
        self._cache.update(fresh)
        while len(self._cache) > self.capacity:
            self._cache.popitem(last=False)


def by_length(text: str) -> tuple[int, str]:
    """Return what texts are batched by: a vector's last digits depend on its batch."""
    return len(text), text


@cache
def multilingual_encoder() -> SentenceEncoder:
    """Return this process's encoder for any language, loaded at the first call."""
    return SentenceEncoder(UniversalEncoder())


@cache
def english_encoder() -> SentenceEncoder:
    """Return this process's encoder for English, loaded at the first call."""
    return SentenceEncoder(MiniLmEncoder())

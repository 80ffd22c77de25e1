"""How often what follows what: weighted counts of pairs and triples, as sparse rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Sparse rows: of context `keys[i]`, what follows is `items[starts[i]:starts[i + 1]]`."""

    keys: Ids
    starts: Ids
    items: Ids
    counts: Floats

    def of(self, key: int) -> tuple[Ids, Floats]:
        """Return what follows a context, and how often; empty where it was never seen."""
        place = int(np.searchsorted(self.keys, key))
        if place >= len(self.keys) or self.keys[place] != key:
            return self.items[:0], self.counts[:0]
        part = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return self.items[part], self.counts[part]


def gather(keys: Ids, items: Ids, counts: Floats) -> Rows:
    """Sum counts of equal (context, item) into rows."""
    order = np.lexsort((items, keys))
    keys, items, counts = keys[order], items[order], counts[order]
    is_new = np.ones(len(keys), dtype=bool)
    is_new[1:] = (np.diff(keys) != 0) | (np.diff(items) != 0)
    sums = np.add.reduceat(counts, np.flatnonzero(is_new)) if len(keys) else counts
    keys, items = keys[is_new], items[is_new]
    contexts, starts = np.unique(keys, return_index=True)
    return Rows(contexts, np.append(starts, len(keys)).astype(np.int64), items, sums)


def count_after(
    sequences: Sequence[Ids], weights: Sequence[Floats], *, window: int, fading: float
) -> Rows:
    """Count what comes 1 to `window` events after what; each step farther counts `fading` times.

    An event's weight is that of what follows.
    """
    keys, items, counts = [], [], []
    for events, weight in zip(sequences, weights, strict=True):
        for step in range(1, min(window, len(events) - 1) + 1):
            if fading == 0 and step > 1:
                break
            keys.append(events[:-step])
            items.append(events[step:])
            counts.append(weight[step:] * fading ** (step - 1))
    return gather(_joined(keys), _joined(items), np.concatenate([np.empty(0), *counts]))


def count_after_two(sequences: Sequence[Ids], weights: Sequence[Floats], *, kinds: int) -> Rows:
    """Count what comes after two events in a row; the context is `first * kinds + second`."""
    long = [events for events in sequences if len(events) > 2]
    late = [weight[2:] for weight in weights if len(weight) > 2]
    keys = [events[:-2] * kinds + events[1:-1] for events in long]
    counts = np.concatenate([np.empty(0), *late])
    return gather(_joined(keys), _joined([events[2:] for events in long]), counts)


def _joined(parts: Sequence[Ids]) -> Ids:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])

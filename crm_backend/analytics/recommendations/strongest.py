"""Keeps the strongest weights of each item, and multiplies big sparse matrices piece by piece."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from crm_backend.analytics.recommendations.model import Matrix

WORK = 20_000_000  # products of two entries in one piece: about 250 MB of results at most


def keep_strongest(rows: Matrix, count: int | None) -> Matrix:
    """Return the matrix with the `count` largest absolute values of each row; all for `None`."""
    lengths = np.diff(rows.indptr)
    if count is None or lengths.max(initial=0) <= count:
        return rows
    keep = np.ones(rows.nnz, dtype=bool)
    for row in np.flatnonzero(lengths > count):
        start, end = rows.indptr[row], rows.indptr[row + 1]
        weak = np.argpartition(np.abs(rows.data[start:end]), -count)[:-count]
        keep[start + weak] = False
    starts = np.concatenate([[0], np.cumsum(np.minimum(lengths, count))])
    return csr_array((rows.data[keep], rows.indices[keep], starts), shape=rows.shape)


def keep_strongest_dense(rows: NDArray[np.floating], count: int | None) -> Matrix:
    """Return a block of full rows with the `count` largest absolute values of each."""
    if count is not None and count < rows.shape[1]:
        weak = np.argpartition(np.abs(rows), -count, axis=1)[:, :-count]
        np.put_along_axis(rows, weak, 0.0, axis=1)
    return csr_array(rows.astype(np.float64))


def split_targets(owned: Matrix, work: int = WORK) -> list[tuple[int, int]]:
    """Return spans of columns whose co-occurrences cost at most `work` products (or one column)."""
    per_customer = np.diff(owned.indptr).astype(np.float64)
    costs = np.cumsum(np.asarray(owned.T @ per_customer))
    spans, start = [], 0
    while start < owned.shape[1]:
        spent = costs[start - 1] if start else 0.0
        end = max(start + 1, int(np.searchsorted(costs, spent + work, side="right")))
        spans.append((start, end))
        start = end
    return spans


def multiply(
    by_target: Matrix, by_customer: Matrix, spans: list[tuple[int, int]]
) -> Iterator[tuple[slice, Matrix]]:
    """Yield spans of `by_target @ by_customer` (items x customers times customers x items).

    Each has a row for every target of its span and no entry on the diagonal.
    """
    for start, end in spans:
        block = csr_array(by_target[start:end] @ by_customer)
        lengths = np.diff(block.indptr)
        targets = np.repeat(np.arange(start, end), lengths)
        block.data[block.indices == targets] = 0.0
        block.eliminate_zeros()
        yield slice(start, end), block

"""What products are like: scores for those that nobody has bought yet."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Self

import numpy as np
from scipy.sparse import csr_array, diags_array, vstack

from crm_backend.analytics.recommendations.graph import invert
from crm_backend.analytics.recommendations.model import Items, Matrix
from crm_backend.analytics.recommendations.strongest import keep_strongest

PRICE_BANDS = 8
ROWS_AT_ONCE = 512
WORD = re.compile(r"[一-鿿]+|[^\W_]+")


class ContentKnn:
    """Neighbours by TF-IDF weighted attributes, with the weights of each scored item summing to 1.

    `W[j, i]` is the cosine of items j and i over their attributes (each weighted by log(n / items
    that have it)) for the `neighbours` nearest of i among the items that somebody has, to the
    power `sharpness`, divided by its sum: without this division, items with many near neighbours
    would always come first.
    """

    def __init__(self, neighbours: int = 20, sharpness: float = 1.0) -> None:
        self.neighbours = neighbours
        self.sharpness = sharpness

    def fit(
        self,
        attributes: Sequence[Sequence[str]],
        owned: Matrix,
        targets: Items | None = None,
    ) -> Self:
        """Learn from the attributes of each item and from customers x items.

        Sets `weights_`, owned x scored. An attribute given twice counts once. The time goes with
        the number of `targets` (the columns to score, all unless given) times that of the items
        that somebody has; the memory with the latter alone.
        """
        table = weigh_attributes(attributes)
        width = table.shape[0]
        known = np.flatnonzero(np.bincount(owned.nonzero()[1], minlength=width))
        sources = csr_array(table[known].T)
        asked = np.arange(width) if targets is None else np.unique(targets)
        blocks: list[Matrix] = []
        for start in range(0, len(asked), ROWS_AT_ONCE):
            chosen = asked[start : start + ROWS_AT_ONCE]
            blocks.append(self._find_near(csr_array(table[chosen] @ sources), known, chosen))
        if not blocks:
            self.weights_: Matrix = csr_array((width, width), dtype=np.float64)
            return self
        near = vstack(blocks).tocoo()
        rows, columns = near.coords
        self.weights_ = csr_array((near.data, (known[columns], asked[rows])), shape=(width, width))
        return self

    def _find_near(self, rows: Matrix, known: Items, targets: Items) -> Matrix:
        itself = known[rows.indices] == np.repeat(targets, np.diff(rows.indptr))
        rows.data[itself] = 0.0
        rows.eliminate_zeros()
        near = keep_strongest(rows, self.neighbours)
        near.data **= self.sharpness
        sums = np.asarray(near.sum(axis=1), dtype=np.float64).ravel()
        return csr_array(diags_array(invert(sums)) @ near)


def weigh_attributes(attributes: Sequence[Sequence[str]]) -> Matrix:
    """Return items x attributes by TF-IDF, each row of length 1 (or 0 where it has none)."""
    counts = Counter(one for listed in attributes for one in set(listed))
    columns = {one: place for place, one in enumerate(sorted(counts))}
    places = [sorted(columns[one] for one in set(listed)) for listed in attributes]
    starts = np.cumsum([0, *(len(listed) for listed in places)])
    indices = np.array([place for listed in places for place in listed], dtype=np.intp)
    rarity = np.log(len(attributes) / np.array([counts[one] for one in columns], dtype=np.float64))
    shape = (len(attributes), len(columns))
    table: Matrix = csr_array((rarity[indices], indices, starts), shape=shape)
    lengths = np.sqrt(np.asarray((table * table).sum(axis=1), dtype=np.float64).ravel())
    return csr_array(diags_array(invert(lengths)) @ table)


def list_attributes(
    name: str, categories: Sequence[str] = (), price_band: int | None = None
) -> list[str]:
    """Return the attributes of a product: words of its name, its categories, its price band.

    Words are told from categories, so that a category counts beside the word. Chinese is taken by
    pairs of characters.
    """
    listed = [f"word:{word}" for word in split_words(name)]
    listed += [f"category:{category.casefold()}" for category in categories if category]
    if price_band is not None:
        listed.append(f"price:{price_band}")
    return listed


def split_words(text: str) -> list[str]:
    """Return the words of a text in small letters; of Chinese every pair of characters."""
    words = []
    for word in WORD.findall(text.casefold()):
        if "一" <= word[0] <= "鿿" and len(word) > 2:
            words += [word[place : place + 2] for place in range(len(word) - 1)]
        else:
            words.append(word)
    return words


def band_prices(prices: Sequence[float]) -> list[int | None]:
    """Return the band of each price, of `PRICE_BANDS` with as many products each.

    What is no price (not finite, below zero) has no band.
    """
    values = np.asarray(prices, dtype=np.float64)
    is_price = np.isfinite(values) & (values >= 0)
    if not is_price.any():
        return [None] * len(values)
    inner = np.linspace(0, 1, PRICE_BANDS + 1)[1:-1]
    bands = np.searchsorted(np.quantile(values[is_price], inner), values, side="right")
    return [int(band) if known else None for band, known in zip(bands, is_price, strict=True)]

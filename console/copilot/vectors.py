"""Texts as sparse vectors: words and pieces of words, weighed by rarity, per language. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from console.copilot.sentences import COMMON_WORDS
from crm_backend.matching import split_words

# scikit-learn brings pandas, and 100 MB: it is imported where texts are first compared, so that a
# server without agents does without.
if TYPE_CHECKING:
    from sklearn.feature_extraction.text import HashingVectorizer

FEATURES = 2**18  # hashed, so that memory is bounded whatever people write
WORDS, PIECES = 0.35, 0.65  # how much of a similarity comes from each
MOST_SEEN, FEW = 0.15, 50  # what stands in more texts than that share tells little, and is slow
LONGEST = 2_000  # characters of a text that are looked at
Floats = NDArray[np.float64]
Places = NDArray[np.int64]
PLACEHOLDER = re.compile(r"\{[\w.]+\}")
NUMBER = re.compile(r"[A-Za-z0-9.,:/-]*\d[A-Za-z0-9.,:/-]*")


def cut_words(text: str) -> list[str]:
    """Return the stems of a text (Chinese: pairs of characters) and the pairs of neighbours."""
    words = split_words(_bare(text))
    kept = [word for word in words if word not in COMMON_WORDS]
    return kept + [f"{one} {next_one}" for one, next_one in pairwise(kept)]


def cut_pieces(text: str) -> list[str]:
    """Return what still fits where a word is bent or misspelt: three to five characters of it.

    Of a run of Chinese these are the single characters and all threes.
    """
    pieces = []
    for word in re.findall(r"[a-z0-9]+|[\u3400-\u9fff]+", _bare(text).lower()):
        padded, sizes = (word, (1, 3)) if word[0] > "\u3400" else (f" {word} ", (3, 4, 5))
        for size in sizes:
            pieces += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return pieces


def _bare(text: str) -> str:
    # A number is somebody's order or date: it says nothing of what is asked.
    return NUMBER.sub(" ", PLACEHOLDER.sub(" ", text[:LONGEST]))


class TextVectorizer:
    """Learns how rare words are in some texts; gives vectors of length one (or nought)."""

    def fit_transform(self, texts: Sequence[str]) -> csr_array:
        """Learn the rarities (inverse document frequencies, smoothed) and return the vectors.

        The rows have the shape (texts, 2 * FEATURES). What stands in none of the texts counts
        nothing: it could only make all of them look far. Nor does what stands in very many.
        """
        from sklearn.preprocessing import normalize

        self.cutters_ = (_make_hasher(cut_words), _make_hasher(cut_pieces))
        self.rarities_: list[Floats] = []
        parts = []
        for cutter, share in zip(self.cutters_, (WORDS, PIECES), strict=True):
            counts = cutter.transform(texts)
            seen = np.bincount(counts.indices, minlength=FEATURES)
            is_telling = (seen > 0) & (seen <= max(MOST_SEEN * len(texts), FEW))
            rarity = np.where(is_telling, np.log((1 + len(texts)) / (1 + seen)) + 1, 0.0)
            counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
            self.rarities_.append(rarity)
            parts.append(normalize(counts, copy=False) * np.sqrt(share))
        return csr_array(hstack(parts, format="csr", dtype=np.float32))

    def encode(self, text: str) -> tuple[Places, Floats]:
        """Return the places and values of one text's vector, without what was never learned."""
        places, values = [], []
        for number, (cutter, rarity, share) in enumerate(
            zip(self.cutters_, self.rarities_, (WORDS, PIECES), strict=True)
        ):
            counts = cutter.transform([text])
            weights = (1 + np.log(counts.data)) * rarity[counts.indices]
            length = np.sqrt(weights @ weights) or 1.0
            is_known = weights > 0
            places.append(counts.indices[is_known].astype(np.int64) + number * FEATURES)
            values.append(weights[is_known] * np.sqrt(share) / length)
        return np.concatenate(places), np.concatenate(values)


def _make_hasher(cutter: object) -> "HashingVectorizer":
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        analyzer=cutter, n_features=FEATURES, norm=None, alternate_sign=False, dtype=np.float32
    )


def mix(parts: Sequence[tuple[csr_array, float]]) -> csr_array:
    """Return the weighted sums of rows, each brought to length one."""
    from sklearn.preprocessing import normalize

    total = parts[0][0] * parts[0][1]
    for rows, weight in parts[1:]:
        total = total + rows * weight
    return csr_array(normalize(total, copy=False))


def multiply(columns: csr_array, places: Places, values: Floats) -> Floats:
    """Return the products of a vector with each column: only its own rows are touched."""
    products = np.zeros(columns.shape[1])
    starts, held, data = columns.indptr, columns.indices, columns.data
    for place, value in zip(places, values, strict=True):
        begin, end = starts[place], starts[place + 1]
        products[held[begin:end]] += value * data[begin:end]
    return products

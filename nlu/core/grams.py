"""Word and character n-grams weighted by TF-IDF, as plain arrays that can be stored safely."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from nlu.core.text import HAN, normalise, split_words

WORD_ORDERS = (1, 2)
CHARACTER_ORDERS = (2, 3, 4, 5)


def find_grams(text: str) -> list[str]:
    """Return word 1-2-grams and, within words, character 2-5-grams of a text.

    Han characters are words by themselves, so that their word n-grams are character n-grams.
    """
    words = split_words(normalise(text))
    grams = [
        "w" + " ".join(words[start : start + order])
        for order in WORD_ORDERS
        for start in range(len(words) - order + 1)
    ]
    for word in words:
        if not HAN.match(word):
            grams.extend(_characters(f" {word} "))
    return grams


def _characters(word: str) -> Iterable[str]:
    for order in CHARACTER_ORDERS:
        for start in range(len(word) - order + 1):
            yield "c" + word[start : start + order]


class GramVectorizer(TransformerMixin, BaseEstimator):
    """Texts to rows of unit length, shape (texts, grams); grams seen once are left out."""

    def __init__(self, min_count: int = 2) -> None:
        self.min_count = min_count

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn which grams there are and how rare each is (smoothed idf)."""
        seen = Counter(gram for text in texts for gram in set(find_grams(text)))
        kept = sorted(gram for gram, count in seen.items() if count >= self.min_count)
        self.vocabulary_ = {gram: column for column, gram in enumerate(kept)}
        counts = np.array([seen[gram] for gram in kept], dtype=np.float64)
        self.idf_ = (np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32)
        return self

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the TF-IDF rows with sublinear counts."""
        columns, values, starts = [], [], [0]
        for text in texts:
            found, weights = self.transform_one(text)
            columns.append(found)
            values.append(weights)
            starts.append(starts[-1] + len(found))
        shape = (len(texts), len(self.vocabulary_))
        if not columns:
            return sparse.csr_matrix(shape, dtype=np.float32)
        data = (np.concatenate(values), np.concatenate(columns), np.array(starts))
        return sparse.csr_matrix(data, shape=shape, dtype=np.float32)

    def transform_one(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the columns and values of one text's row."""
        known = self.vocabulary_
        counts = Counter(known[gram] for gram in find_grams(text) if gram in known)
        found = np.fromiter(counts, dtype=np.int64, count=len(counts))
        weights = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(weights)) * self.idf_[found] if len(found) else weights
        length = float(np.linalg.norm(weights))
        return found, weights / length if length else weights

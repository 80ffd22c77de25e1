"""Texts of products as sparse weights by rarity: whole words, and pieces of them. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.product_search.places import Place
from crm_backend.matching import name_heads, split_words

NAME, CATEGORY, DESCRIPTION = 1.0, 0.7, 0.5  # how much a word counts by where it stands
PIECE = 0.5  # of a word met by pieces of it alone: misspelt, or bent
LEAST_SHARED = 0.5  # of the pieces of a word that must be found in another
PLACED = 0.3  # of a word that only says where a thing is put
CONCEPT = 0.8  # of a word that is meant beside one that is said
SIZES = (3, 4, 5)
LATIN = re.compile(r"[a-z0-9]+")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Text:
    """What is said of one product, in both languages; the first names are what a thing is."""

    product_id: int
    names: tuple[str, ...]
    categories: tuple[str, ...]
    descriptions: tuple[str, ...]
    currency: str = ""  # its price is in


@dataclass(frozen=True)
class Postings:
    """Where a word stands: the places of the texts, and how much it counts in each."""

    places: NDArray[np.intp]
    weights: Floats


class ProductIndex:
    """Scores texts by words that are said and meant, rare ones counting more.

    Of a term (a word, or the words of a concept) the best met word counts: `weight of the place in
    the text * log(1 + n / texts with the word)`. A word that stands nowhere is met by the known
    words that share at least half of its pieces of three to five letters.
    """

    def __init__(self, texts: Sequence[Text]) -> None:
        self.product_ids = np.array([text.product_id for text in texts], dtype=np.intp)
        sold_in = Counter(text.currency for text in texts if text.currency)
        self.currencies = sorted(sold_in, key=lambda one: (-sold_in[one], one))
        found: dict[str, dict[int, float]] = defaultdict(dict)
        self.labels: set[str] = set()  # words of names and categories: they say what a thing is
        self.by_kind: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            for head in {head for name in text.names for head in name_heads(name)}:
                self.by_kind[head].append(place)
            for word, weight in weigh_words(text).items():
                found[word][place] = weight
                if weight > DESCRIPTION:
                    self.labels.add(word)
        self.postings = {word: _post(by_place) for word, by_place in found.items()}
        self.rarity = {
            word: log(1 + len(texts) / len(one.places)) for word, one in self.postings.items()
        }
        self.by_piece: dict[str, list[str]] = defaultdict(list)
        for word in self.postings:
            for piece in cut_pieces(word) if word.isascii() else word:
                self.by_piece[piece].append(word)

    def score(self, words: Mapping[str, float]) -> Floats:
        """Return how well each text meets a term; `words` are its words with their shares."""
        best = np.zeros(len(self.product_ids))
        for word, share in words.items():
            one = self.postings.get(word)
            if one is not None:
                values = one.weights * (share * self.rarity[word])
                best[one.places] = np.maximum(best[one.places], values)
        return best

    def find_near(self, word: str) -> dict[str, float]:
        """Return a word itself where a text has it, else the known words that are like it."""
        if word in self.postings:
            return {word: 1.0}
        pieces = cut_pieces(word)
        shared = Counter(known for piece in pieces for known in self.by_piece.get(piece, ()))
        return {
            known: PIECE * count / len(pieces)
            for known, count in shared.items()
            if count >= LEAST_SHARED * max(len(pieces), len(cut_pieces(known)))
        }

    def score_place(self, place: Place) -> Floats:
        """Return how well each text goes with a place; in full what says how it is put there."""
        best = np.max([self.score(self.find_near(word)) for word in place.words], axis=0)
        whole: Floats = np.minimum(best, self.score({place.how: 1.0}))
        score: Floats = np.maximum(whole, PLACED * best)
        return score

    def are_of(self, kind: str) -> Floats:
        """Return 1 for each text of a thing that is of a kind by its name, else 0."""
        found = np.zeros(len(self.product_ids))
        found[self.by_kind.get(kind, [])] = 1.0
        return found

    def score_any(self, words: Sequence[str], share: float) -> Floats:
        """Return how well each text meets any of some words, given as people write them.

        Of a Chinese word all pairs of characters must be there; of a single character a pair that
        holds it is enough.
        """
        best = np.zeros(len(self.product_ids))
        for word in words:
            if word.isascii():
                stems = [{stem: share} for stem in split_words(word)]
            elif len(word) == 1:
                stems = [dict.fromkeys(self.by_piece.get(word, ()), share)]
            else:
                stems = [{word[at : at + 2]: share} for at in range(len(word) - 1)]
            met = [self.score(one) for one in stems]
            best = np.maximum(best, np.min(met, axis=0))
        return best


def weigh_words(text: Text) -> dict[str, float]:
    """Return how much each word of a product's texts counts: the place that says most of it."""
    weights: dict[str, float] = {}
    parts: Iterable[tuple[tuple[str, ...], float]] = (
        (text.descriptions, DESCRIPTION),
        (text.categories, CATEGORY),
        (text.names, NAME),
    )
    for texts, weight in parts:
        for one in texts:
            for word in split_words(one):
                weights[word] = max(weights.get(word, 0.0), weight)
    return weights


def cut_pieces(word: str) -> set[str]:
    """Return the pieces of three to five letters of a Latin word; Chinese has none."""
    if not LATIN.fullmatch(word) or len(word) < SIZES[0] + 1:
        return set()
    padded = f" {word} "
    return {
        padded[start : start + size] for size in SIZES for start in range(len(padded) - size + 1)
    }


def _post(by_place: Mapping[int, float]) -> Postings:
    return Postings(
        np.array(list(by_place), dtype=np.intp), np.array(list(by_place.values()), dtype=np.float64)
    )

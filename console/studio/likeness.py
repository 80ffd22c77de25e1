"""Texts that say nearly the same: their vectors, their neighbours, groups of them. Pure.

TF-IDF of words and pieces of words finds what people type twice, misspell or dress up with a
greeting. It does not find two ways of saying one thing, and is not meant to: a group is labelled
once, and a wrong label would spread over it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from console.copilot.vectors import TextVectorizer

NEAR = 0.65  # cosine from which two messages are one: see docs/benchmarks.md
ALIKE = 0.1  # likeness below which two groups teach nothing of each other
BY_READING = 0.7  # how alike the same reading makes two groups: a bot at a loss reads all the same
BLOCK = 500  # rows compared at once: bounds memory
LONGEST_KEY = 300  # characters; who writes more does not write it twice
PLACEHOLDER = re.compile(r"\[[a-z_]+\]")
NO_WORD = re.compile(r"[\W_]+")
DIGIT = re.compile(r"\d")

# "of course" and "of course not" differ in one word that stands everywhere, and in all they mean.
DENIAL = re.compile(
    r"\b(?:no|not|never|none|nothing|without|cannot|cant|dont|doesnt|didnt|isnt|wont|hasnt|havent)\b"
    r"|n['’]t\b|[不没沒别別未無无]",
    re.IGNORECASE,
)

Places = NDArray[np.intp]
Neighbours = list[tuple[Places, NDArray[np.float32]]]


def name_text(text: str) -> str:
    """Return what is the same for two texts that differ in case, marks, digits and spaces alone.

    >>> name_text("Where is  my order 1004217?!") == name_text("where is my order 2233445")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    key = NO_WORD.sub(" ", DIGIT.sub("0", folded)).strip()
    return (key or folded.strip())[:LONGEST_KEY]


def encode(texts: Sequence[str]) -> csr_array:
    """Return a row of length one (or nought) for each text; what masking left counts nothing."""
    return TextVectorizer().fit_transform([PLACEHOLDER.sub(" ", text) for text in texts])


def find_neighbours(rows: csr_array, cosine: float) -> Neighbours:
    """Return for each row the places of all rows as near as `cosine`, itself included."""
    columns, found = csr_array(rows.T.tocsr()), []
    for start in range(0, rows.shape[0], BLOCK):
        near = csr_array(rows[start : start + BLOCK] @ columns)
        for at in range(near.shape[0]):
            begin, end = near.indptr[at], near.indptr[at + 1]
            places, values = near.indices[begin:end], near.data[begin:end]
            is_near = values >= cosine
            found.append((places[is_near].astype(np.intp), values[is_near]))
    return found


def gather(neighbours: Neighbours, order: Iterable[int]) -> Places:
    """Return for each row the row that leads its group.

    In this order each row that nobody has taken leads, and takes its neighbours that nobody has
    taken: every member is near its leader, and no chain of likenesses makes a group.
    """
    leaders = np.full(len(neighbours), -1, dtype=np.intp)
    for row in order:
        if leaders[row] < 0:
            near, _ = neighbours[row]
            leaders[near[leaders[near] < 0]] = row
            leaders[row] = row
    return leaders


def find_likeness(texts: Sequence[str], rankings: Sequence[Mapping[str, float]]) -> Neighbours:
    """Return for each group the places and likeness (0 to 1) of the groups it is like.

    Two groups are alike by their words, or because the bot wavers between the same intents: then
    one label teaches something of both. `rankings` are probabilities by intent.
    """
    words = encode(texts)
    columns = csr_array(words.T.tocsr())
    named = [{"": 0.0, **one} for one in rankings]  # a column at least, where nothing was read
    # Imported here: see `console.copilot.vectors`.
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.preprocessing import normalize

    vectors = csr_array(normalize(DictVectorizer(dtype=np.float32).fit_transform(named)))
    names, found = csr_array(vectors.T.tocsr()), []
    for start in range(0, len(texts), BLOCK):
        rows = slice(start, start + BLOCK)
        by_reading = BY_READING * (vectors[rows] @ names).toarray()
        near = np.maximum((words[rows] @ columns).toarray(), by_reading)
        for row in near:
            places = np.flatnonzero(row >= ALIKE)
            found.append((places, row[places]))
    return found


def group(texts: Sequence[str], cosine: float = NEAR) -> Places:
    """Return for each text the place of the text that leads its group.

    The text said most often leads, of two said as often the one that comes first. What denies and
    what does not are never one.
    """
    if not texts:
        return np.zeros(0, dtype=np.intp)
    keys = [name_text(text) for text in texts]
    firsts: dict[str, int] = {}
    for place, key in enumerate(keys):
        firsts.setdefault(key, place)
    own = np.array([firsts[key] for key in keys], dtype=np.intp)
    places, counts = np.unique(own, return_counts=True)
    neighbours = find_neighbours(encode([texts[place] for place in places]), cosine)
    denies = np.array([bool(DENIAL.search(texts[place])) for place in places])
    agreeing = [
        (near[denies[near] == denies[row]], cosines[denies[near] == denies[row]])
        for row, (near, cosines) in enumerate(neighbours)
    ]
    leaders = gather(agreeing, np.lexsort((places, -counts)))
    return places[leaders[np.searchsorted(places, own)]]

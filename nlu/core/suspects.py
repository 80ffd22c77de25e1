"""Examples whose label looks wrong, and examples that two labels claim. Pure.

Confident learning (Northcutt, Jiang & Chuang 2021, "Confident learning: estimating uncertainty in
dataset labels", JAIR 70): of each example a probability of every label is taken that it had no part
in; it is suspect where another label is likelier than that label's own examples are on average. The
probabilities are votes of the nearest other examples, which needs no training and no folds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nlu.core.embedding import Embedder, multilingual_encoder
from nlu.core.text import normalise, split_words

VOTERS = 10
PRIOR = 0.5  # votes that say nothing, spread evenly: few and far neighbours are weak evidence
LEAST_MARGIN = 0.2  # of what is listed as unlike its label
SAME = 0.9  # of the letters in common: "of course" and "of course not" are not the same
NEAR = 0.9  # cosine from which letters are compared
MOST, BLOCK = 200, 500

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]
# For each example the places of others near to it (or itself), and how much each vote weighs.
Near = Sequence[tuple[NDArray[np.intp], NDArray[np.float32]]]


@dataclass(frozen=True)
class Suspect:
    """An example that looks mislabelled. `place` is its place among those given.

    `unlike`: `proposed` is likelier than its own label, by `margin` (up to 1). `twice`: the example
    at `other` says the same under the label `proposed`; each of such two is listed.
    """

    place: int
    label: str
    proposed: str
    kind: Literal["unlike", "twice"]
    margin: float
    other: int | None = None


def list_suspects(
    texts: Sequence[str], labels: Sequence[str], nears: Sequence[Near], most: int = MOST
) -> list[Suspect]:
    """Return the likeliest mistakes among examples without entity marks, the likeliest first.

    The votes of each of `nears` count the same. Texts and labels are of one length; raises
    `ValueError` otherwise.
    """
    if len(texts) != len(labels):
        raise ValueError(f"There are {len(texts)} texts but {len(labels)} labels.")
    classes, numbers = np.unique(np.asarray(labels, dtype=np.str_), return_inverse=True)
    if len(classes) < 2:
        return []
    chances = np.mean([vote(near, numbers, len(classes)) for near in nears], axis=0)
    margins = measure_margins(chances, numbers)
    twins = find_contradictions(texts, numbers, nears)
    found = [
        Suspect(at, labels[at], labels[other], "twice", float(margins[at]), other)
        for at, other in twins.items()
    ]
    found += [
        Suspect(at, labels[at], str(classes[proposed]), "unlike", float(margins[at]))
        for at, proposed in find_unlike(chances, numbers).items()
        if at not in twins and margins[at] >= LEAST_MARGIN
    ]
    return sorted(found, key=lambda one: (-one.margin, one.place))[:most]


def find_suspects_by_meaning(
    texts: Sequence[str],
    labels: Sequence[str],
    words: Near | None = None,
    *,
    embedder: Embedder | None = None,
    most: int = MOST,
) -> list[Suspect]:
    """Return the likeliest mistakes by sentence vectors, and by `words` where they are given.

    20,000 examples take about 45 s of one core, half of it for the vectors.
    """
    vectors = (embedder or multilingual_encoder()).encode(list(texts))
    near = find_nearest(vectors)
    return list_suspects(texts, labels, [near] if words is None else [near, words], most)


def find_nearest(vectors: NDArray[np.float32]) -> Near:
    """Return the nearest rows of each of some unit vectors; a vote weighs the squared cosine."""
    count = min(2 * VOTERS, len(vectors))
    found = []
    for start in range(0, len(vectors), BLOCK):
        for row in vectors[start : start + BLOCK] @ vectors.T:
            places = np.argpartition(-row, count - 1)[:count].copy()  # not the whole row
            found.append((places, np.maximum(row[places], 0) ** 2))
    return found


def vote(near: Near, labels: Labels, count: int) -> Floats:
    """Return the probability of each label by the heaviest votes, an example's own left out.

    Shape (examples, labels); rows sum to one, evenly where nothing is near.
    """
    chances = np.full((len(labels), count), PRIOR / max(count, 1))
    for at, (places, weights) in enumerate(near):
        is_other = places != at
        others, heavy = places[is_other], weights[is_other]
        if len(others) > VOTERS:
            best = np.argpartition(-heavy, VOTERS)[:VOTERS]
            others, heavy = others[best], heavy[best]
        np.add.at(chances[at], labels[others], heavy)
    voted: Floats = chances / chances.sum(axis=1, keepdims=True)
    return voted


def measure_margins(chances: Floats, labels: Labels) -> Floats:
    """Return by how much the likeliest other label beats an example's own, -1 to 1."""
    rows = np.arange(len(labels))
    others = chances.copy()
    others[rows, labels] = -1
    margins: Floats = others.max(axis=1) - chances[rows, labels]
    return margins


def find_unlike(chances: Floats, labels: Labels) -> dict[int, int]:
    """Return the examples off the diagonal of the confident joint, and the label they belong to.

    A label's threshold is the mean probability that its own examples give it; an example counts
    for the likeliest of the labels whose thresholds it reaches.
    """
    rows, count = np.arange(len(labels)), chances.shape[1]
    sums = np.bincount(labels, chances[rows, labels], count)
    sizes = np.bincount(labels, minlength=count)
    thresholds = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    reached = np.where(chances >= thresholds, chances, -1.0)
    likeliest = reached.argmax(axis=1)
    is_off = (reached.max(axis=1) > 0) & (likeliest != labels)
    return {int(at): int(likeliest[at]) for at in np.flatnonzero(is_off)}


def find_contradictions(
    texts: Sequence[str], labels: Labels, nears: Sequence[Near]
) -> dict[int, int]:
    """Return the examples that say the same, but for marks and a letter, under two labels."""
    names = [" ".join(filter(str.isalnum, split_words(normalise(text)))) for text in texts]
    found: dict[int, int] = {}
    firsts: dict[str, dict[int, int]] = {}
    for at, name in enumerate(names):
        firsts.setdefault(name, {}).setdefault(int(labels[at]), at)
    for at, name in enumerate(names):
        others = (place for label, place in firsts[name].items() if label != labels[at])
        if name and (other := next(others, None)) is not None:
            found[at] = other
    for near in nears:
        for at, (places, weights) in enumerate(near):
            if at not in found:
                for other in places[(weights >= NEAR**2) & (labels[places] != labels[at])].tolist():
                    if SequenceMatcher(None, names[at], names[other]).ratio() >= SAME:
                        found[at] = other
                        break
    return found

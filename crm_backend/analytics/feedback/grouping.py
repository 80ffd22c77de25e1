"""Groups texts that are about the same thing, and says how many groups there are.

The rows of a TF-IDF matrix are put into few dimensions by the leading singular vectors of the
matrix scaled by the texts' degrees, which is spectral clustering of the cosine graph (Ng, Jordan
and Weiss 2002) without the graph; k-means groups them, and a mixture of multinomials started from
there moves what lies at the borders. Its log-probabilities are all that is kept: a new text is put
where its words are likeliest. Settings were chosen on banking77, clinc150 and smp-ecdt-zh.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

SMOOTHING = 0.01  # of a term's weight in a topic that has it not
PASSES = 10  # of the mixture; it stands still sooner
STARTS = 5  # of k-means
DRAWS, DRAWN, MOST_DRAWN = 4, 0.8, 1500  # pairs of samples compared, share of texts, and at most
STABLE = 0.75  # adjusted Rand index of two samples: from here on the groups are not chance
LARGEST = 0.5  # of all texts: a group beyond it is what is left over, however stable
MOST_TOPICS = 30  # more nobody reads
FINE = 1.5  # texts' root by topics at most: 30 texts give 4, 1,000 give 21

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Weighing:
    """How texts become rows: terms (a text's `list_terms`), and how rare each of them is."""

    terms: tuple[str, ...]
    rarity: Floats

    def weigh(self, texts: Sequence[Sequence[str]]) -> csr_array:
        """Return a row of length one for each text; of nought where it holds no known term."""
        places = {term: at for at, term in enumerate(self.terms)}
        counter = CountVectorizer(analyzer=list, vocabulary=places, dtype=np.float64)
        rows = csr_array(counter.transform(texts))
        rows.data = 1 + np.log(rows.data)
        return csr_array(normalize(rows @ diags_array(self.rarity)))


def learn_weighing(texts: Sequence[Sequence[str]], *, least: int) -> Weighing:
    """Learn terms that `least` texts have. Raises `ValueError` where there are none."""
    counter = CountVectorizer(analyzer=list, min_df=least, dtype=np.float64)
    rows = counter.fit_transform(texts)
    rarity = TfidfTransformer().fit(rows).idf_
    return Weighing(tuple(counter.get_feature_names_out().tolist()), np.asarray(rarity))


def embed(rows: csr_array, dimensions: int, seed: int) -> Floats:
    """Return coordinates (texts by dimensions), the most telling dimension first."""
    degrees = rows @ (rows.T @ np.ones(rows.shape[0]))
    scaled = diags_array(1 / np.sqrt(np.where(degrees > 0, degrees, 1))) @ rows
    most = min(scaled.shape) - 1
    return np.asarray(TruncatedSVD(min(dimensions, most), random_state=seed).fit_transform(scaled))


def count_dimensions(topics: int) -> int:
    """Return how many dimensions are looked at for so many topics."""
    return int(1.5 * topics) + 4


def group(rows: csr_array, places: Floats, topics: int, seed: int) -> Places:
    """Return the topic (0 to `topics` - 1) of each row; some may be without a row."""
    near = normalize(places[:, : count_dimensions(topics)])
    found = KMeans(topics, n_init=STARTS, random_state=seed).fit_predict(near)
    return refine(rows, np.asarray(found, dtype=np.intp), topics)


def learn_weights(rows: csr_array, found: Places, topics: int) -> Floats:
    """Return the log-probability of each term in each topic."""
    members = csr_array(
        (np.ones(len(found)), (found, np.arange(len(found)))), shape=(topics, len(found))
    )
    sums = (members @ rows).toarray() + SMOOTHING
    return np.asarray(np.log(sums / sums.sum(axis=1, keepdims=True)))


def refine(rows: csr_array, found: Places, topics: int) -> Places:
    """Return where each row's words are likeliest, again and again until nothing moves."""
    for _ in range(PASSES):
        likelier = np.asarray((rows @ learn_weights(rows, found, topics).T).argmax(axis=1))
        if np.array_equal(likelier, found):
            break
        found = likelier.astype(np.intp)
    return found


def continue_groups(rows: csr_array, before: Sequence[str | None]) -> Places | None:
    """Return the groups of an earlier run as they are with these texts; None where they are few.

    `before` is where the earlier run has each text; those it has nowhere are put where they fit.
    """
    ids = sorted({one for one in before if one is not None})
    known = np.flatnonzero([one is not None for one in before])
    if len(ids) < 2:
        return None
    codes = np.array([ids.index(one) for one in before if one is not None], dtype=np.intp)
    weights = learn_weights(rows[known], codes, len(ids))
    return refine(rows, np.asarray((rows @ weights.T).argmax(axis=1), dtype=np.intp), len(ids))


def measure_stability(places: Floats, topics: int, seed: int) -> float:
    """Return how far two samples of the texts are grouped alike (adjusted Rand index, mean)."""
    random = np.random.default_rng(seed)
    near = normalize(places[:, : count_dimensions(topics)])
    if len(near) > MOST_DRAWN:
        near = near[random.permutation(len(near))[:MOST_DRAWN]]
    size = int(DRAWN * len(near))
    scores = []
    for draw in range(DRAWS):
        first, second = (
            KMeans(topics, n_init=STARTS, random_state=seed + 2 * draw + at)
            .fit(near[random.choice(len(near), size, replace=False)])
            .predict(near)
            for at in range(2)
        )
        scores.append(adjusted_rand_score(first, second))
    return float(np.mean(scores))


def list_choices(texts: int, distinct: int) -> list[int]:
    """Return the numbers of topics that are tried for so many texts."""
    most = min(MOST_TOPICS, max(2, round(np.sqrt(texts) / FINE)), distinct - 1)
    steps = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30)
    return sorted({step for step in steps if step <= most} | {max(2, most)})


def choose_topics(
    rows: csr_array, places: Floats, choices: Sequence[int], seed: int
) -> tuple[int, float]:
    """Return the largest number of topics that two samples agree on; else the one they do most.

    Numbers that leave more than half of the texts in one group come last. Its stability is
    returned beside it.
    """
    stability, is_even = {}, {}
    for topics in choices:
        sizes = np.bincount(group(rows, places, topics, seed), minlength=topics)
        is_even[topics] = sizes.max() <= LARGEST * sizes.sum() and sizes.min() > 1
        stability[topics] = measure_stability(places, topics, seed)
    even = [topics for topics in choices if is_even[topics]] or list(choices)
    stable = [topics for topics in even if stability[topics] >= STABLE]
    chosen = max(stable) if stable else max(even, key=lambda topics: stability[topics])
    return chosen, stability[chosen]


def measure_cohesion(rows: csr_array, found: Places) -> float:
    """Return how alike two texts of a topic are: the mean cosine of all pairs of a topic."""
    topics = int(found.max()) + 1
    members = csr_array(
        (np.ones(len(found)), (found, np.arange(len(found)))), shape=(topics, len(found))
    )
    sizes = np.bincount(found, minlength=topics)
    squares = csr_array(members @ rows).power(2).sum(axis=1) - sizes  # without each text itself
    pairs = np.maximum(1, sizes * (sizes - 1))
    return float((squares / pairs) @ sizes / sizes.sum())


def shuffle_terms(rows: csr_array, rarity: Floats, seed: int) -> csr_array:
    """Return rows of the same terms dealt out anew: as many, as frequent, about nothing."""
    random = np.random.default_rng(seed)
    dealt = csr_array(
        (np.ones(rows.nnz), random.permutation(rows.indices), rows.indptr.copy()), shape=rows.shape
    )
    dealt.sum_duplicates()
    dealt.data = np.minimum(dealt.data, 1)
    return csr_array(normalize(dealt @ diags_array(rarity)))

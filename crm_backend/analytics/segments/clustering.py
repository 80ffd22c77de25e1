"""KMeans with as many segments as hold when the customers are redrawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from crm_backend.analytics.segments.rules import Floats

STABLE = 0.85  # mean adjusted Rand index: "highly stable" in Hennig 2007, of his Jaccard index
REDRAWN = 10  # bootstrap samples per number of segments
MOST_CHOOSING = 6_000  # rows among which the number is chosen
MOST_SILHOUETTE = 2_000  # rows of a silhouette, which compares all with all
MOST_FITTING = 50_000  # rows among which the centres are found
LEAST_SHARE = 0.01  # of all customers in the smallest segment


@dataclass(frozen=True)
class Candidate:
    """A number of segments and how it did.

    stability   mean adjusted Rand index between the segments of all and those of redrawn customers
    silhouette  1 far apart, 0 touching
    smallest    share of customers in the smallest segment
    """

    k: int
    stability: float
    silhouette: float
    smallest: float

    @property
    def is_stable(self) -> bool:
        """Whether the same customers come together when they are redrawn."""
        return self.stability >= STABLE and self.smallest >= LEAST_SHARE


def draw_rows(rows: Floats, most: int, rng: np.random.Generator) -> Floats:
    """Return all rows, or as many drawn of them."""
    if len(rows) <= most:
        return rows
    return np.asarray(rows[rng.choice(len(rows), most, replace=False)])


def fit_kmeans(rows: Floats, k: int, seed: int, starts: int = 10) -> KMeans:
    """Return KMeans of k centres, the best of several starts."""
    return KMeans(k, n_init=starts, random_state=seed).fit(rows)


def find_silhouette(rows: Floats, labels: NDArray[np.integer], seed: int) -> float:
    """Return the mean silhouette, of a sample where there are many rows; 0 for one segment."""
    rng = np.random.default_rng(seed)
    if len(rows) > MOST_SILHOUETTE:
        chosen = rng.choice(len(rows), MOST_SILHOUETTE, replace=False)
        rows, labels = rows[chosen], labels[chosen]
    if not 1 < len(np.unique(labels)) < len(rows):
        return 0.0
    return float(silhouette_score(rows, labels))


def try_candidate(rows: Floats, k: int, seed: int) -> Candidate:
    """Return how k segments do: redrawn customers should come together as before."""
    whole = fit_kmeans(rows, k, seed)
    rng = np.random.default_rng(seed)
    agreements = []
    for turn in range(REDRAWN):
        again = rows[rng.integers(0, len(rows), len(rows))]
        if len(np.unique(again, axis=0)) < k:
            continue
        labels = fit_kmeans(again, k, seed + turn, starts=3).predict(rows)
        agreements.append(adjusted_rand_score(whole.labels_, labels))
    counts = np.bincount(whole.labels_, minlength=k)
    return Candidate(
        k,
        float(np.mean(agreements)) if agreements else 0.0,
        find_silhouette(rows, whole.labels_, seed),
        float(counts.min() / len(rows)),
    )


def try_candidates(scaled: Floats, ks: Sequence[int], seed: int) -> tuple[Candidate, ...]:
    """Return how each number of segments does, on a sample of very many rows."""
    rows = draw_rows(scaled, MOST_CHOOSING, np.random.default_rng(seed))
    distinct = len(np.unique(rows, axis=0))
    return tuple(try_candidate(rows, k, seed) for k in ks if k <= distinct)


def choose_candidate(candidates: Sequence[Candidate]) -> Candidate:
    """Return the stable one with the highest silhouette; the most stable where none is stable.

    One with a tiny segment is taken only where all have one.
    """
    stable = [one for one in candidates if one.is_stable]
    if stable:
        return max(stable, key=lambda one: (one.silhouette, -one.k))
    even = [one for one in candidates if one.smallest >= LEAST_SHARE]
    return max(even or candidates, key=lambda one: (one.stability, -one.k))


def find_centres(scaled: Floats, k: int, seed: int) -> Floats:
    """Return k centres (k, c)."""
    rows = draw_rows(scaled, MOST_FITTING, np.random.default_rng(seed))
    return np.asarray(fit_kmeans(rows, k, seed).cluster_centers_, dtype=np.float64)


def silhouette_of_shuffled(scaled: Floats, k: int, seed: int) -> float:
    """Return the silhouette of as many segments where columns were shuffled apart: no groups.

    What the segments of the customers themselves must exceed to mean anything.
    """
    rng = np.random.default_rng(seed)
    rows = draw_rows(scaled, MOST_CHOOSING, rng)
    shuffled = np.column_stack([rng.permutation(column) for column in rows.T])
    return find_silhouette(shuffled, fit_kmeans(shuffled, k, seed, starts=3).labels_, seed)

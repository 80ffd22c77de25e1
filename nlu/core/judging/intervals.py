"""95 % intervals of shares and of F1, and rows of precision, recall and F1. No model, no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt

import numpy as np

from nlu.core.judging.report import Interval, Row

Z = 1.959963984540054  # the 97.5 % quantile of the normal distribution
DRAWS = 2_000
SEED = 11
PERCENTILES = (2.5, 97.5)
NOTHING_KNOWN = (0.0, 1.0)


def wilson(hits: int, total: int) -> Interval:
    """Return Wilson's score interval of a share (Wilson 1927; recommended by Brown, Cai and
    DasGupta 2001, "Interval estimation for a binomial proportion"); [0, 1] of nothing.
    """
    if not total:
        return list(NOTHING_KNOWN)
    share, square = hits / total, Z * Z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    half /= 1 + square / total
    # At the ends the formula is 0 or 1 but for the last digit.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return [low, 1.0 if hits == total else min(1.0, middle + half)]


def f1_interval(hits: int, missed: int, spurious: int) -> Interval:
    """Return the interval of one label's F1: Wilson's of hits / (hits + missed + spurious), from
    which F1 follows as 2x / (1 + x).

    The "Wilson indirect" method of Lam, Gopal and Qian 2023, "Confidence intervals for the F1
    score" (arXiv:2309.14621). A bootstrap would be [1, 1] for every label without a mistake.
    """
    low, high = wilson(hits, hits + missed + spurious)
    return [2 * low / (1 + low), 2 * high / (1 + high)]


def make_row(name: str, hits: int, examples: int, predicted: int) -> Row:
    """Return a row from counts: `hits` of `examples` true and of `predicted` read ones."""
    both = examples + predicted
    return {
        "name": name,
        "examples": examples,
        "predicted": predicted,
        "precision": hits / predicted if predicted else 0.0,
        "precision_interval": wilson(hits, predicted),
        "recall": hits / examples if examples else 0.0,
        "recall_interval": wilson(hits, examples),
        "f1": 2 * hits / both if both else 0.0,
        "f1_interval": f1_interval(hits, examples - hits, predicted - hits),
    }


def make_rows(truth: Sequence[str], predicted: Sequence[str]) -> list[Row]:
    """Return a row for each true label, by name."""
    hits = Counter(a for a, b in zip(truth, predicted, strict=True) if a == b)
    true, read = Counter(truth), Counter(predicted)
    return [make_row(name, hits[name], true[name], read[name]) for name in sorted(true)]


def macro_f1_interval(truth: Sequence[str], predicted: Sequence[str]) -> Interval:
    """Return the percentile bootstrap interval of macro-F1 (Efron and Tibshirani 1993, ch. 13).

    Messages are drawn with replacement; as only the counts of (truth, predicted) matter, counts
    are drawn. The mean is over the labels that are true or predicted at all, as scikit-learn's is;
    in a draw, over those that the draw holds.
    """
    if not truth:
        return list(NOTHING_KNOWN)
    names = {name: place for place, name in enumerate(sorted({*truth, *predicted}))}
    pairs = Counter(zip(truth, predicted, strict=True))
    total = len(truth)
    drawn = np.random.default_rng(SEED).multinomial(
        total, np.array(list(pairs.values())) / total, size=DRAWS
    )
    hits, true, read = (np.zeros((DRAWS, len(names))) for _ in range(3))
    for column, (label, guess) in enumerate(pairs):
        count = drawn[:, column]
        true[:, names[label]] += count
        read[:, names[guess]] += count
        if label == guess:
            hits[:, names[label]] += count
    both = true + read
    scores = np.where(both > 0, 2 * hits / np.maximum(both, 1), 0.0)
    means = scores.sum(axis=1) / (both > 0).sum(axis=1)
    low, high = np.percentile(means, PERCENTILES)
    return [float(low), float(high)]

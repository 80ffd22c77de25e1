"""Figures from truth and answers; no model and no file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support, roc_auc_score

from nlu.core.entities import Entity

Numbers = NDArray[np.floating[Any]]
KEPT = 0.95
BINS = 15


def score_labels(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """Return accuracy and macro-F1, 0 to 1."""
    macro = f1_score(list(truth), list(predicted), average="macro", zero_division=0)
    accuracy = accuracy_score(list(truth), list(predicted))
    return {"accuracy": float(accuracy), "macro_f1": float(macro)}


def score_each(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and the number of examples of each true label."""
    names = sorted(set(truth))
    rows = precision_recall_fscore_support(
        list(truth), list(predicted), labels=names, zero_division=0
    )
    return {
        name: {"precision": float(p), "recall": float(r), "f1": float(f), "examples": int(n)}
        for name, p, r, f, n in zip(names, *rows, strict=True)
    }


def score_unknown(known: Numbers, unknown: Numbers) -> dict[str, float]:
    """Return how well a score (higher: rather out of scope) tells messages apart.

    `oos_recall` is the share of the unknown that is rejected where 95 % of the known are kept.
    """
    truth = np.r_[np.zeros(len(known)), np.ones(len(unknown))]
    bar = np.quantile(known, KEPT, method="higher")
    return {
        "oos_auroc": float(roc_auc_score(truth, np.r_[known, unknown])),
        "oos_recall_at_95_kept": float((unknown > bar).mean()),
    }


def score_threshold(known: Numbers, unknown: Numbers, threshold: float) -> dict[str, float]:
    """Return what a model's own threshold does: the known it keeps, the unknown it rejects."""
    return {
        "threshold_known_kept": float((known <= threshold).mean()),
        "threshold_oos_recall": float((unknown > threshold).mean()) if len(unknown) else 0.0,
    }


def score_sets(
    truth: Sequence[str], sets: Sequence[Sequence[str]], languages: Sequence[str]
) -> dict[str, Any]:
    """Return how often a set holds the truth, by label and by language too, and the sets' size."""
    inside = [label in chosen for label, chosen in zip(truth, sets, strict=True)]
    by_label, by_language = share_of(truth, inside), share_of(languages, inside)
    worst = min(by_label, key=lambda name: by_label[name]["coverage"])
    return {
        "coverage": float(np.mean(inside)),
        "mean_set_size": float(np.mean([len(chosen) for chosen in sets])),
        "worst_intent": {"intent": worst, **by_label[worst]},
        "worst_language": min(row["coverage"] for row in by_language.values()),
        "coverage_by_intent": by_label,
        "coverage_by_language": by_language,
    }


def share_of(groups: Sequence[str], inside: Sequence[bool]) -> dict[str, dict[str, float]]:
    """Return the share of each group that is inside, with the group's size."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for group, is_inside in zip(groups, inside, strict=True):
        found[group].append(is_inside)
    return {
        name: {"coverage": float(np.mean(found[name])), "examples": len(found[name])}
        for name in sorted(found)
    }


def bin_confidence(confidence: Numbers, right: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Return mean confidence, accuracy and count of each of 15 equally wide bins that is used."""
    places = np.minimum((np.asarray(confidence) * BINS).astype(int), BINS - 1)
    return [
        {
            "confidence": float(confidence[places == place].mean()),
            "accuracy": float(right[places == place].mean()),
            "count": int((places == place).sum()),
        }
        for place in sorted(set(places.tolist()))
    ]


def calibration_error(bins: Sequence[dict[str, float]]) -> float:
    """Return the expected calibration error (Guo et al. 2017, "On calibration", equation 3)."""
    total = sum(row["count"] for row in bins)
    return sum(row["count"] * abs(row["confidence"] - row["accuracy"]) for row in bins) / total


def score_spans(
    truth: Sequence[Sequence[Entity]], found: Sequence[Sequence[Entity]]
) -> dict[str, Any]:
    """Return precision, recall and F1 of exact spans, over all (micro) and for each type."""
    hits, true, guessed = Counter[str](), Counter[str](), Counter[str]()
    for wanted, given in zip(truth, found, strict=True):
        wanted_keys, given_keys = span_keys(wanted), span_keys(given)
        true.update(name for name, _, _ in wanted_keys)
        guessed.update(name for name, _, _ in given_keys)
        hits.update(name for name, _, _ in wanted_keys & given_keys)
    per_type = {
        name: rate_spans(hits[name], true[name], guessed[name])
        for name in sorted(set(true) | set(guessed))
    }
    return {**rate_spans(hits.total(), true.total(), guessed.total()), "per_type": per_type}


def span_keys(entities: Sequence[Entity]) -> set[tuple[str, int, int]]:
    """Return what must agree for a span to be right: type, start and end."""
    return {(entity.entity, entity.start, entity.end) for entity in entities}


def rate_spans(hits: int, true: int, guessed: int) -> dict[str, float]:
    """Return precision, recall, F1 and the number of true spans."""
    precision, recall = hits / guessed if guessed else 0.0, hits / true if true else 0.0
    both = true + guessed
    f1 = 2 * hits / both if both else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "spans": true}

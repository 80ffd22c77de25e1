"""Explainable boosting behind the same interface; interpret-core is needed to fit, not to score."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.churn.columns import MOST_LEVELS, Feature, fewest
from crm_backend.analytics.churn.model import AdditiveModel
from crm_backend.analytics.churn.pairs import Axis, PairTerm
from crm_backend.analytics.churn.terms import OTHER, CategoryTerm, StepTerm, Term
from crm_backend.analytics.churn.values import Floats
from kernel.errors import Invalid

Labels = NDArray[np.int64]

BAGS = 4  # set once by hand, as the library's default of 14 is three times as slow
PAIRS = 5  # set once by hand: the library's default is three times the number of columns


def fit_boosting(
    features: Sequence[Feature], is_positive: Labels, *, positive: str = "yes", seed: int = 0
) -> AdditiveModel:
    """Fit an explainable boosting machine: one term a column, and some of two columns each.

    Raises `Invalid` where interpret-core is not installed.
    """
    try:
        from interpret.glassbox import ExplainableBoostingClassifier
    except ImportError as error:
        raise Invalid(
            "The model 'ebm' needs interpret-core: install frontdesk[ebm], or use 'logistic'."
        ) from error
    levels = [() if feature.is_number else find_levels(feature) for feature in features]
    table = np.column_stack(
        [encode(feature, names) for feature, names in zip(features, levels, strict=True)]
    )
    machine = ExplainableBoostingClassifier(
        feature_types=["continuous" if feature.is_number else "nominal" for feature in features],
        interactions=PAIRS if len(features) > 2 else 0,
        outer_bags=BAGS,
        n_jobs=1,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of missing values and of columns with one value
        machine.fit(table, is_positive)
    base = float(np.ravel(machine.intercept_)[0])
    terms, pairs = [], []
    for used, scores in zip(machine.term_features_, machine.term_scores_, strict=True):
        axes = [
            make_axis(features[place], levels[place], machine.bins_[place], len(used))
            for place in used
        ]
        grid = np.asarray(scores, dtype=np.float64)
        if len(axes) == 1:
            terms.append(make_term(axes[0], grid))
        else:
            pairs.append(PairTerm(axes[0], axes[1], grid))
    return AdditiveModel("ebm", positive, base, tuple(terms), tuple(pairs))


def make_axis(feature: Feature, levels: Sequence[str], bins: Sequence[Any], width: int) -> Axis:
    """Return how a feature is parted in terms of one column or of two (`width`)."""
    parted = bins[min(width, len(bins)) - 1]  # terms of two columns may have fewer parts
    if feature.is_number:
        return Axis(feature.name, np.asarray(parted, dtype=np.float64), {})
    named = {levels[int(float(code))]: int(place) for code, place in parted.items()}
    return Axis(feature.name, None, named)


def make_term(axis: Axis, scores: Floats) -> Term:
    """Return the term of one column."""
    if axis.cuts is not None:
        return StepTerm(axis.column, axis.cuts, scores[1:-1], float(scores[0]))
    by_name = {name: float(scores[place]) for name, place in axis.levels.items()}
    return CategoryTerm(axis.column, by_name)


def find_levels(feature: Feature) -> tuple[str, ...]:
    """Return the values that stand for themselves, most frequent first, and what groups others."""
    names, counts = np.unique(feature.values.astype(str), return_counts=True)
    least = fewest(len(feature.values))
    order = np.argsort(-counts, kind="stable")[:MOST_LEVELS]
    kept = [str(names[place]) for place in order if counts[place] >= least or not names[place]]
    return (*kept, OTHER) if len(kept) < len(names) else tuple(kept)


def encode(feature: Feature, levels: Sequence[str]) -> Floats:
    """Return numbers as they are, and texts as the place of their level."""
    if feature.is_number:
        return np.asarray(feature.values, dtype=np.float64)
    places = {name: place for place, name in enumerate(levels)}
    return np.array([places.get(text, len(levels) - 1) for text in feature.values], np.float64)

"""Logistic regression on splines and categories; its strength of penalty is chosen inside."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import SplineTransformer

from crm_backend.analytics.churn.columns import MOST_LEVELS, Feature, fewest
from crm_backend.analytics.churn.folds import assign_folds
from crm_backend.analytics.churn.metrics import log_losses
from crm_backend.analytics.churn.model import AdditiveModel, to_probability
from crm_backend.analytics.churn.terms import (
    OTHER,
    CategoryTerm,
    SplineTerm,
    Term,
    spline_basis,
)
from crm_backend.analytics.churn.values import Floats

Labels = NDArray[np.int64]

# Set once by hand, before anything was measured; only the penalty is chosen from data.
QUANTILES = np.array([0.01, 0.25, 0.5, 0.75, 0.99])
FEW_VALUES = 8  # up to so many different numbers, each has a knot of its own, joined by lines
PENALTIES = tuple(float(value) for value in np.logspace(-2.5, 2, 10))  # scikit-learn's C
INNER_FOLDS = 4
ROWS_TO_CHOOSE = 10_000  # rows are drawn where there are more
MOST_FOR_NEWTON = 400  # columns of the design up to which second derivatives are the quicker way
ITERATIONS = 300


@dataclass(frozen=True)
class Block:
    """The columns of the design that belong to one feature, and how to make a term of them."""

    feature: Feature
    design: Floats  # centred: every column is 0 on average over the rows of the fit
    means: Floats
    knots: Floats | None = None
    degree: int = 0
    levels: tuple[str, ...] = ()
    has_missing: bool = False

    def term(self, coefficients: Floats) -> Term:
        """Return the term of these coefficients, one for each column of the block."""
        offset = float(self.means @ coefficients)
        if self.knots is None:
            scores = coefficients - offset
            return CategoryTerm(
                self.feature.name, dict(zip(self.levels, map(float, scores), strict=True))
            )
        missing = float(coefficients[-1]) - offset if self.has_missing else 0.0
        inner = coefficients[:-1] if self.has_missing else coefficients
        return SplineTerm(self.feature.name, self.knots, self.degree, inner, offset, missing)


def make_block(feature: Feature) -> Block:
    """Return the design of one feature."""
    if feature.is_number:
        return make_number_block(feature)
    names, codes, counts = np.unique(
        feature.values.astype(str), return_inverse=True, return_counts=True
    )
    order = np.argsort(-counts, kind="stable")
    least = fewest(len(codes))
    kept = [place for place in order[:MOST_LEVELS] if counts[place] >= least or not names[place]]
    levels = [str(names[place]) for place in kept]
    columns = np.full(len(names), len(kept))
    columns[kept] = np.arange(len(kept))
    if len(kept) < len(names):
        levels.append(OTHER)
    design = np.eye(len(levels))[columns[codes]]
    means = design.mean(axis=0)
    return Block(feature, design - means, means, levels=tuple(levels))


def make_number_block(feature: Feature) -> Block:
    """Return the design of a number: B-splines, and whether it is missing."""
    is_missing = np.isnan(feature.values)
    there = feature.values[~is_missing]
    different = np.unique(there)
    if len(different) < 2:  # in this part of the rows only
        texts = np.where(is_missing, "", "there")
        return make_block(Feature(feature.name, False, texts))
    few = len(different) <= FEW_VALUES
    places, degree = (different, 1) if few else (np.unique(np.quantile(there, QUANTILES)), 3)
    if len(places) < 2:  # nearly always one value
        places, degree = different[[0, -1]], 1
    made = SplineTransformer(knots=places[:, None], degree=degree).fit(there[:, None])
    knots = np.asarray(made.bsplines_[0].t, dtype=np.float64)
    design = spline_basis(np.where(is_missing, places[0], feature.values), knots, degree)
    design[is_missing] = 0
    has_missing = bool(is_missing.any())
    if has_missing:
        design = np.column_stack([design, is_missing])
    means = design.mean(axis=0)
    return Block(feature, design - means, means, knots, degree, has_missing=has_missing)


def fit_logistic(
    features: Sequence[Feature],
    is_positive: Labels,
    *,
    positive: str = "yes",
    groups: NDArray[np.int64] | None = None,
    seed: int = 0,
    penalty: float | None = None,
) -> AdditiveModel:
    """Fit the model; the penalty (C of scikit-learn) is the best in inner folds if not given.

    Rows of one group stay in one fold. The terms are 0 on average over the rows of the fit.
    """
    blocks = [make_block(feature) for feature in features]
    design = np.column_stack([block.design for block in blocks])
    if penalty is None:
        penalty = choose_penalty(design, is_positive, groups=groups, seed=seed)
    solver = "newton-cholesky" if design.shape[1] <= MOST_FOR_NEWTON else "lbfgs"
    model = LogisticRegression(C=penalty, solver=solver, max_iter=ITERATIONS)
    coefficients, base = solve(model, design, is_positive)
    ends = np.cumsum([block.design.shape[1] for block in blocks])[:-1]
    parts = np.split(coefficients, ends)
    terms = tuple(block.term(part) for block, part in zip(blocks, parts, strict=True))
    return AdditiveModel("logistic", positive, base, terms)


def choose_penalty(
    design: Floats, is_positive: Labels, *, groups: NDArray[np.int64] | None = None, seed: int = 0
) -> float:
    """Return the penalty with the least log loss in inner folds."""
    if len(design) > ROWS_TO_CHOOSE:
        rows = np.random.default_rng(seed).permutation(len(design))[:ROWS_TO_CHOOSE]
        design, is_positive = design[rows], is_positive[rows]
        groups = None if groups is None else groups[rows]
    count = int(min(INNER_FOLDS, is_positive.sum(), (1 - is_positive).sum()))
    if count < 2:
        return 1.0
    folds = assign_folds(is_positive, count, groups=groups, seed=seed + 1)
    losses = np.zeros(len(PENALTIES))
    for fold in range(count):
        is_held = folds == fold
        if len(np.unique(is_positive[~is_held])) < 2:
            continue
        model = LogisticRegression(warm_start=True, max_iter=ITERATIONS)
        for place, penalty in enumerate(PENALTIES):
            weights, base = solve(
                model.set_params(C=penalty), design[~is_held], is_positive[~is_held]
            )
            chances = to_probability(base + design[is_held] @ weights)
            losses[place] += log_losses(is_positive[is_held], chances).sum()
    return PENALTIES[int(np.argmin(losses))]


def solve(model: LogisticRegression, design: Floats, is_positive: Labels) -> tuple[Floats, float]:
    """Return the coefficients and the intercept."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a few steps less are no fault
        model.fit(design, is_positive)
    return np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])

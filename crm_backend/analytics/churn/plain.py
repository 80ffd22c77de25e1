"""What a model is measured against: the base rate, and what most would write first."""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from crm_backend.analytics.churn.columns import Feature
from crm_backend.analytics.churn.values import Floats

Labels = NDArray[np.int64]


def predict_base_rate(
    _: Sequence[Feature], is_positive: Labels, others: Sequence[Feature]
) -> Floats:
    """Return the share of positives for everybody."""
    return np.full(len(others[0].values), float(is_positive.mean()))


def predict_plain(
    features: Sequence[Feature], is_positive: Labels, others: Sequence[Feature]
) -> Floats:
    """Fit numbers (scaled, the median where missing) and one-hot texts; predict the others.

    The defaults of scikit-learn's `LogisticRegression`, nothing chosen; values that the fit has
    not seen are no value.
    """
    pairs = [plain_design(seen, new) for seen, new in zip(features, others, strict=True)]
    design = np.column_stack([pair[0] for pair in pairs])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = LogisticRegression(max_iter=500).fit(design, is_positive)
    chances = model.predict_proba(np.column_stack([pair[1] for pair in pairs]))
    return np.asarray(chances[:, 1], dtype=np.float64)


def predict_trees(
    features: Sequence[Feature], is_positive: Labels, others: Sequence[Feature]
) -> Floats:
    """Fit scikit-learn's boosted trees with its defaults; texts are numbered.

    They find what columns say together, which an additive model cannot.
    """
    numbered = [number_texts(seen, new) for seen, new in zip(features, others, strict=True)]
    model = HistGradientBoostingClassifier(random_state=0)
    model.fit(np.column_stack([pair[0] for pair in numbered]), is_positive)
    chances = model.predict_proba(np.column_stack([pair[1] for pair in numbered]))
    return np.asarray(chances[:, 1], dtype=np.float64)


def number_texts(seen: Feature, new: Feature) -> tuple[Floats, Floats]:
    """Return numbers as they are, texts as numbers in the order of their names, NaN if unseen."""
    if seen.is_number:
        return seen.values, new.values
    names = {name: float(code) for code, name in enumerate(np.unique(seen.values.astype(str)))}
    codes = [np.array([names.get(text, np.nan) for text in part.values]) for part in (seen, new)]
    return codes[0], codes[1]


def plain_design(seen: Feature, new: Feature) -> tuple[Floats, Floats]:
    """Return a feature's columns for the rows of the fit, and for others."""
    if not seen.is_number:
        names = np.unique(seen.values.astype(str))[:200]
        return (
            (seen.values[:, None] == names).astype(np.float64),
            (new.values[:, None] == names).astype(np.float64),
        )
    there = seen.values[~np.isnan(seen.values)]
    middle = float(np.median(there)) if len(there) else 0.0
    filled = np.where(np.isnan(seen.values), middle, seen.values)
    mean, spread = float(filled.mean()), float(filled.std()) or 1.0
    later = np.where(np.isnan(new.values), middle, new.values)
    return ((filled - mean) / spread)[:, None], ((later - mean) / spread)[:, None]

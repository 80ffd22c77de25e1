"""Out-of-fold predictions of a model and its rivals, what they are worth, and recalibration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from crm_backend.analytics.churn.boosting import fit_boosting
from crm_backend.analytics.churn.columns import Feature
from crm_backend.analytics.churn.folds import assign_folds
from crm_backend.analytics.churn.logistic import fit_logistic
from crm_backend.analytics.churn.metrics import (
    Estimate,
    around,
    around_auc,
    brier_scores,
    estimate_auc,
    estimate_mean,
    log_losses,
)
from crm_backend.analytics.churn.model import AdditiveModel, to_probability
from crm_backend.analytics.churn.plain import predict_base_rate, predict_plain, predict_trees
from crm_backend.analytics.churn.values import Floats
from kernel.errors import Invalid

Labels = NDArray[np.int64]
Groups = NDArray[np.int64] | None

MODELS = ("logistic", "ebm")
RIVALS = {
    "base_rate": predict_base_rate,
    "plain_logistic": predict_plain,
    "boosted_trees": predict_trees,
}
ROW_FIGURES = {"log_loss": log_losses, "brier": brier_scores}


@dataclass(frozen=True)
class Predictions:
    """Chances of each row from models that have not seen it (n), and the fold it was held in."""

    folds: NDArray[np.int64]
    model: Floats
    rivals: dict[str, Floats]


def fit_model(
    kind: str,
    features: Sequence[Feature],
    is_positive: Labels,
    *,
    positive: str = "yes",
    groups: Groups = None,
    seed: int = 0,
    penalty: float | None = None,
) -> AdditiveModel:
    """Fit a model of the kind named."""
    if kind == "logistic":
        return fit_logistic(
            features, is_positive, positive=positive, groups=groups, seed=seed, penalty=penalty
        )
    if kind == "ebm":
        return fit_boosting(features, is_positive, positive=positive, seed=seed)
    raise Invalid(f"There is no model {kind!r}: choose of {', '.join(MODELS)}.")


def as_table(features: Sequence[Feature]) -> dict[str, NDArray[Any]]:
    """Return features as a table to score."""
    return {feature.name: feature.values for feature in features}


def take_rows(features: Sequence[Feature], rows: NDArray[np.intp]) -> list[Feature]:
    """Return the features of some rows."""
    return [feature.take(rows) for feature in features]


def predict_out_of_fold(
    kind: str,
    features: Sequence[Feature],
    is_positive: Labels,
    *,
    folds: NDArray[np.int64],
    groups: Groups = None,
    seed: int = 0,
    with_rivals: bool = True,
    penalty: float | None = None,
) -> Predictions:
    """Predict every fold by what was fitted on the others."""
    made = {name: np.zeros(len(is_positive)) for name in ("model", *RIVALS)}
    for fold in range(int(folds.max()) + 1):
        held, rest = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        seen, new = take_rows(features, rest), take_rows(features, held)
        inner = None if groups is None else groups[rest]
        model = fit_model(kind, seen, is_positive[rest], groups=inner, seed=seed, penalty=penalty)
        made["model"][held] = model.predict(as_table(new))
        for name, predict in RIVALS.items() if with_rivals else ():
            made[name][held] = predict(seen, is_positive[rest], new)
    return Predictions(folds, made.pop("model"), made if with_rivals else {})


def make_folds(is_positive: Labels, groups: Groups, count: int, seed: int) -> NDArray[np.int64]:
    """Return folds, no more of them than there are rows (or groups) of the rarer kind."""
    fewer = min(int(is_positive.sum()), int((1 - is_positive).sum()))
    if groups is not None:
        fewer = min(fewer, *(len(np.unique(groups[is_positive == kind])) for kind in (0, 1)))
    if fewer < 2:
        raise Invalid("All rows of one kind are of one customer: there is nothing to judge by.")
    return assign_folds(is_positive, min(count, fewer), groups=groups, seed=seed)


def measure_folds(
    is_positive: Labels, chances: Floats, folds: NDArray[np.int64], rival: Floats | None = None
) -> dict[str, Estimate]:
    """Return AUC, log loss and Brier score as means over the folds, with intervals.

    With a rival, the difference on the same rows (above it: AUC positive, losses negative). The
    errors are those of the held rows; that the folds' models share rows is not in them, so true
    intervals are somewhat wider.
    """
    figures: dict[str, list[Estimate]] = {"auc": [], "log_loss": [], "brier": []}
    for fold in range(int(folds.max()) + 1):
        rows = np.flatnonzero(folds == fold)
        truth, given = is_positive[rows], chances[rows]
        other = None if rival is None else rival[rows]
        if 0 < truth.sum() < len(truth):
            figures["auc"].append(estimate_auc(truth, given, other))
        for name, measure in ROW_FIGURES.items():
            parts = measure(truth, given)
            figures[name].append(
                estimate_mean(parts if other is None else parts - measure(truth, other))
            )
    is_area = {"auc"} if rival is None else set[str]()
    return {
        name: average(parts, around_auc if name in is_area else around)
        for name, parts in figures.items()
        if parts
    }


def average(
    parts: Sequence[Estimate], make: Callable[[float, float, tuple[float, ...]], Estimate] = around
) -> Estimate:
    """Return the mean of figures of different rows, each with its own error."""
    values = tuple(part.value for part in parts)
    error = float(np.sqrt(sum(part.error**2 for part in parts)) / len(parts))
    return make(float(np.mean(values)), error, values)


@dataclass(frozen=True)
class Recalibration:
    """`intercept + slope * logit`, learnt on out-of-fold predictions; used only if it helps.

    `gain` is how much less the log loss is with it, each fold by a line learnt on the others.
    """

    intercept: float
    slope: float
    gain: Estimate

    @property
    def is_used(self) -> bool:
        """Say whether it helps for certain."""
        return self.gain.low > 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "intercept": self.intercept,
            "slope": self.slope,
            "log_loss_gain": self.gain.to_dict(),
            "is_used": self.is_used,
        }


def recalibrate(
    is_positive: Labels, chances: Floats, folds: NDArray[np.int64]
) -> tuple[Recalibration, Floats]:
    """Return the line that calibrates best, and the chances it gives out of fold."""
    logits = to_logits(chances)
    better = np.zeros(len(chances))
    for fold in range(int(folds.max()) + 1):
        is_held = folds == fold
        intercept, slope = fit_line(logits[~is_held], is_positive[~is_held])
        better[is_held] = to_probability(intercept + slope * logits[is_held])
    gain = estimate_mean(log_losses(is_positive, chances) - log_losses(is_positive, better))
    return Recalibration(*fit_line(logits, is_positive), gain), better


def fit_line(logits: Floats, is_positive: Labels) -> tuple[float, float]:
    """Return intercept and slope of a logistic regression on log-odds (Platt's scaling)."""
    line = LogisticRegression(C=1e6).fit(logits[:, None], is_positive)
    return float(line.intercept_[0]), float(line.coef_[0, 0])


def to_logits(chances: Floats) -> Floats:
    """Return the log-odds of chances."""
    kept = np.clip(chances, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float64)

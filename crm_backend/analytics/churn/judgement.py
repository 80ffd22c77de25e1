"""Judges a model of silence on a window it knew nothing of, beside its rivals and without parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_backend.analytics.churn.columns import Feature, drop_doubled
from crm_backend.analytics.churn.features import (
    CAMPAIGNS,
    CHATS,
    TICKETS,
    FeatureMaker,
    group_of,
)
from crm_backend.analytics.churn.metrics import (
    Estimate,
    brier_scores,
    estimate_auc,
    estimate_mean,
    log_losses,
)
from crm_backend.analytics.churn.model import AdditiveModel
from crm_backend.analytics.churn.orders import label_silent
from crm_backend.analytics.churn.plain import predict_base_rate, predict_plain
from crm_backend.analytics.churn.validation import as_table, fit_model
from crm_backend.analytics.churn.values import Floats

Labels = NDArray[np.int64]

POSITIVE = "silent"
SHIFT = 0.1  # of the share of silent customers between windows, from which it is said
RECENCY, EXPECTED = "recency_days", "expected_purchases"


@dataclass(frozen=True)
class Stack:
    """Customers (numbered) as known at some cuts, one below the other; who fell silent."""

    customers: NDArray[np.int64]
    frame: pd.DataFrame
    is_silent: Labels

    def features(self, columns: Sequence[str]) -> list[Feature]:
        """Return some columns as features."""
        return [Feature(name, True, self.frame[name].to_numpy(np.float64)) for name in columns]


def stack(maker: FeatureMaker, cuts: Sequence[pd.Timestamp], days: int) -> Stack:
    """Return everybody's features and labels at each cut."""
    frames = [maker.make(cut) for cut in cuts]
    labels = [
        label_silent(maker.orders, frame.index, cut, days)
        for cut, frame in zip(cuts, frames, strict=True)
    ]
    customers = np.concatenate([frame.index.to_numpy() for frame in frames])
    codes = pd.factorize(customers)[0].astype(np.int64)
    return Stack(codes, pd.concat(frames, ignore_index=True), np.concatenate(labels))


def measure(truth: Labels, chances: Floats, rival: Floats | None = None) -> dict[str, Estimate]:
    """Return AUC, log loss and Brier score, or the differences to a rival on the same customers."""
    losses, scores = log_losses(truth, chances), brier_scores(truth, chances)
    if rival is not None:
        losses = losses - log_losses(truth, rival)
        scores = scores - brier_scores(truth, rival)
    return {
        "auc": estimate_auc(truth, chances, rival),
        "log_loss": estimate_mean(losses),
        "brier": estimate_mean(scores),
    }


def choose_columns(learnt: Stack) -> list[str]:
    """Return the columns that vary and do not repeat another."""
    names = [name for name in learnt.frame.columns if learnt.frame[name].nunique() > 1]
    return [feature.name for feature in drop_doubled(learnt.features(names))[0]]


def fit_stack(learnt: Stack, columns: Sequence[str], kind: str, seed: int) -> AdditiveModel:
    """Fit a model of silence; rows of one customer stay together in its inner folds."""
    return fit_model(
        kind,
        learnt.features(columns),
        learnt.is_silent,
        positive=POSITIVE,
        groups=learnt.customers,
        seed=seed,
    )


class Judgement:
    """What a model fitted on `past` says of `last`, and what its rivals say."""

    def __init__(self, past: Stack, last: Stack, kind: str, seed: int) -> None:
        self.past, self.last, self.kind, self.seed = past, last, kind, seed
        self.columns = choose_columns(past)
        self.chances = self.predict(self.columns)
        self.rivals = self.predict_rivals()

    def predict(self, columns: Sequence[str], kind: str | None = None) -> Floats:
        """Return the chances of the last window by a model of some columns."""
        model = fit_stack(self.past, columns, kind or self.kind, self.seed)
        return model.predict(as_table(self.last.features(columns)))

    def predict_rivals(self) -> dict[str, Floats]:
        """Return what the base rate, recency alone and a plain logistic regression say."""
        seen, new = self.past.features(self.columns), self.last.features(self.columns)
        made = {
            "base_rate": predict_base_rate(seen, self.past.is_silent, new),
            "plain_logistic": predict_plain(seen, self.past.is_silent, new),
        }
        alone = {"recency_alone": RECENCY, "expected_purchases_alone": EXPECTED}
        for name, column in alone.items():
            if column in self.columns:
                made[name] = self.predict([column], "logistic")
        return made

    def measure_active(self, days: int) -> dict[str, Estimate]:
        """Return the figures among those who had ordered within so many days before the cut."""
        is_active = self.last.frame[RECENCY].to_numpy() <= days
        truth = self.last.is_silent[is_active]
        if len(np.unique(truth)) < 2:
            return {}
        return measure(truth, self.chances[is_active])

    def measure_ablations(self) -> dict[str, dict[str, Estimate]]:
        """Return what each group of features adds: the model less the one without them."""
        found = {}
        for group in (CHATS, TICKETS, CAMPAIGNS):
            rest = [name for name in self.columns if group_of(name) != group]
            if len(rest) < len(self.columns):
                found[group] = measure(self.last.is_silent, self.chances, self.predict(rest))
        return found

    def warn(self) -> tuple[str, ...]:
        """Return what should keep people from trusting the model, in sentences."""
        truth, warnings = self.last.is_silent, []
        if measure(truth, self.chances, self.rivals["base_rate"])["log_loss"].high >= 0:
            warnings.append(
                "The model does not beat the base rate for certain: do not act on it; bring a "
                "longer history."
            )
        recency = self.rivals.get("recency_alone")
        if recency is not None and measure(truth, self.chances, recency)["log_loss"].high >= 0:
            warnings.append(
                "The model is not better for certain than the days since the last order alone."
            )
        shift = float(self.past.is_silent.mean() - truth.mean())
        if abs(shift) > SHIFT:
            warnings.append(
                f"{truth.mean():.0%} fell silent in the last window, "
                f"{self.past.is_silent.mean():.0%} in those before: the chances are off by as much."
            )
        return tuple(warnings)

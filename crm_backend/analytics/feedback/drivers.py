"""What goes with low ratings: a regularised logistic model, in odds, with what it cannot say.

Going together is not causing: what is not among the columns can be behind any of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_backend.analytics.feedback.design import (
    Design,
    Factor,
    build_design,
    build_matrix,
    single_out,
)
from crm_backend.analytics.feedback.figures import Estimate, estimate_share
from crm_backend.analytics.feedback.firth import Firth, Floats, Interval
from crm_backend.analytics.feedback.telling import LOW
from crm_backend.analytics.feedback.wording import CONFOUNDED, describe_effect
from crm_backend.analytics.intervals import adjust_holm
from kernel.errors import Invalid

LEAST_EACH = 20  # low ratings, and others: fewer bear no model
PER_COLUMN = 5  # low ratings (or others, if fewer) per column of the model; see `_limit`
SURE = 0.05
FOLDS = 5
MOST_ROWS = 20_000  # drawn at random beyond

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Effect:
    """What goes with low ratings, the other columns held equal.

    `odds` times the odds of a low rating (`low_end` to `high_end`: 95 %): of a value against the
    others, of a scale from its lower to its upper quartile. `with_it` and `without_it` are plain
    shares of low ratings: of the upper and lower quarter for a scale. `p` is corrected for all
    effects.
    """

    column: str
    level: str
    odds: float
    low_end: float
    high_end: float
    p: float
    with_it: Estimate
    without_it: Estimate
    sentences: dict[str, str]

    @property
    def is_sure(self) -> bool:
        """Whether so much would rarely come by chance."""
        return self.p < SURE

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "column": self.column,
            "level": self.level,
            "odds": self.odds,
            "low": self.low_end,
            "high": self.high_end,
            "p": self.p,
            "is_sure": self.is_sure,
            "with_it": self.with_it.to_dict(),
            "without_it": self.without_it.to_dict(),
            "sentences": dict(self.sentences),
        }


@dataclass(frozen=True)
class Drivers:
    """Effects, the surest first; how well they foretell a low rating, beside the plain share."""

    ratings: int
    low: Estimate
    effects: tuple[Effect, ...]
    auc: float
    log_loss: float
    base_log_loss: float
    notes: tuple[str, ...]

    @property
    def beats_base(self) -> bool:
        """Whether the columns foretell better than the share of low ratings alone."""
        return self.log_loss < self.base_log_loss

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "ratings": self.ratings,
            "low": self.low.to_dict(),
            "effects": [effect.to_dict() for effect in self.effects],
            "auc": self.auc,
            "log_loss": self.log_loss,
            "base_log_loss": self.base_log_loss,
            "beats_base": self.beats_base,
            "notes": list(self.notes),
        }


def explain_low_ratings(
    frame: pd.DataFrame, *, rating: str, columns: Sequence[str], seed: int = 0
) -> Drivers:
    """Return what goes with ratings of `LOW` or less among the columns of a table, one row each.

    Columns are numbers (scales), texts or yes and no (values). Raises `Invalid` where there are
    too few low ratings, too few others, or no column that differs.
    """
    numbers = pd.to_numeric(frame[rating], errors="coerce")
    used = frame[numbers.between(1, 5)]
    notes = []
    if len(used) < len(frame):
        notes.append(f"{len(frame) - len(used)} rows have no rating from 1 to 5.")
    if len(used) > MOST_ROWS:
        notes.append(f"{MOST_ROWS} of {len(used)} ratings were drawn at random.")
        used = used.sample(MOST_ROWS, random_state=seed)
    is_low = numbers[used.index].to_numpy(dtype=float) <= LOW
    _check_enough(is_low)
    design = build_design(used, columns)
    _limit(design, is_low)
    if not design.factors:
        raise Invalid("No column differs enough to say what goes with low ratings.")
    x, groups = build_matrix(design)
    parts = single_out(design, x, groups)
    intervals = [Firth(matrix, is_low).examine_last() for _, matrix in parts]
    corrected = adjust_holm([interval.p for interval in intervals])
    effects = [
        _tell(factor, interval, p, is_low)
        for (factor, _), interval, p in zip(parts, intervals, corrected, strict=True)
    ]
    effects.sort(key=lambda effect: (effect.p, -abs(np.log(effect.odds))))
    auc, loss, base = cross_validate(x, is_low, seed)
    if loss >= base:
        notes.append(
            "These columns foretell low ratings no better than their share alone does: "
            "what lowers ratings is not among them."
        )
    return Drivers(
        ratings=len(is_low),
        low=estimate_share(int(is_low.sum()), len(is_low)),
        effects=tuple(effects),
        auc=auc,
        log_loss=loss,
        base_log_loss=base,
        notes=(*notes, *design.notes, CONFOUNDED),
    )


def _check_enough(is_low: Bools) -> None:
    low, others = int(is_low.sum()), int((~is_low).sum())
    if min(low, others) < LEAST_EACH:
        raise Invalid(
            f"{low} ratings are {LOW} or less and {others} are higher: at least {LEAST_EACH} of "
            "each are needed to say what goes with low ratings. Take a longer span."
        )


def _limit(design: Design, is_low: Bools) -> None:
    """Leave out the rarest factors where there are more than the low ratings bear.

    They are chosen by how rare they are, not by how they go with ratings: that would make what is
    left look surer than it is.
    """
    most = max(1, min(int(is_low.sum()), int((~is_low).sum())) // PER_COLUMN)
    factors = design.factors
    if len(factors) <= most:
        return

    def spread(factor: Factor) -> float:
        share = float(factor.values.mean())
        return 1.0 if factor.kind == "scale" else share * (1 - share)

    kept = {id(one) for one in sorted(factors, key=spread, reverse=True)[:most]}
    left = [factor.label for factor in factors if id(factor) not in kept]
    design.groups[:] = [
        own for group in design.groups if (own := [one for one in group if id(one) in kept])
    ]
    design.notes.append(f"Too few low ratings to look at these too: {', '.join(left)}.")


def _tell(factor: Factor, interval: Interval, p: float, is_low: Bools) -> Effect:
    inside, outside = split_rows(factor)
    with_it, without_it = (
        estimate_share(int(is_low[rows].sum()), int(rows.sum())) for rows in (inside, outside)
    )
    odds, low, high = (
        float(np.exp(np.clip(value, -30, 30)))
        for value in (interval.value, interval.low, interval.high)
    )
    sentences = describe_effect(factor, odds, low, high, with_it, without_it, is_sure=p < SURE)
    return Effect(factor.column, factor.level, odds, low, high, p, with_it, without_it, sentences)


def split_rows(factor: Factor) -> tuple[Bools, Bools]:
    """Return the rows that have a value and the others; a scale's upper and lower quarter."""
    if factor.kind == "scale":
        return factor.values >= factor.high, factor.values <= factor.low
    return factor.values > 0, factor.values == 0


def cross_validate(x: Floats, is_low: Bools, seed: int) -> tuple[float, float, float]:
    """Return AUC and log-loss on rows the model has not seen, and log-loss of the share alone."""
    random = np.random.default_rng(seed)
    fold = np.empty(len(is_low), dtype=np.intp)
    for rows in (np.flatnonzero(is_low), np.flatnonzero(~is_low)):
        fold[random.permutation(rows)] = np.arange(len(rows)) % FOLDS
    chance, base = np.empty(len(is_low)), np.empty(len(is_low))
    for at in range(FOLDS):
        held = fold == at
        varies = np.ptp(x[~held], axis=0) > 0
        varies[0] = True
        chance[held] = Firth(x[~held][:, varies], is_low[~held]).predict(x[held][:, varies])
        base[held] = is_low[~held].mean()
    return measure_auc(chance, is_low), measure_loss(chance, is_low), measure_loss(base, is_low)


def measure_auc(chance: Floats, is_low: Bools) -> float:
    """Return how often a low rating has the higher chance of two (equal ones count half)."""
    ranks = pd.Series(chance).rank().to_numpy()
    low = int(is_low.sum())
    above = ranks[is_low].sum() - low * (low + 1) / 2
    return float(above / (low * (len(is_low) - low)))


def measure_loss(chance: Floats, is_low: Bools) -> float:
    """Return the mean log-loss (natural logarithm)."""
    kept = np.clip(chance, 1e-12, 1 - 1e-12)
    return float(-np.where(is_low, np.log(kept), np.log1p(-kept)).mean())

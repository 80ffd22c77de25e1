"""Who will not order again soon, of shops without contracts: learnt, judged and scored by time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from crm_backend.analytics.churn.features import Events, Expected, FeatureMaker, find_intents
from crm_backend.analytics.churn.judgement import (
    POSITIVE,
    Judgement,
    fit_stack,
    measure,
    stack,
)
from crm_backend.analytics.churn.metrics import Calibration, Estimate, calibrate_check
from crm_backend.analytics.churn.model import AdditiveModel
from crm_backend.analytics.churn.orders import check_orders, choose_cuts, choose_days
from crm_backend.analytics.churn.report import tell
from crm_backend.analytics.churn.target import check_counts
from kernel.errors import Invalid

CUTS = 3  # windows that are learnt from
ACTIVE = 2  # windows: who ordered within so many is still a customer


@dataclass(frozen=True)
class SilenceReport:
    """A model of silence and its worth on the last full window, of which it knew nothing.

    `model` is refitted with that window and made `scores` (index: customer) from `features` at
    `now`. `ablations` say what each group of features adds: the model less the one without them,
    on the same customers (above 0 in AUC, below 0 in losses is better).
    """

    now: pd.Timestamp
    days: int
    customers: int
    silent_share: float
    trained_at: tuple[pd.Timestamp, ...]
    judged_at: pd.Timestamp
    model: AdditiveModel
    scores: "pd.Series[float]"
    features: pd.DataFrame
    metrics: dict[str, Estimate]
    metrics_active: dict[str, Estimate]
    rivals: dict[str, dict[str, Estimate]]
    differences: dict[str, dict[str, Estimate]]
    calibration: Calibration
    ablations: dict[str, dict[str, Estimate]]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    def row(self, customer: Any) -> Mapping[str, float]:
        """Return what the model knows of a customer, to be explained."""
        row = self.features.loc[customer, list(self.model.columns)]
        return {str(name): float(value) for name, value in row.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON, without the customers."""
        return {
            "now": self.now.isoformat(),
            "days": self.days,
            "customers": self.customers,
            "silent_share": self.silent_share,
            "trained_at": [cut.isoformat() for cut in self.trained_at],
            "judged_at": self.judged_at.isoformat(),
            "model": self.model.kind,
            "columns": list(self.model.columns),
            "metrics": tell(self.metrics),
            "metrics_active": tell(self.metrics_active),
            "baselines": {name: tell(figures) for name, figures in self.rivals.items()},
            "difference_to": {name: tell(figures) for name, figures in self.differences.items()},
            "calibration": self.calibration.to_dict(),
            "ablations": {name: tell(figures) for name, figures in self.ablations.items()},
            "warnings": list(self.warnings),
            "notes": list(self.notes),
        }


def fit_silence(
    orders: pd.DataFrame,
    now: pd.Timestamp,
    *,
    weeks: int | None = None,
    days: int | None = None,
    events: Events | None = None,
    expected: Expected | None = None,
    model: str = "logistic",
    seed: int = 0,
) -> SilenceReport:
    """Learn who places no order for so many weeks (the orders' own rhythm if not given).

    Learns at up to three earlier cuts, judges at the last full window, scores at `now`. Orders:
    see `check_orders`; `events` and `expected`: see `Events` and `FeatureMaker`. Raises `Invalid`
    where the history is too short, or everybody or nobody is silent.
    """
    setting = set_windows(orders, now, days if weeks is None else 7 * weeks, events, expected)
    maker, days, cuts, judged_at = setting.maker, setting.days, setting.cuts, setting.judged_at
    with threadpool_limits(limits=1):  # on small tables threads wait for each other
        past, last = stack(maker, cuts, days), stack(maker, (judged_at,), days)
        for part in (past, last):
            check_counts(part.is_silent, f"orders of {days} days", POSITIVE)
        judged = Judgement(past, last, model, seed)
        features = maker.make(now)
        everything = stack(maker, (judged_at, *cuts), days)
        final = fit_stack(everything, judged.columns, model, seed)
        ablations = judged.measure_ablations()
    truth = last.is_silent
    return SilenceReport(
        now=now,
        days=days,
        customers=len(features),
        silent_share=float(truth.mean()),
        trained_at=cuts,
        judged_at=judged_at,
        model=final,
        scores=pd.Series(final.predict(features), index=features.index, name=POSITIVE),
        features=features,
        metrics=measure(truth, judged.chances),
        metrics_active=judged.measure_active(ACTIVE * days),
        rivals={name: measure(truth, made) for name, made in judged.rivals.items()},
        differences={
            name: measure(truth, judged.chances, made) for name, made in judged.rivals.items()
        },
        calibration=calibrate_check(truth, judged.chances, seed=seed),
        ablations=ablations,
        warnings=judged.warn(),
        notes=setting.notes,
    )


@dataclass(frozen=True)
class Setting:
    """What is learnt from: features at any day, the window's days, and the cuts."""

    maker: FeatureMaker
    days: int
    cuts: tuple[pd.Timestamp, ...]
    judged_at: pd.Timestamp
    notes: tuple[str, ...]


def set_windows(
    orders: pd.DataFrame,
    now: pd.Timestamp,
    days: int | None,
    events: Events | None,
    expected: Expected | None,
) -> Setting:
    """Check what was handed in, and choose the windows."""
    checked = check_orders(orders, now)
    notes = list(checked.notes)
    if days is None:
        days, why = choose_days(checked, now)
        notes.append(why)
    if days < 1:
        raise Invalid("A window has at least one day.")
    cuts, judged_at = choose_cuts(checked, now, days, CUTS)
    events = events or Events()
    events.check()
    maker = FeatureMaker(checked, events, find_intents(events.chats, cuts[0]), expected)
    return Setting(maker, days, tuple(cuts), judged_at, tuple(notes))

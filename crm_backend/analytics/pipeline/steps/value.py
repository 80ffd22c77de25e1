"""Steps `value` and `segments`: what customers will bring, and which kinds of them there are."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crm_backend.analytics.pipeline.step import Context, Membership, Report, StepResult
from crm_backend.analytics.registry.drift import profile_all
from crm_backend.analytics.registry.gate import Score
from crm_backend.analytics.registry.service import Fitted, find_held, find_live
from crm_backend.analytics.segments.model import Segmenter
from crm_backend.analytics.segments.report import SegmentReport, fit_segments
from crm_backend.analytics.value.fit import ValueReport, fit_value
from crm_backend.analytics.value.model import ValueModel
from crm_backend.analytics.value.transactions import Purchases, read_purchases
from kernel.errors import FrontdeskError, Invalid

WEEKS = 13.0
LEVEL = 0.8  # four times of five: what `CustomerInsight` promises
LISTED = 100  # customers in a report; the others are in their table
CENTS = 100.0
EARLIER_DAYS = 91  # movement between segments is told over a quarter
STABLE = 0.5  # adjusted Rand index of redrawn customers: below, clusters are chance


def read_kept(context: Context) -> Purchases:
    """Return purchases less what went back, in units of the shop's money.

    Raises `Invalid` where there are none.
    """
    paid = context.frames.payments()
    if paid.empty:
        raise Invalid("Nobody has bought anything yet.")
    return read_purchases(
        paid["customer_id"],
        paid["paid_at"],
        paid["cents"] / CENTS,
        as_of=context.as_of,
    )


class ValueStep:
    """Expects purchases and spend of each customer, with the span that holds 80 % of it."""

    name, weight = "value", 4.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Fit and foretell; raise `Invalid` where too few came back."""
        found = fit_value(read_kept(context), horizon=WEEKS, level=LEVEL)
        notes = list(found.notes)
        spread: dict[str, Any] = {
            "expected_orders": found.forecast.purchases,
            "expected_spend": found.forecast.spend,
            "p_alive": found.forecast.alive,
        }
        fitted = self._keep(found, context, profile_all(spread))
        if fitted is not None:
            row, verdict = context.keep(fitted)
            notes.append(f"Model {row.name}: {verdict.why}")
            found = answer_by_held(found, context, notes)
        insights = list_value(found)
        report = Report("value", found.to_dict(most_customers=LISTED), tuple(notes))
        return StepResult(reports=(report,), insights=insights, spread={"value": spread})

    def _keep(self, found: ValueReport, context: Context, profile: dict[str, Any]) -> Fitted | None:
        if found.holdout is None:
            return None
        *naive, model = found.holdout.spend

        def write(folder: Path) -> None:
            found.model.save(folder / "model.json")

        score = Score(
            "RMSE of spend",
            model.rmse,
            min(one.rmse for one in naive),
            is_higher_better=False,
        )
        first = int(found.customers.age.max() * 7)
        return Fitted(
            "value",
            write,
            score,
            window_start=context.as_of - pd.Timedelta(days=first).to_pytimedelta(),
            window_end=context.as_of,
            profile=profile,
        )


def answer_by_held(found: ValueReport, context: Context, notes: list[str]) -> ValueReport:
    """Return the report as the model that a person holds answers; as it was where none is held."""
    with context.database.session() as session:
        held = find_held(session, "value")
    if held is None:
        return found
    try:
        model = ValueModel.load(context.registry.open(held)[0] / "model.json")
    except FrontdeskError as error:
        notes.append(f"The held model was not loaded, tonight's answers: {error.message}")
        return found
    notes.append(f"The model {held.name} answers; it is held by {held.changed_by}.")
    told = model.predict(found.customers, WEEKS, level=LEVEL)
    return replace(found, model=model, forecast=told)


def list_value(found: ValueReport) -> pd.DataFrame:
    """Return what is expected of each customer, money in cents.

    BG/NBD takes everybody who bought once for alive: whether they are is left open.
    """
    limits = found.forecast.intervals
    is_open = (found.model.buying.kind == "BG/NBD") & (found.customers.frequency == 0)
    frame = pd.DataFrame(
        {
            "p_alive": np.where(is_open, np.nan, found.forecast.alive),
            "expected_orders": found.forecast.purchases,
            "expected_spend_cents": np.rint(found.forecast.spend * CENTS).astype("int64"),
            "spend_low_cents": np.rint(limits.spend_low * CENTS).astype("int64"),
            "spend_high_cents": np.rint(limits.spend_high * CENTS).astype("int64"),
        },
        index=found.customers.ids.astype("int64"),
    )
    return frame.assign(horizon_days=int(WEEKS * 7))


class SegmentsStep:
    """Names customers by rule and by cluster; clusters keep their names from night to night."""

    name, weight = "segments", 4.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Group; raise `Invalid` where there are too few customers for honest groups."""
        made = read_kept(context)
        earlier = made.end - EARLIER_DAYS
        found = fit_segments(
            made,
            previous=open_previous(context),
            earlier_day=earlier if earlier >= int(made.days.min()) else None,
        )
        ids = found.rfm.ids.astype("int64")
        segmenter = found.clusters.segmenter
        names = np.array(segmenter.names, dtype=object)[found.clusters.places]
        frame = pd.DataFrame({"rfm_segment": found.by_rule.astype(str), "cluster": names}, ids)
        spread: dict[str, Any] = {
            "recency_days": found.rfm.recency_days,
            "frequency": found.rfm.frequency,
            "monetary": found.rfm.monetary,
        }
        row, verdict = context.keep(self._keep(found, context, profile_all(spread)))
        notes = (*found.notes, f"Model {row.name}: {verdict.why}")
        return StepResult(
            reports=(Report("segments", found.to_dict(most_customers=LISTED), notes),),
            insights=frame,
            memberships=(
                Membership("rfm", frame["rfm_segment"]),
                Membership("cluster", frame["cluster"].astype(str)),
            ),
            spread={"segments": spread},
        )

    def _keep(self, found: SegmentReport, context: Context, profile: dict[str, Any]) -> Fitted:
        def write(folder: Path) -> None:
            found.clusters.segmenter.save(folder / "model.json")

        stability = float(found.clusters.chosen.stability)
        score = Score("stability of the groups", stability, STABLE, is_higher_better=True)
        return Fitted("segments", write, score, window_end=context.as_of, profile=profile)


def open_previous(context: Context) -> Segmenter | None:
    """Return the live segments, whose names are kept; None where there are none to trust."""
    with context.database.session() as session:
        live = find_live(session, "segments")
    if live is None:
        return None
    try:
        return Segmenter.load(context.registry.open(live)[0] / "model.json")
    except FrontdeskError as error:
        context.tell(f"The segments before are not gone on with: {error.message}")
        return None

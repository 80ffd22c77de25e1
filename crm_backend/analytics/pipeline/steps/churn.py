"""Step `churn`: who will buy nothing for a while, by a model proved on the last such while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from crm_backend.analytics.churn.features import Events
from crm_backend.analytics.churn.model import AdditiveModel, load_model
from crm_backend.analytics.churn.silence import SilenceReport, fit_silence
from crm_backend.analytics.pipeline.models import AnalyticsReport
from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from crm_backend.analytics.registry.drift import compare_rate, profile_all
from crm_backend.analytics.registry.gate import Score
from crm_backend.analytics.registry.service import Fitted, find_live
from crm_backend.analytics.value.choosing import fit_model
from crm_backend.analytics.value.summary import summarize
from crm_backend.analytics.value.transactions import read_purchases
from kernel.errors import FrontdeskError, Invalid

KIND = "churn"
SHOWN_REASONS = 5
WATCHED = 24  # columns whose spread is kept
LEARNT = ("logistic", "ebm", "trees", "plain")  # rivals that are models themselves
SLACK = timedelta(days=3)  # a forecast is compared when its span is over, give or take


@dataclass(frozen=True)
class Answering:
    """The model whose chances customers get: tonight's, or the live one where that was refused.

    `auc` and `naive` are of the window on which it was let through; None where they are not known.
    """

    model: AdditiveModel
    name: str
    days: int
    auc: float | None
    naive: float | None
    fitted_at: datetime

    def to_dict(self) -> dict[str, Any]:
        """Return what the page says of it."""
        told = {"name": self.name, "days": self.days, "auc": self.auc, "naive": self.naive}
        return {**told, "fitted_at": self.fitted_at.isoformat()}


class ChurnStep:
    """Fits, judges beside naive answers, lets the better one answer, and gives its reasons."""

    name, weight = "churn", 6.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Fit and score; raise `Invalid` where the history is too short for an honest answer."""
        orders, now = list_orders(context), pd.Timestamp(context.as_of)
        events = Events(list_tickets(context), list_chats(context))
        found = fit_silence(orders, now, events=events, expected=expect_purchases)
        rival, naive = find_naive(found)
        watched = list(found.features.columns)[:WATCHED]
        spread: dict[str, Any] = {name: found.features[name].to_numpy() for name in watched}
        spread["probability"] = found.scores.to_numpy()

        def write(folder: Path) -> None:
            found.model.save(folder / "model.json")

        score = Score("AUC", found.metrics["auc"].value, naive, is_higher_better=True)
        row, verdict = context.keep(
            Fitted(
                KIND,
                write,
                score,
                window_start=found.trained_at[0].to_pydatetime(),
                window_end=context.as_of,
                profile=profile_all(spread),
                facts={"days": found.days, "rival": rival},
            )
        )
        notes = [*found.notes, *found.warnings, f"Model {row.name}: {verdict.why}"]
        fresh = Answering(found.model, row.name, found.days, score.model, naive, context.as_of)
        answering = fresh if verdict.may_go_live else open_live(context, notes)
        insights = None if answering is None else score_customers(found, answering)
        if insights is None and answering is not None:
            notes.append(f"Model {answering.name} needs columns that are gone: nobody is scored.")
            answering = None
        payload = {
            **found.to_dict(),
            "naive": rival,
            "verdict": verdict.why,
            "is_live": verdict.may_go_live,
            "answering": None if answering is None else answering.to_dict(),
            "bands": None if insights is None else tell_bands(insights),
            "foretold": None if insights is None else float(insights["churn_probability"].sum()),
            "outcome": tell_outcome(context, orders, notes),
        }
        if insights is not None:
            spread["probability"] = insights["churn_probability"].to_numpy(np.float64)
        return StepResult(
            reports=(Report(KIND, payload, tuple(notes)),),
            insights=nobody() if insights is None else insights,
            spread={KIND: spread},
            notes=tuple(found.warnings),
        )


def list_orders(context: Context) -> pd.DataFrame:
    """Return orders as the model reads them: customer, at, amount, and when they were undone."""
    bought = context.frames.purchase_events()
    return pd.DataFrame(
        {
            "customer": bought["customer_id"],
            "at": bought["placed_at"],
            "amount": bought["total_cents"] / 100,
            "undone_at": bought["undone_at"],
        }
    )


def list_tickets(context: Context) -> pd.DataFrame | None:
    """Return tickets, None where there never was one."""
    made = context.frames.tickets()
    return None if made.empty else made


def list_chats(context: Context) -> pd.DataFrame | None:
    """Return chats, None where there never was one."""
    made = context.frames.chats()
    return None if made.empty else made


def expect_purchases(past: pd.DataFrame, cut: pd.Timestamp) -> "pd.Series[Any]":
    """Return purchases expected a week of each customer by MBG/NBD; empty where it cannot be."""
    try:
        made = read_purchases(
            past["customer"], past["at"], past["amount"], as_of=cut.to_pydatetime()
        )
        summary = summarize(made)
        model, _ = fit_model(summary, "MBG/NBD", "week")
    except Invalid:
        return pd.Series(np.nan, index=pd.Index(past["customer"].unique()), dtype=np.float64)
    return pd.Series(model.buying.expect(summary, 1.0), index=pd.Index(summary.ids.astype("int64")))


def find_naive(found: SilenceReport) -> tuple[str, float]:
    """Return the best naive answer and its AUC on the same customers."""
    values = {
        name: figures["auc"].value
        for name, figures in found.rivals.items()
        if not any(word in name for word in LEARNT)
    }
    known = {name: value for name, value in values.items() if np.isfinite(value)}
    best = max(known, key=lambda name: known[name], default="base_rate")
    return best, known.get(best, 0.5)


def open_live(context: Context, notes: list[str]) -> Answering | None:
    """Return the live model, or None; what keeps it from being loaded is noted."""
    with context.database.session() as session:
        live = find_live(session, KIND)
    if live is None:
        notes.append("No model is good enough to answer: nobody's chance is told.")
        return None
    try:
        folder, facts = context.registry.open(live)
        model = load_model(folder / "model.json")
    except FrontdeskError as error:
        notes.append(f"The live model was not loaded: {error.message}")
        return None
    reached, naive = (live.scores.get(name) for name in ("model", "naive"))
    return Answering(model, live.name, int(facts["days"]), reached, naive, live.created_at)


def nobody() -> pd.DataFrame:
    """Return insights of nobody: chances of former nights are emptied, not shown as tonight's."""
    columns = ["churn_probability", "churn_days", "churn_reasons"]
    return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


def score_customers(found: SilenceReport, answering: Answering) -> pd.DataFrame | None:
    """Return chance and reasons of each customer; None where the model needs other columns."""
    model = answering.model
    try:
        parts = model.contribute(found.features)
    except Invalid:
        return None
    logits = model.base + parts.sum(axis=1)
    largest = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :SHOWN_REASONS]
    columns = model.columns
    values = found.features[list(columns)].to_numpy(np.float64)
    reasons = [
        [
            {
                "column": columns[place],
                "value": say_value(values[row, place]),
                "log_odds": round(float(parts[row, place]), 6),
            }
            for place in places
            if parts[row, place]
        ]
        for row, places in enumerate(largest)
    ]
    frame = pd.DataFrame({"churn_probability": 1 / (1 + np.exp(-logits))}, found.features.index)
    told = pd.Series(reasons, index=frame.index, dtype=object)
    return frame.assign(churn_days=answering.days, churn_reasons=told)


def say_value(value: float) -> str:
    """Return a value as people read it."""
    if not np.isfinite(value):
        return "unknown"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def tell_bands(insights: pd.DataFrame) -> list[dict[str, Any]]:
    """Return how many customers have which chance, in tenths."""
    tenths = np.clip((insights["churn_probability"] * 10).astype(int), 0, 9)
    counts = np.bincount(tenths, minlength=10)
    return [{"from": place / 10, "customers": int(count)} for place, count in enumerate(counts)]


def tell_outcome(context: Context, orders: pd.DataFrame, notes: list[str]) -> dict[str, Any] | None:
    """Compare what was foretold when a span began that is over now with what came of it."""
    with context.database.session() as session:
        query = select(AnalyticsReport).where(AnalyticsReport.kind == KIND)
        query = query.order_by(AnalyticsReport.as_of)
        then = [
            report
            for report in session.scalars(query)
            if report.payload.get("foretold") is not None
            and abs(report.as_of + foretold_span(report) - context.as_of) <= SLACK
        ]
    if not then:
        return None
    report = then[-1]
    start = pd.Timestamp(report.as_of)
    end = start + foretold_span(report)
    known = set(orders.loc[orders["at"] < start, "customer"])
    bought = set(orders.loc[(orders["at"] >= start) & (orders["at"] < end), "customer"])
    count = len(known)
    share = min(1.0, report.payload["foretold"] / count) if count else 0.0
    outcome = compare_rate(KIND, [share] * count, count - len(known & bought))
    if outcome.is_alarm:
        notes.append(
            f"{outcome.realised:,.0f} customers fell silent where {outcome.forecast:,.0f} were"
            " foretold: the chances are off."
        )
    return outcome.to_dict()


def foretold_span(report: AnalyticsReport) -> timedelta:
    """Return how far ahead the model looked that answered."""
    answering = report.payload.get("answering") or report.payload
    return timedelta(days=answering["days"])

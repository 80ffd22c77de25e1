"""From purchases to a report: model, proof on a period held out, what each is expected to do."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from crm_backend.analytics.value.choosing import choose_kind, fit_model
from crm_backend.analytics.value.evaluation import Holdout, evaluate
from crm_backend.analytics.value.model import Forecast, ValueModel
from crm_backend.analytics.value.summary import UNITS, Summary, summarize
from crm_backend.analytics.value.transactions import Purchases, name_day
from kernel.errors import Invalid

LEAST_HOLDOUT_DAYS = 2
DEPENDENT = 0.3  # Spearman's correlation of how often and how much: beyond, Gamma-Gamma is biased


@dataclass(frozen=True)
class ValueReport:
    """What was learned, how well it foresaw, and what is expected of each customer.

    independence  Spearman's correlation of frequency and mean amount among those who bought again
    """

    model: ValueModel
    fits: dict[str, Any]
    holdout: Holdout | None
    horizon: float
    end_day: int
    customers: Summary
    forecast: Forecast
    independence: float | None
    notes: tuple[str, ...]

    def to_dict(self, *, most_customers: int | None = None) -> dict[str, Any]:
        """Return the report as plain JSON; customers by expected spend, the most first."""
        limits = self.forecast.intervals
        totals = {
            "customers": len(self.customers),
            "repeat_buyers": int((self.customers.frequency > 0).sum()),
            "alive": float(self.forecast.alive.sum()),
            "purchases": float(self.forecast.purchases.sum()),
            "purchases_interval": list(limits.total_purchases),
            "spend": float(self.forecast.spend.sum()),
            "spend_interval": list(limits.total_spend),
        }
        return {
            "model": self.model.to_dict(),
            "fits": self.fits,
            "as_of": name_day(self.end_day),
            "unit": self.model.unit,
            "horizon": self.horizon,
            "interval": {"level": limits.level, "by": f"{limits.draws} draws from the posterior"},
            "totals": totals,
            "independence_of_frequency_and_amount": self.independence,
            "holdout": None if self.holdout is None else describe_holdout(self.holdout),
            "notes": list(self.notes),
            "customers": self.list_customers(most_customers),
        }

    def list_customers(self, most: int | None = None) -> list[dict[str, Any]]:
        """Return a row per customer, by expected spend, the most first."""
        known, told, limits = self.customers, self.forecast, self.forecast.intervals
        columns = {
            "customer": known.ids,
            "repeat_purchases": known.frequency,
            "recency": known.recency,
            "age": known.age,
            "mean_repeat_amount": known.monetary,
            "total_spend": known.total,
            "alive": told.alive,
            "expected_purchases": told.purchases,
            "purchases_low": limits.purchases_low,
            "purchases_high": limits.purchases_high,
            "expected_amount": told.basket,
            "expected_spend": told.spend,
            "spend_low": limits.spend_low,
            "spend_high": limits.spend_high,
        }
        order = np.argsort(-told.spend, kind="stable")[:most]
        lists = [column[order].tolist() for column in columns.values()]
        return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def fit_value(
    purchases: Purchases,
    *,
    horizon: float = 13.0,
    holdout: float | None = None,
    unit: str = "week",
    level: float = 0.9,
    seed: int = 0,
) -> ValueReport:
    """Return what customers are worth within `horizon`, proved on the last `holdout` (in `unit`).

    The kind of model is chosen on what lies before the period that is reported, then fitted on all.
    Without `holdout` it is as long as the horizon, but at most half of the time that was seen.
    Raises `Invalid` where there is too little to learn from.
    """
    refuse_bad_spans(horizon, holdout, level)
    notes = list(purchases.notes)
    customers = summarize(purchases, unit=unit)
    seen = (purchases.end - int(purchases.days.min())) / UNITS[unit]
    held = min(horizon, seen / 2) if holdout is None else holdout
    kind, how, report = choose_and_prove(purchases, held, unit, level, seed, notes)
    model, fits = fit_model(customers, kind, unit)
    fits["choice"] = how
    independence = correlate(customers, notes)
    notes += fits.pop("notes")
    if report is not None:
        notes += report.notes
    if horizon > 2 * seen:
        notes.append(
            f"The horizon ({horizon:g} {unit}s) is more than twice as long as what was seen "
            f"({seen:.0f}): expectations are extrapolated."
        )
    notes.append("Expected of the customers known so far; new ones come on top.")
    if model.buying.kind == "BG/NBD":
        notes.append("BG/NBD takes everybody who bought once for alive: their chance says nothing.")
    forecast = model.predict(customers, horizon, level=level, seed=seed)
    return ValueReport(
        model, fits, report, horizon, purchases.end, customers, forecast, independence, tuple(notes)
    )


def refuse_bad_spans(horizon: float, holdout: float | None, level: float) -> None:
    """Raise `Invalid` for spans that mean nothing."""
    if not 0 < horizon < 1e5 or (holdout is not None and not 0 < holdout < 1e5):
        raise Invalid("The horizon and the period held out must be longer than nothing.")
    if not 0.5 <= level < 1:
        raise Invalid("The level of the intervals lies between 0.5 and 1, such as 0.9.")


def choose_and_prove(
    purchases: Purchases, held: float, unit: str, level: float, seed: int, notes: list[str]
) -> tuple[Any, str, Holdout | None]:
    """Return the kind of model, why it was chosen, and how it foresaw the period held out."""
    cut = purchases.end - round(held * UNITS[unit])
    if held * UNITS[unit] >= LEAST_HOLDOUT_DAYS and cut > int(purchases.days.min()):
        try:
            kind, how = choose_kind(purchases.until(cut), unit)
            return kind, how, evaluate(purchases, kind, held, unit, level=level, seed=seed)
        except Invalid as error:
            notes.append(f"Nothing was held out, so nothing is proved. {error.message}")
    else:
        notes.append("The time that was seen is too short to hold a period out: nothing is proved.")
    kind, how = choose_kind(purchases, unit)
    return kind, how, None


def correlate(customers: Summary, notes: list[str]) -> float | None:
    """Return how frequency and amount go together, which Gamma-Gamma takes for independent."""
    again = customers.rows((customers.frequency > 0) & (customers.monetary > 0))
    if np.ptp(again.frequency) == 0 or np.ptp(again.monetary) == 0:
        return None
    value = float(spearmanr(again.frequency, again.monetary).statistic)
    if abs(value) > DEPENDENT:
        more, side = ("more", "low") if value > 0 else ("less", "high")
        notes.append(
            f"Those who buy more often pay {more} each time (correlation {value:.2f}), while the "
            f"model takes both for independent: the spend of the best is likely {side}."
        )
    return value


def describe_holdout(holdout: Holdout) -> dict[str, Any]:
    """Return the proof as plain JSON."""
    told = asdict(holdout)
    told["cut"] = name_day(told.pop("cut_day"))
    names = ("came", "low", "high")
    told["totals"] = {
        what: dict(zip(names, values, strict=True)) for what, values in holdout.totals.items()
    }
    return told

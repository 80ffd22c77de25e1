"""How well the next period was foreseen, beside the obvious answers."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from crm_backend.analytics.value.buying import KINDS, Kind
from crm_backend.analytics.value.choosing import fit_model
from crm_backend.analytics.value.fitting import fit_buying
from crm_backend.analytics.value.model import Forecast
from crm_backend.analytics.value.summary import UNITS, Summary, count_later, summarize
from crm_backend.analytics.value.transactions import Floats, Purchases

ZERO, OWN_RATE = "zero for everyone", "own past rate"
BINS = 8  # 0, 1, … 6 and 7 or more repeat purchases


@dataclass(frozen=True)
class Score:
    """How far a guess of n numbers was from what came.

    rank   Spearman's correlation, None for a guess that is the same for everybody
    total  the sum that was guessed, divided by the sum that came, less one
    """

    name: str
    mae: float
    rmse: float
    rank: float | None
    total: float | None


@dataclass(frozen=True)
class Holdout:
    """The next period after a cut, foreseen from what lay before it.

    log_chance  mean log probability each kind of model gave to what came
    covered     share of customers whose purchases and spend lay within the intervals at `level`
    by_frequency  mean purchases that came and that were expected, by past repeat purchases
    """

    cut_day: int
    horizon: float
    customers: int
    bought: int
    purchases: tuple[Score, ...]
    spend: tuple[Score, ...]
    log_chance: dict[str, float]
    level: float
    covered: dict[str, float]
    totals: dict[str, tuple[float, float, float]]
    by_frequency: tuple[dict[str, float], ...]
    notes: tuple[str, ...]


def score(name: str, guess: Floats, came: Floats) -> Score:
    """Return how far a guess was from what came."""
    gap = guess - came
    sum_came = float(came.sum())
    varies = np.ptp(guess) > 0 and np.ptp(came) > 0
    rank = float(np.corrcoef(rankdata(guess), rankdata(came))[0, 1]) if varies else None
    return Score(
        name,
        float(np.abs(gap).mean()),
        float(np.sqrt((gap**2).mean())),
        rank,
        float(guess.sum()) / sum_came - 1 if sum_came > 0 else None,
    )


def own_rate(customers: Summary, horizon: float) -> Floats:
    """Return what each would buy at the past rate: repeat purchases by time since the first."""
    return customers.frequency / np.maximum(customers.age, 1e-9) * (customers.age > 0) * horizon


def evaluate(
    purchases: Purchases, kind: Kind, horizon: float, unit: str, *, level: float, seed: int
) -> Holdout:
    """Return how the last `horizon` was foreseen. Raises `Invalid` for too little before it."""
    cut = purchases.end - round(horizon * UNITS[unit])
    before = summarize(purchases.until(cut), unit=unit)
    counts, spend = count_later(purchases, after=cut, until=purchases.end)
    model, _ = fit_model(before, kind, unit)
    kind = model.buying.kind
    forecast = model.predict(before, horizon, level=level, seed=seed)
    nothing, rate = np.zeros(len(before)), own_rate(before, horizon)
    tables = [
        tuple(
            score(name, guess, came)
            for name, guess in ((ZERO, nothing), (OWN_RATE, naive), (f"{kind}{times}", expected))
        )
        for came, naive, expected, times in (
            (counts, rate, forecast.purchases, ""),
            (spend, rate * before.monetary, forecast.spend, " x Gamma-Gamma"),
        )
    ]
    buyings = [model.buying, *(fit_buying(before, one)[0] for one in KINDS if one != kind)]
    chances = {one.kind: float(one.log_chance(before, counts, horizon).mean()) for one in buyings}
    totals = {
        "purchases": (float(counts.sum()), *forecast.intervals.total_purchases),
        "spend": (float(spend.sum()), *forecast.intervals.total_spend),
    }
    return Holdout(
        cut,
        horizon,
        len(before),
        int((counts > 0).sum()),
        tables[0],
        tables[1],
        {str(one): value for one, value in chances.items()},
        level,
        find_coverage(forecast, counts, spend),
        totals,
        compare_by_frequency(before, counts, forecast.purchases),
        judge(tables[0], "purchases") + judge(tables[1], "spend") + judge_totals(totals),
    )


def find_coverage(forecast: Forecast, counts: Floats, spend: Floats) -> dict[str, float]:
    """Return the share of customers of whom what came lay within the interval."""
    limits = forecast.intervals
    low, high = limits.purchases_low, limits.purchases_high
    spend_low, spend_high = limits.spend_low, limits.spend_high
    return {
        "purchases": float(((low <= counts) & (counts <= high)).mean()),
        "spend": float(((spend_low <= spend) & (spend <= spend_high)).mean()),
    }


def compare_by_frequency(
    before: Summary, counts: Floats, expected: Floats
) -> tuple[dict[str, float], ...]:
    """Return means by repeat purchases so far (the last bin holds all with more)."""
    bins = np.minimum(before.frequency, BINS - 1)
    return tuple(
        {
            "repeats": float(value),
            "customers": float((bins == value).sum()),
            "came": float(counts[bins == value].mean()),
            "expected": float(expected[bins == value].mean()),
        }
        for value in np.unique(bins)
    )


def judge(scores: tuple[Score, ...], what: str) -> tuple[str, ...]:
    """Return in sentences where the model, which comes last, does not beat an obvious answer."""
    model, notes = scores[-1], []
    for naive in scores[:-1]:
        lost = []
        if model.mae >= naive.mae:
            lost.append(f"mean error ({model.mae:,.3f} against {naive.mae:,.3f})")
        if model.rmse >= naive.rmse:
            lost.append(f"RMSE ({model.rmse:,.3f} against {naive.rmse:,.3f})")
        if naive.rank is not None and model.rank is not None and model.rank <= naive.rank:
            lost.append(f"rank ({model.rank:.3f} against {naive.rank:.3f})")
        if lost:
            notes.append(
                f"In the period held out, {model.name} did not beat '{naive.name}' for {what} by "
                + " or ".join(lost)
                + "."
            )
    return tuple(notes)


def judge_totals(totals: dict[str, tuple[float, float, float]]) -> tuple[str, ...]:
    """Return in sentences which sums lay outside what was expected."""
    return tuple(
        f"In the period held out, all {what} came to {came:,.0f}, outside the interval of "
        f"{low:,.0f} to {high:,.0f}: the shop changed or the model does not fit it, so take "
        "intervals of totals as too narrow."
        for what, (came, low, high) in totals.items()
        if not low <= came <= high
    )

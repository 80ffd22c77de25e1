"""When stock runs out: what is there against what is forecast, over the time a delivery takes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import nbinom, norm, poisson

from crm_backend.analytics.demand.results import SeriesForecast
from crm_backend.analytics.demand.seasons import Floats
from crm_backend.analytics.demand.spread import TO_DEVIATION
from kernel.errors import Invalid

WARNED = 0.1  # probability of running out before a delivery could arrive, from which it is said
LIKELY = 0.5  # probability at which stock is expected to be gone


@dataclass(frozen=True)
class StockOutlook:
    """How stock will last. Periods are None where it lasts beyond the horizon.

    `probability` is that of running out before an order placed now arrives (`lead` periods);
    `gone` the period by whose end it is likelier gone than not, `earliest` by whose end it is
    gone with one chance in ten; `to_order` what is missing to be safe over the lead time.
    """

    key: str
    stock: float
    lead: int
    probability: float
    gone: str | None
    earliest: str | None
    to_order: int
    is_warned: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def run_out_probability(stock: float, mean: float, deviation: float) -> float:
    """Return the chance that demand of this mean and deviation is above the stock.

    Demand is negative binomial where it varies more than by chance, else Poisson; of large means
    the normal distribution. What is there may just be sold: only more than the stock is a lack.
    """
    if mean <= 0:
        return 0.0
    if mean > 10_000:
        return float(norm.sf((stock + 0.5 - mean) / max(deviation, np.sqrt(mean))))
    variance = deviation**2
    if variance <= mean * 1.001:
        return float(poisson.sf(np.floor(stock), mean))
    size = mean**2 / (variance - mean)
    return float(nbinom.sf(np.floor(stock), size, size / (size + mean)))


def look_ahead(
    forecast: SeriesForecast,
    *,
    stock: float,
    lead: int,
    elapsed: float = 0.0,
    safety: float = WARNED,
) -> StockOutlook:
    """Return how the stock of one series lasts; `lead` in periods of the forecast.

    `elapsed` is the share of the first period that is over: what was sold in it is out of the
    stock already. `safety` is the chance of running out that is accepted. Raises `Invalid` for a
    negative or unknown stock, or a lead time outside the horizon.
    """
    if not np.isfinite(stock) or stock < 0:
        raise Invalid("Stock is a number, zero or more.")
    if not 1 <= lead <= len(forecast.mean) - elapsed:
        raise Invalid(f"The lead time is 1 to {len(forecast.mean)} periods, the horizon.")
    if not 0 < safety < 1:
        raise Invalid("The accepted chance of running out lies between 0 and 1.")
    totals, deviations = _sum_left(forecast, elapsed)
    chances = np.maximum.accumulate(
        [
            run_out_probability(stock, float(total), float(deviation))
            for total, deviation in zip(totals, deviations, strict=True)
        ]
    )
    mean = _reach(totals, lead, elapsed)
    deviation = float(np.sqrt(_reach(deviations**2, lead, elapsed)))
    needed = _find_needed(mean, deviation, safety)
    probability = max(run_out_probability(stock, mean, deviation), float(chances[lead - 1]))
    return StockOutlook(
        key=forecast.key,
        stock=stock,
        lead=lead,
        probability=probability,
        gone=_first(forecast.periods, chances, LIKELY),
        earliest=_first(forecast.periods, chances, WARNED),
        to_order=max(0, int(np.ceil(needed - stock))),
        is_warned=probability > safety,
    )


def _sum_left(forecast: SeriesForecast, elapsed: float) -> tuple[Floats, Floats]:
    """Return what is sold from now to the end of each period, and its deviation."""
    whole = np.cumsum(forecast.mean)
    left = whole - elapsed * forecast.mean[0]
    errors = [0.0 if one is None else one for one in forecast.sum_errors]
    share = np.divide(left, whole, out=np.ones_like(whole), where=whole > 0)
    return left, np.array(errors) * TO_DEVIATION * np.sqrt(share)


def _reach(sums: Floats, lead: int, elapsed: float) -> float:
    """Return a running sum where a lead time ends that begins within the first period."""
    return float(np.interp(lead - 1 + elapsed, np.arange(len(sums)), sums))


def _first(periods: Sequence[str], chances: Floats, least: float) -> str | None:
    later = np.flatnonzero(chances >= least)
    return periods[int(later[0])] if len(later) else None


def _find_needed(mean: float, deviation: float, safety: float) -> float:
    """Return the least whole stock whose chance of running out is at most `safety`."""
    if run_out_probability(0.0, mean, deviation) <= safety:
        return 0.0
    low, high = 0, 1
    while run_out_probability(high, mean, deviation) > safety:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if run_out_probability(middle, mean, deviation) > safety:
            low = middle
        else:
            high = middle
    return float(high)

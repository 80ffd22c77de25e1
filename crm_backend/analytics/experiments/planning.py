"""How many customers an experiment needs, and how long it takes to find them: before it starts.

Loads heavy libraries: nothing that the server imports at start may import this.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtri
from tea_tasting.metrics import RatioOfMeans

from crm_backend.analytics.experiments.comparing import sum_up
from crm_backend.analytics.experiments.registry import FEWEST
from crm_backend.analytics.experiments.results import Kind
from crm_backend.analytics.experiments.sample import Metric
from crm_backend.analytics.experiments.sequential import exit_probability, find_boundaries
from kernel.errors import Invalid

POWER = 0.8
LONGEST_DAYS = 366
RECENT_DAYS = 28  # by whose pace it goes on once everybody of the past has come


@dataclass(frozen=True)
class Plan:
    """What it takes to see a lift of `lift` (a share of `base`) with a chance of `power`.

    `per_arm` is the size of the smallest arm, `customers` of all together; `days` until they have
    come, None where a year is not enough. `looks_cost` is the factor that planned looks cost,
    `variance_kept` what CUPED leaves of the variance. `reachable` is the lift that the traffic of
    four weeks could show, None without traffic.
    """

    base: float
    lift: float
    per_arm: int
    customers: int
    days: int | None
    per_day: float
    looks_cost: float
    variance_kept: float
    power: float
    reachable: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)


def plan(
    past: Metric,
    *,
    lift: float,
    shares: Sequence[float],
    looks: int = 1,
    alpha: float = 0.05,
    power: float = POWER,
    arrivals: Sequence[int] = (),
) -> Plan:
    """Return what an experiment takes; `shares[0]` is the control's.

    `past` is the metric as it was for customers of the past, `arrivals` how many new customers
    each day of the past brought. Raises `Invalid` where nothing can be planned from that.
    """
    if not lift or not math.isfinite(lift):
        raise Invalid("Say how large a lift must be to matter, such as 0.05 for 5 %.")
    if len(past.values) < 2 or not past.values.any():
        raise Invalid("The past holds too little of this metric to plan with.")
    alpha /= max(1, len(shares) - 1)
    part = shares[0] + min(shares[1:])
    base, kept, pair = size_up(
        past, lift, alpha=alpha, power=power, ratio=min(shares[1:]) / shares[0]
    )
    cost = looks_cost(looks, alpha, power)
    enough = math.ceil(pair * cost / part)
    customers = max(enough, FEWEST)
    days, per_day = find_days(customers, arrivals)
    soon = per_day * RECENT_DAYS
    return Plan(
        base=base,
        lift=lift,
        per_arm=math.ceil(customers * min(shares)),
        customers=customers,
        days=days,
        per_day=per_day,
        looks_cost=cost,
        variance_kept=kept,
        power=power,
        reachable=abs(lift) * math.sqrt(enough / soon) if soon * part >= 2 else None,
    )


def size_up(
    past: Metric, lift: float, *, alpha: float, power: float, ratio: float
) -> tuple[float, float, int]:
    """Return the metric's value, what CUPED leaves of its variance, and how many customers a
    treatment and the control need together for one look."""
    aggregates = sum_up(past, np.ones(len(past.values), dtype=bool))
    below = "below" if past.below is not None else None
    base = float(aggregates.mean("values")) / float(aggregates.mean(below))
    if float(aggregates.ratio_var("values", below)) <= 0:
        raise Invalid("The metric was the same for every customer of the past.")
    named: dict[str, Any] = {"alpha": alpha, "power": power, "ratio": ratio, "use_t": False}
    plain = RatioOfMeans("values", below, rel_effect_size=lift, **named)
    alone = plain.solve_power_from_aggregates(aggregates, "n_obs")[0].n_obs
    if past.before is not None:
        aided = RatioOfMeans("values", below, "before", rel_effect_size=lift, **named)
        pair = aided.solve_power_from_aggregates(aggregates, "n_obs")[0].n_obs
        return base, pair / alone, pair
    if past.kind == "binary" and 0 < base * (1 + lift) < 1:
        alone = share_size(base, base * (1 + lift), alpha=alpha, power=power, ratio=ratio)
    return base, 1.0, alone


def share_size(
    base: float, other: float, *, alpha: float = 0.05, power: float = POWER, ratio: float = 1.0
) -> int:
    """Return how many customers both arms need together to tell two shares apart.

    Fleiss, Levin and Paik 2003, equation 4.14 without continuity correction: the variance is pooled
    under the null hypothesis alone.
    """
    mean = (base + ratio * other) / (1 + ratio)
    pooled = ndtri(1 - alpha / 2) * math.sqrt((1 + ratio) * mean * (1 - mean))
    own = ndtri(power) * math.sqrt(ratio * base * (1 - base) + other * (1 - other))
    control = (pooled + own) ** 2 / (ratio * (other - base) ** 2)
    return math.ceil(control) + math.ceil(ratio * control)


@cache
def looks_cost(looks: int, alpha: float = 0.05, power: float = POWER) -> float:
    """Return how many times as many customers an experiment needs for being looked at so often."""
    if looks <= 1:
        return 1.0
    times = tuple(number / looks for number in range(1, looks + 1))
    bounds = find_boundaries(times, alpha)
    once = float(ndtri(1 - alpha / 2) + ndtri(power))
    drift = brentq(lambda one: exit_probability(times, bounds, one) - power, once / 2, once * 2)
    return float((drift / once) ** 2)


def find_days(customers: int, arrivals: Sequence[int]) -> tuple[int | None, float]:
    """Return after how many days so many customers have come, and how many come in a day.

    First as they came in the past, day by day, then at the pace of its last four weeks: in the
    beginning everybody is new, later on most were there before.
    """
    recent = arrivals[-RECENT_DAYS:]
    pace = sum(recent) / len(recent) if recent else 0.0
    come = 0
    for day, count in enumerate(arrivals, start=1):
        come += count
        if come >= customers:
            return day, sum(arrivals[:day]) / day
    if pace <= 0:
        return None, 0.0
    days = len(arrivals) + math.ceil((customers - come) / pace)
    return (days if days <= LONGEST_DAYS else None), pace


def make_past(kind: Kind, base: float, spread: float) -> Metric:
    """Return a metric with a mean and a standard deviation, to plan without any data."""
    reach = spread * math.sqrt(0.5)  # of two values, whose variance is divided by n - 1 = 1
    values = np.array([base - reach, base + reach])
    return Metric("past", kind, values)

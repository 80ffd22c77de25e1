"""One metric, one arm against the control: Welch, CUPED and the delta method by tea-tasting.

What tea-tasting does not have (exact tests with their intervals) is from scipy and written down
here. Loads heavy libraries: nothing that the server imports at start may import this.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import fisher_exact
from tea_tasting.aggr import Aggregates
from tea_tasting.metrics import RatioOfMeans

from crm_backend.analytics.experiments.sample import Bools, Floats, Metric
from crm_backend.analytics.intervals import Interval, newcombe

FEW_CASES = 10  # in a cell of the table: with fewer a share is tested exactly


@dataclass(frozen=True)
class Effect:
    """What the treatment changed. Intervals are at the confidence asked for; `relative` and its
    interval are None where the control's value is not positive."""

    difference: float
    interval: Interval
    relative: float | None
    relative_interval: Interval | None
    p: float
    is_exact: bool = False


def compare(
    metric: Metric, control: Bools, treatment: Bools, *, confidence: float, with_before: bool = True
) -> Effect | None:
    """Return the effect among the customers of the two masks; None where nothing varies.

    With `with_before` the number from before is used (CUPED, Deng et al. 2013), a ratio is compared
    by the delta method (Deng et al. 2018). Shares with few cases are tested exactly.
    """
    first, second = metric.values[control], metric.values[treatment]
    if min(len(first), len(second)) < 2:
        return None
    if metric.kind == "binary" and count_least(first, second) < FEW_CASES:
        return compare_exactly(first, second, confidence)
    has_before = with_before and metric.before is not None
    test = RatioOfMeans(
        "values",
        "below" if metric.below is not None else None,
        "before" if has_before else None,
        confidence_level=confidence,
        equal_var=False,
        use_t=True,
    )
    found = sum_up(metric, control), sum_up(metric, treatment)
    if any(_has_no_base(one, metric) for one in found) or _varies_nowhere(found, metric):
        return None
    made = test.analyze_aggregates(*found)
    if not math.isfinite(made.pvalue):
        return None
    relative, around = None, None
    if made.control > 0 and made.treatment > 0:
        relative = float(made.rel_effect_size)
        around = (float(made.rel_effect_size_ci_lower), float(made.rel_effect_size_ci_upper))
    interval = (float(made.effect_size_ci_lower), float(made.effect_size_ci_upper))
    return Effect(float(made.effect_size), interval, relative, around, float(made.pvalue))


def sum_up(metric: Metric, mask: Bools) -> Aggregates:
    """Return count, means, variances and covariances of a metric's columns in an arm."""
    columns = {"values": metric.values, "below": metric.below, "before": metric.before}
    there = {name: column[mask] for name, column in columns.items() if column is not None}
    names = list(there)
    table = np.atleast_2d(np.cov(np.vstack([there[name] for name in names])))
    return Aggregates(
        int(mask.sum()),
        {name: float(there[name].mean()) for name in names},
        {name: float(table[at, at]) for at, name in enumerate(names)},
        {
            (one, other): float(table[at, to])
            for at, one in enumerate(names)
            for to, other in enumerate(names)
            if at < to
        },
    )


def keep_of_variance(metric: Metric, masks: list[Bools]) -> float:
    """Return which part of the variance CUPED leaves: 1 - r² within the arms, 1 without."""
    if metric.before is None:
        return 1.0
    values, before = [], []
    for mask in masks:
        own = metric.values[mask]
        if metric.below is not None:
            below = metric.below[mask]
            own = own - below * (own.sum() / below.sum() if below.sum() else 0.0)
        values.append(own - own.mean())
        before.append(metric.before[mask] - metric.before[mask].mean())
    one, other = np.concatenate(values), np.concatenate(before)
    spread = float((one @ one) * (other @ other))
    return 1.0 if spread <= 0 else max(0.0, 1.0 - float(one @ other) ** 2 / spread)


def count_least(first: Floats, second: Floats) -> int:
    """Return the fewest cases in the table of two shares."""
    cells = (first.sum(), len(first) - first.sum(), second.sum(), len(second) - second.sum())
    return round(float(min(cells)))


def compare_exactly(first: Floats, second: Floats, confidence: float) -> Effect | None:
    """Return the effect on a share by Fisher's exact test, with Newcombe's interval."""
    ones = round(float(first.sum())), round(float(second.sum()))
    sizes = len(first), len(second)
    if min(sizes) == 0 or sum(ones) in (0, sum(sizes)):
        return None
    table = np.array([[ones[0], sizes[0] - ones[0]], [ones[1], sizes[1] - ones[1]]])
    p = float(fisher_exact(table).pvalue)
    share, change = ones[0] / sizes[0], ones[1] / sizes[1] - ones[0] / sizes[0]
    interval = newcombe((ones[1], sizes[1]), (ones[0], sizes[0]), confidence)
    relative = change / share if share > 0 else None
    return Effect(change, interval, relative, None, p, is_exact=True)


def _has_no_base(found: Aggregates, metric: Metric) -> bool:
    return metric.below is not None and found.mean("below") == 0


def _varies_nowhere(found: tuple[Aggregates, Aggregates], metric: Metric) -> bool:
    below = "below" if metric.below is not None else None
    spread = [float(one.ratio_var("values", below)) for one in found]
    level = max(abs(float(one.mean("values"))) for one in found)
    return all(one <= (1e-9 * level) ** 2 for one in spread)

"""Whether the data of an experiment can be believed: checks beside that of the sizes."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.stats import chi2_contingency, skew

from crm_backend.analytics.experiments.comparing import compare
from crm_backend.analytics.experiments.sample import Bools, Floats, Metric

UNEVEN_BELOW = 0.001  # of what is missing, or differed before, between the arms
NORMAL_AT = 355  # customers per arm and square of the skew, for a mean to be normal (Kohavi et al.)
MOST_SKEWED = 1.0  # less is no matter


def find_uneven_missing(known: Bools, masks: Mapping[str, Bools]) -> float | None:
    """Return the p-value of what is missing differing between arms, where it clearly does."""
    table = np.array([[(known & mask).sum(), (~known & mask).sum()] for mask in masks.values()])
    if not table[:, 1].any() or not table[:, 0].any():
        return None
    p = float(chi2_contingency(table).pvalue)
    return p if p < UNEVEN_BELOW else None


def find_uneven_before(metric: Metric, control: Bools, treatments: Sequence[Bools]) -> float | None:
    """Return the p-value of arms that differed before they were treated, where they clearly do."""
    if metric.before is None or not treatments:
        return None
    own = [metric.before[mask] for mask in (control, *treatments)]
    if all(np.ptp(one) == 0 for one in own) and np.ptp(np.concatenate(own)) > 0:
        return 0.0  # it names the arms
    earlier = Metric("before", "mean", metric.before)
    found = [compare(earlier, control, mask, confidence=0.95) for mask in treatments]
    least = min((one.p for one in found if one is not None), default=1.0)
    p = min(1.0, least * len(treatments))
    return p if p < UNEVEN_BELOW else None


def find_needed(values: Floats) -> int:
    """Return how many customers an arm needs for its mean to be near normal; 0 for mild data."""
    if len(values) < 3 or np.ptp(values) == 0:
        return 0
    bent = abs(float(skew(values)))
    return round(NORMAL_AT * bent * bent) if bent > MOST_SKEWED else 0

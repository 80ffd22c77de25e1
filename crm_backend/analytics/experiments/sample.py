"""What an experiment is made of for its analysis: metrics by customer, and the design. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.experiments.results import Kind
from kernel.errors import Invalid

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MOST_ARMS = 20
MOST_LOOKS = 100


@dataclass(frozen=True)
class Metric:
    """A number for each customer; NaN where it is missing.

    A ratio is the sum of `values` by the sum of `below`: customers are randomised, orders are
    measured. `before` is the same customer's number from before the first exposure, for CUPED.
    """

    name: str
    kind: Kind
    values: Floats
    below: Floats | None = None
    before: Floats | None = None
    higher_is_better: bool = True

    @property
    def known(self) -> Bools:
        """Where the metric is known; a missing `before` is filled and takes nobody out."""
        is_known = np.isfinite(self.values)
        return is_known if self.below is None else is_known & np.isfinite(self.below)


@dataclass(frozen=True)
class Design:
    """How the experiment was planned.

    `shares` are the arms' planned parts of the customers. `information` is how much of the planned
    customers were in at each look so far, growing; at the last of `looks` planned whatever doubt
    is left is spent. `cap` is the quantile (of all arms together) at which values are capped, as
    was said beforehand; None caps nothing.
    """

    control: str
    shares: Mapping[str, float]
    alpha: float = 0.05
    looks: int = 1
    information: tuple[float, ...] = (1.0,)
    cap: float | None = None

    @property
    def treatments(self) -> tuple[str, ...]:
        """The arms that are compared with the control, in the order of the plan."""
        return tuple(arm for arm in self.shares if arm != self.control)


def check_design(design: Design, arms: NDArray[np.str_], metrics: tuple[Metric, ...]) -> None:
    """Raise `Invalid`, in words that say what to do, for what cannot be analysed."""
    if not len(arms) or not metrics:
        raise Invalid("There is nothing to compare: no customers, or no metric.")
    check_shares(design)
    if not 0 < design.alpha < 0.5:
        raise Invalid("The accepted risk of a false alarm lies between 0 and 0.5.")
    if design.cap is not None and not 0.5 < design.cap < 1:
        raise Invalid("Values are capped at a quantile between 0.5 and 1, such as 0.99.")
    if design.looks > MOST_LOOKS:
        raise Invalid(f"At most {MOST_LOOKS} looks can be planned.")
    number = len(design.information)
    if not 1 <= number <= design.looks:
        raise Invalid(f"Look {number} is not one of the {design.looks} planned.")
    grown = np.diff((0.0, *design.information))
    if (grown <= 0).any():
        raise Invalid("Nobody has come in since the look before: there is nothing new to see.")


def check_shares(design: Design) -> None:
    """Raise `Invalid` for groups that cannot be compared as they were planned."""
    if design.control not in design.shares:
        there = ", ".join(sorted(design.shares)[:MOST_ARMS])
        raise Invalid(f"There is no group {design.control!r} to compare with. There are: {there}.")
    if len(design.shares) < 2:
        raise Invalid("There is only one group: an experiment compares at least two.")
    if len(design.shares) > MOST_ARMS:
        raise Invalid(f"There are {len(design.shares)} groups; at most {MOST_ARMS} are compared.")
    if any(not 0 < share < 1 for share in design.shares.values()):
        raise Invalid("Every group has a planned share between 0 and 1.")
    if abs(sum(design.shares.values()) - 1) > 1e-6:
        raise Invalid("The planned shares of the groups add up to 1.")


def cap_values(metric: Metric, quantile: float) -> tuple[Metric, float | None]:
    """Return the metric with its values capped (winsorised), and at what; shares stay.

    The cap is the quantile of all customers who are not at nought, whatever their arm, so that it
    cannot favour one; a cap over all would cut every order of a shop where few buy.
    """
    if metric.kind == "binary":
        return metric, None
    known = metric.values[metric.known]
    some = known[known != 0]
    if not len(some):
        return metric, None
    limit = float(np.quantile(some, quantile))
    return replace(metric, values=np.minimum(metric.values, limit)), limit

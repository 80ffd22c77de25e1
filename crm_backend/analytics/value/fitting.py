"""Maximum likelihood for both models: several starts, exact slopes, and a word on convergence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from crm_backend.analytics.value import buying, spending
from crm_backend.analytics.value.buying import BuyingModel, Kind
from crm_backend.analytics.value.spending import SpendingModel
from crm_backend.analytics.value.summary import Summary
from crm_backend.analytics.value.transactions import Floats
from kernel.errors import Invalid

LEAST_CUSTOMERS = 30
LEAST_REPEATERS = 10
MOST_SEARCHED = 20_000  # distinct customers among which several starts are tried
EDGE = 9.0  # natural log of a parameter in its own scale: beyond, it has run away
FLAT = 1e-4  # slope of the mean log-likelihood by the log of a parameter: below, it is at the top
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.2, 0.8, 2.5), (3.0, 3.0, 0.3, 3.0), (0.5, 0.1, 3.0, 3.0))
SPEND_STARTS = ((2.0, 2.0, 1.0), (6.0, 4.0, 0.5), (1.0, 1.5, 1.0), (20.0, 3.0, 0.1))

Objective = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True)
class Fit:
    """How a fit went.

    parameters  at the top, in the units of the data
    covariance  of the logs of the parameters (inverse observed information); zeros where unknown
    log_likelihood  of all customers
    slope  the largest slope left, of the mean log-likelihood by the log of a parameter
    agreeing  of how many starts the end was as good as the best
    """

    parameters: Floats
    covariance: Floats
    log_likelihood: float
    slope: float
    agreeing: int
    converged: bool
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return what a reader of a report wants to know of the fit."""
        return {
            "log_likelihood": self.log_likelihood,
            "converged": self.converged,
            "slope_left": self.slope,
            "starts_agreeing": self.agreeing,
            "log_standard_errors": np.sqrt(np.diag(self.covariance)).tolist(),
        }


def fit_buying(customers: Summary, kind: Kind) -> tuple[BuyingModel, Fit]:
    """Return the likeliest model of a kind. Raises `Invalid` where there is too little to learn."""
    refuse_too_few(customers)
    scale = float(customers.age.max())
    rows, counts = merge_equals(customers, scale)

    def weigh(step: int) -> Objective:
        some, weights = rows.rows(slice(None, None, step)), counts[::step]

        def objective(parameters: Floats) -> tuple[float, Floats]:
            values, slopes = buying.log_likelihood(kind, parameters, some)
            return float(weights @ values), np.asarray(slopes @ weights)

        return objective

    starts: Sequence[tuple[float, ...]] = STARTS
    floor = np.full(4, -EDGE)
    step = 1 + len(rows) // MOST_SEARCHED
    if step > 1:  # which start is best is found on every so many of the sorted rows
        pilot = maximize(weigh(step), int(counts[::step].sum()), STARTS, floor, kind)
        starts = (tuple(pilot.parameters.tolist()),)
    fit = maximize(weigh(1), len(customers), starts, floor, kind)
    r, alpha, a, b = fit.parameters * np.array([1.0, scale, 1.0, 1.0])
    shift = float(customers.frequency.sum()) * np.log(scale)
    return BuyingModel(kind, float(r), float(alpha), float(a), float(b)), Fit(
        np.array([r, alpha, a, b]),
        fit.covariance,
        float(fit.log_likelihood - shift),
        fit.slope,
        fit.agreeing,
        fit.converged,
        fit.notes,
    )


def fit_spending(customers: Summary) -> tuple[SpendingModel, Fit]:
    """Return the likeliest Gamma-Gamma of those who bought again. Raises `Invalid` for too few."""
    repeaters = customers.rows((customers.frequency > 0) & (customers.monetary > 0))
    if len(repeaters) < LEAST_REPEATERS:
        raise Invalid(
            f"{len(repeaters)} customers paid for a repeat purchase; at least {LEAST_REPEATERS} "
            "are needed to learn what a purchase comes to."
        )
    scale = float(np.median(repeaters.monetary))
    amounts = repeaters.monetary / scale

    def objective(parameters: Floats) -> tuple[float, Floats]:
        values, slopes = spending.log_likelihood(parameters, repeaters.frequency, amounts)
        return float(values.sum()), np.asarray(slopes.sum(axis=1))

    floor = np.array([-EDGE, np.log(spending.LEAST_Q), -EDGE])
    fit = maximize(objective, len(repeaters), SPEND_STARTS, floor, "Gamma-Gamma")
    p, q, v = fit.parameters * np.array([1.0, 1.0, scale])
    shift = len(repeaters) * np.log(scale)
    return SpendingModel(float(p), float(q), float(v)), Fit(
        np.array([p, q, v]),
        fit.covariance,
        float(fit.log_likelihood - shift),
        fit.slope,
        fit.agreeing,
        fit.converged,
        fit.notes,
    )


def refuse_too_few(customers: Summary) -> None:
    """Raise `Invalid` where no honest model of buying again can be made."""
    repeaters = int((customers.frequency > 0).sum())
    if len(customers) < LEAST_CUSTOMERS:
        raise Invalid(
            f"At least {LEAST_CUSTOMERS} customers are needed to learn how people buy again; there "
            f"are {len(customers)}. Bring a longer history or more customers."
        )
    if repeaters < LEAST_REPEATERS:
        raise Invalid(
            f"{repeaters} of {len(customers)} customers bought on more than one day; at least "
            f"{LEAST_REPEATERS} must have. Bring a longer history; until then nobody can say who "
            "will buy again."
        )


def merge_equals(customers: Summary, scale: float) -> tuple[Summary, Floats]:
    """Return each distinct (frequency, recency, age) once, times over `scale`, and how many."""
    table = np.column_stack([customers.frequency, customers.recency, customers.age])
    order = np.lexsort(table.T)
    table = table[order]
    is_new = np.r_[True, np.any(table[1:] != table[:-1], axis=1)]
    starts = np.flatnonzero(is_new)
    counts = np.diff(np.r_[starts, len(table)]).astype(np.float64)
    frequency, recency, age = table[starts].T
    nothing = np.zeros(len(starts))
    ids = customers.ids[order[starts]]
    return Summary(ids, frequency, recency / scale, age / scale, nothing, nothing), counts


def maximize(
    objective: Objective,
    count: int,
    starts: Sequence[tuple[float, ...]],
    floor: Floats,
    name: str,
) -> Fit:
    """Return the best end of L-BFGS-B from several starts, over the logs of the parameters."""

    def descend(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        with np.errstate(all="ignore"):
            value, slope = objective(parameters)
        if not (np.isfinite(value) and np.all(np.isfinite(slope))):
            return 1e10, np.zeros_like(logs)
        return -value / count, -slope * parameters / count

    bounds = [(float(low), EDGE) for low in floor]
    ends = [
        minimize(
            descend,
            np.log(np.array(start, dtype=np.float64)),
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 500},
        )
        for start in starts
    ]
    best = min(ends, key=lambda end: float(end.fun))
    logs = np.asarray(best.x, dtype=np.float64)
    at_edge = (logs <= floor + 1e-6) | (logs >= EDGE - 1e-6)
    slope = float(np.abs(descend(logs)[1][~at_edge]).max(initial=0.0))
    agreeing = sum(float(end.fun) <= float(best.fun) + 1e-6 for end in ends)
    converged = slope < FLAT and float(best.fun) < 1e9
    notes = describe_end(name, bool(at_edge.any()), converged, agreeing == 1 < len(starts))
    covariance = invert_curvature(descend, logs, at_edge) / count
    return Fit(
        np.exp(logs), covariance, -float(best.fun) * count, slope, agreeing, converged, notes
    )


def describe_end(name: str, is_at_edge: bool, converged: bool, is_alone: bool) -> tuple[str, ...]:
    """Return what there is to doubt of the end of a fit."""
    notes = []
    if not converged:
        notes.append(f"The fit of {name} did not converge: its figures are not to be relied on.")
    if is_at_edge:
        notes.append(
            f"A parameter of {name} ran to the edge of what is allowed: customers differ too "
            "little (or far too much) in that respect. Expectations hold; the parameter itself "
            "means little."
        )
    if converged and is_alone:
        notes.append(f"Only one start reached the best end of {name}; it may not be the highest.")
    return tuple(notes)


def invert_curvature(descend: Objective, logs: Floats, at_edge: NDArray[np.bool_]) -> Floats:
    """Return the inverse second derivative at the end; zeros for what stands at an edge."""
    size, step = len(logs), 1e-4
    free = np.flatnonzero(~at_edge)
    inverse = np.zeros((size, size))
    curve = np.empty((len(free), len(free)))
    for row, place in enumerate(free):
        shift = np.zeros(size)
        shift[place] = step
        curve[row] = ((descend(logs + shift)[1] - descend(logs - shift)[1]) / (2 * step))[free]
    curve = (curve + curve.T) / 2
    if len(free) and np.linalg.eigvalsh(curve).min() > 1e-10:
        inverse[np.ix_(free, free)] = np.linalg.inv(curve)
    return inverse

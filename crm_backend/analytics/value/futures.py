"""What may still come of each customer: drawn from what is believed of them, for honest intervals.

Each draw takes parameters from the normal approximation around the fit (what is not known of the
shop), then a rate and a chance of loss of each customer from their exact posterior (what is not
known of them), then purchases and amounts (chance itself).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crm_backend.analytics.value.buying import Kind, find_posterior
from crm_backend.analytics.value.summary import Summary
from crm_backend.analytics.value.transactions import Floats

DRAWS = 1_000
FEWER_DRAWS = 250  # of very many customers, whose total is sure anyway
MANY = 50_000
CELLS = 1_000_000  # draws x customers held at once


@dataclass(frozen=True)
class Known:
    """Parameters as fitted and the covariance of their logs, of buying (4) and spending (3)."""

    kind: Kind
    buying: Floats
    buying_covariance: Floats
    spending: Floats
    spending_covariance: Floats


@dataclass(frozen=True)
class Intervals:
    """Central intervals at `level`: per customer (n) of purchases and spend, and of the totals."""

    level: float
    draws: int
    purchases_low: Floats
    purchases_high: Floats
    spend_low: Floats
    spend_high: Floats
    total_purchases: tuple[float, float]
    total_spend: tuple[float, float]


def draw_intervals(
    known: Known, customers: Summary, horizon: float, *, level: float = 0.9, seed: int = 0
) -> Intervals:
    """Return intervals of purchases and spend within `horizon` from the end of what was seen."""
    draws = DRAWS if len(customers) <= MANY else FEWER_DRAWS
    cuts = [(1 - level) / 2, (1 + level) / 2]
    bounds: list[Floats] = []
    totals = np.zeros((2, draws))
    for counts, spend in draw_futures(known, customers, horizon, draws=draws, seed=seed):
        totals += counts.sum(axis=1), spend.sum(axis=1)
        whole = np.quantile(counts, cuts, axis=0, method="inverted_cdf")
        bounds.append(np.vstack([whole, np.quantile(spend, cuts, axis=0)]))
    low, high, spend_low, spend_high = np.hstack(bounds)
    of_purchases, of_spend = (np.quantile(total, cuts) for total in totals)
    return Intervals(
        level,
        draws,
        low,
        high,
        spend_low,
        spend_high,
        (float(of_purchases[0]), float(of_purchases[1])),
        (float(of_spend[0]), float(of_spend[1])),
    )


def draw_futures(
    known: Known, customers: Summary, horizon: float, *, draws: int, seed: int
) -> Iterator[tuple[Floats, Floats]]:
    """Yield purchases and spend, each (draws, some customers), for all customers in turn."""
    rng = np.random.default_rng(seed)
    buying = draw_parameters(known.buying, known.buying_covariance, draws, rng)
    spending = draw_parameters(known.spending, known.spending_covariance, draws, rng)
    width = max(1, CELLS // draws)
    for start in range(0, len(customers), width):
        some = customers.rows(slice(start, start + width))
        counts = draw_counts(known.kind, buying, some, horizon, rng)
        yield counts, draw_spend(spending, some, counts, rng)


def draw_parameters(
    fitted: Floats, covariance: Floats, draws: int, rng: np.random.Generator
) -> Floats:
    """Return parameters (of them, draws, 1) around the fit."""
    noise = rng.multivariate_normal(np.zeros(len(fitted)), covariance, size=draws, method="eigh")
    return np.asarray(fitted[:, None] * np.exp(np.clip(noise.T, -3, 3)))[:, :, None]


def draw_counts(
    kind: Kind, parameters: Floats, customers: Summary, horizon: float, rng: np.random.Generator
) -> Floats:
    """Return purchases (draws, n): as many as the rate brings, or until lost after one of them."""
    post = find_posterior(kind, parameters, customers)
    odds = np.exp(np.minimum(post.log_odds_lost, 700))
    is_alive = rng.random(post.shape.shape) * (1 + odds) < 1
    rate = rng.standard_gamma(post.shape[is_alive]) / post.rate[is_alive]
    counts = np.zeros(post.shape.shape)
    counts[is_alive] = rng.poisson(np.minimum(rate * horizon, 1e9))
    may_be_lost = counts > 1  # before the first nobody is lost, and after the last it is no matter
    loss = np.clip(rng.beta(post.a[may_be_lost], post.b[may_be_lost]), 1e-12, 1.0)
    counts[may_be_lost] = np.minimum(counts[may_be_lost], rng.geometric(loss))
    return counts


def draw_spend(
    parameters: Floats, customers: Summary, counts: Floats, rng: np.random.Generator
) -> Floats:
    """Return the sum of the amounts of as many purchases as `counts` says."""
    p, q, v = parameters
    buys = counts > 0
    shape, spent = q + p * customers.frequency, v + customers.frequency * customers.monetary
    level = rng.standard_gamma(shape[buys]) / spent[buys]
    sums = np.zeros(counts.shape)
    sums[buys] = rng.standard_gamma((p * counts)[buys]) / np.maximum(level, 1e-300)
    return sums

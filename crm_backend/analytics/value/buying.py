"""BG/NBD and MBG/NBD: how often somebody buys, and whether they still do.

Both say: a customer buys at random at a rate of their own, gamma(r, alpha) over customers, and is
lost after a purchase with a chance of their own, beta(a, b) over customers. In BG/NBD (Fader,
Hardie and Lee 2005, "Counting your customers the easy way") the first purchase loses nobody; in
MBG/NBD (Batislam, Denizel and Filiztekin 2007; Wagner and Hoppe 2008) it may. With `y` chances to
be lost that were survived (x or x + 1), the formulas of both are the same.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, expit, gammaln, hyp2f1, psi
from scipy.stats import beta as beta_distribution
from scipy.stats import nbinom

from crm_backend.analytics.value.summary import Summary
from crm_backend.analytics.value.transactions import Floats

Kind = Literal["BG/NBD", "MBG/NBD"]
KINDS: tuple[Kind, ...] = ("BG/NBD", "MBG/NBD")
NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)


@dataclass(frozen=True)
class Posterior:
    """Of those who still buy: rate gamma(shape, rate), loss beta(a, b); and the odds to be lost."""

    shape: Floats
    rate: Floats
    a: Floats
    b: Floats
    log_odds_lost: Floats


@dataclass(frozen=True)
class BuyingModel:
    """Parameters of one of the two models; times are in the unit of the summary it learned from."""

    kind: Kind
    r: float
    alpha: float
    a: float
    b: float

    def posterior(self, customers: Summary) -> Posterior:
        """Return what is believed of each customer after what was seen of them."""
        return find_posterior(self.kind, np.array([self.r, self.alpha, self.a, self.b]), customers)

    def alive(self, customers: Summary) -> Floats:
        """Return the chance that each customer still buys."""
        return np.asarray(expit(-self.posterior(customers).log_odds_lost))

    def expect(self, customers: Summary, horizon: float) -> Floats:
        """Return the expected purchases of each within `horizon` from the end of what was seen.

        Fader, Hardie and Lee 2005, equation 10, after Pfaff's transformation, which keeps the
        hypergeometric function stable for thousands of purchases.
        """
        return self.alive(customers) * expect_of_living(self.posterior(customers), horizon)

    def log_chance(self, customers: Summary, counts: Floats, horizon: float) -> Floats:
        """Return the log probability of exactly `counts` purchases of each within `horizon`."""
        post, k = self.posterior(customers), counts
        stay = horizon / (post.rate + horizon)
        is_some = k >= 1
        with np.errstate(divide="ignore"):
            survived = betaln(post.a, post.b + k) - betaln(post.a, post.b)
            survived = survived + nbinom.logpmf(k, post.shape, 1 - stay)
            before = np.maximum(k - 1, 0)
            lost = betaln(post.a + 1, post.b + before) - betaln(post.a, post.b)
            lost = lost + nbinom.logsf(before, post.shape, 1 - stay)
        living = np.logaddexp(survived, np.where(is_some, lost, -np.inf))
        gone = np.where(is_some, -np.inf, -np.logaddexp(0, -post.log_odds_lost))
        return np.asarray(np.logaddexp(living - np.logaddexp(0, post.log_odds_lost), gone))


def find_posterior(kind: Kind, parameters: Floats, customers: Summary) -> Posterior:
    """Return the posterior; `parameters` are (4,) or (4, draws, 1) for many sets at once."""
    r, alpha, a, b = parameters
    x, seen = customers.frequency, alpha + customers.age
    y = count_chances(kind, x)
    with np.errstate(divide="ignore"):
        odds = np.log(a) - np.log(b + np.maximum(y, 1) - 1)
        odds = odds + (r + x) * (np.log(seen) - np.log(alpha + customers.recency))
    return Posterior(r + x, seen, a + 0 * x, b + y, np.where(y > 0, odds, -np.inf))


def count_chances(kind: Kind, frequency: Floats) -> Floats:
    """Return how often each customer could have been lost at a purchase."""
    return frequency + 1.0 if kind == "MBG/NBD" else frequency


def expect_of_living(post: Posterior, horizon: float) -> Floats:
    """Return E[(1 - exp(-rate p t)) / p], the purchases to come of those who still buy."""
    a = np.where(np.abs(post.a - 1) < 1e-6, 1 + 1e-6, post.a)
    with np.errstate(all="ignore"):
        series = hyp2f1(post.shape, a - 1, a + post.b - 1, -horizon / post.rate)
        expected = np.asarray((a + post.b - 1) / (a - 1) * (1 - series))
        most = post.shape * horizon / post.rate
        is_bad = ~(np.isfinite(expected) & (expected >= 0) & (expected <= most * (1 + 1e-9)))
    if is_bad.any():
        expected[is_bad] = integrate_living(post, horizon, np.flatnonzero(is_bad))
    return expected


def integrate_living(post: Posterior, horizon: float, which: NDArray[np.intp]) -> Floats:
    """Return the same by quadrature over quantiles of p (four digits), where the series fails."""
    ranks = (NODES + 1) / 2
    p = beta_distribution.ppf(ranks, post.a[which, None], post.b[which, None])
    p = np.maximum(p, 1e-300)
    per_rate = horizon / post.rate[which, None]
    living = -np.expm1(-post.shape[which, None] * np.log1p(p * per_rate)) / p
    return np.asarray(living @ WEIGHTS / 2)


def log_likelihood(kind: Kind, parameters: Floats, customers: Summary) -> tuple[Floats, Floats]:
    """Return each customer's log-likelihood (n) and its slope by r, alpha, a, b (4, n).

    Fader, Hardie and Lee 2005, equation 6, and Batislam and others 2007, equation 6.
    """
    r, alpha, a, b = parameters
    x, y = customers.frequency, count_chances(kind, customers.frequency)
    seen, bought = alpha + customers.age, alpha + customers.recency
    prior = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + y) - betaln(a, b)
    living = -(r + x) * np.log(seen)
    before = np.maximum(b + y - 1, 1e-300)
    lost = np.where(y > 0, np.log(a) - np.log(before) - (r + x) * np.log(bought), -np.inf)
    either = np.logaddexp(living, lost)
    share = np.exp(lost - either)
    stay = 1 - share
    common = psi(a + b) - psi(a + b + y)
    slope = np.array(
        [
            psi(r + x) - psi(r) + np.log(alpha) - stay * np.log(seen) - share * np.log(bought),
            r / alpha - (r + x) * (stay / seen + share / bought),
            common + share / a,
            common + psi(b + y) - psi(b) - np.where(y > 0, share / before, 0.0),
        ]
    )
    return prior + either, slope

"""Gamma-Gamma: how much a purchase of each customer comes to.

Amounts of one customer are gamma(p, nu) with a nu of their own, gamma(q, v) over customers,
whatever the number of purchases (Fader and Hardie 2013, "The Gamma-Gamma model of monetary value").
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi

from crm_backend.analytics.value.summary import Summary
from crm_backend.analytics.value.transactions import Floats

LEAST_Q = 1.05  # at 1 the mean of a purchase is infinite


@dataclass(frozen=True)
class SpendingModel:
    """Parameters of Gamma-Gamma; `v` is in the unit of money of the summary it was fitted on."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """The mean purchase of somebody of whom nothing is known."""
        return self.p * self.v / (self.q - 1)

    def expect(self, customers: Summary) -> Floats:
        """Return the expected amount of a purchase of each (equation 5): between own and mean."""
        x, own = customers.frequency, customers.monetary
        return np.asarray(self.p * (self.v + x * own) / (self.p * x + self.q - 1))


def log_likelihood(
    parameters: Floats, frequency: Floats, monetary: Floats
) -> tuple[Floats, Floats]:
    """Return each repeat buyer's log-likelihood (n), equation 1a, and its slope by p, q, v."""
    p, q, v = parameters
    x, z = frequency, monetary
    px, whole = p * x, v + x * z
    value = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v) + (px - 1) * np.log(z)
    value = value + px * np.log(x) - (px + q) * np.log(whole)
    gap = psi(px + q)
    slope = np.array(
        [
            x * (gap - psi(px) + np.log(z) + np.log(x) - np.log(whole)),
            gap - psi(q) + np.log(v) - np.log(whole),
            q / v - (px + q) / whole,
        ]
    )
    return value, slope

"""Logistic regression with Firth's penalty, and intervals of its coefficients.

The penalty (half the logarithm of the information's determinant, Jeffreys' prior) takes the bias
of few events away and keeps estimates finite where a column parts the ratings without exception
(Firth 1993; Heinze and Schemper 2002). Intervals are those of the penalised profile likelihood;
where that would take long there is so much data that Wald's are the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit, log_expit

PASSES, TOLERANCE, HALVINGS = 60, 1e-8, 25
LONGEST_STEP = 5.0
PROFILED = 60_000  # rows times columns: beyond, intervals are Wald's
WIDEST = 30.0  # log-odds: no interval is looked for beyond
LEVEL = float(stats.chi2.ppf(0.95, 1))
Z = float(stats.norm.ppf(0.975))

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Coefficients (the first is the intercept), their covariance, penalised log-likelihood."""

    coefficients: Floats
    covariance: Floats
    likelihood: float


@dataclass(frozen=True)
class Interval:
    """A coefficient (log-odds), its 95 % interval and the probability of nought."""

    value: float
    low: float
    high: float
    p: float


class Firth:
    """A model of yes and no (`is_low`) by columns `x` (rows by columns, an intercept first)."""

    def __init__(self, x: Floats, is_low: NDArray[np.bool_]) -> None:
        self.x = x
        self.y = is_low.astype(np.float64)
        free = np.eye(x.shape[1])
        self.fit = self._maximise(np.zeros(x.shape[1]), free)

    def examine_last(self) -> Interval:
        """Return the coefficient of the last column with its interval."""
        value = float(self.fit.coefficients[-1])
        error = float(np.sqrt(self.fit.covariance[-1, -1]))
        if self.x.size > PROFILED:
            p = float(2 * stats.norm.sf(abs(value) / error))
            return Interval(value, value - Z * error, value + Z * error, p)
        identity = np.eye(self.x.shape[1])
        unit, free = identity[-1], identity[:, :-1]
        start = self.fit.coefficients[:-1]

        def exceed(at: float) -> float:
            held = self._maximise(start, free, at * unit)
            return 2 * (self.fit.likelihood - held.likelihood) - LEVEL

        low, high = (self._find_end(exceed, value, way * error) for way in (-1, 1))
        p = float(stats.chi2.sf(max(0.0, exceed(0.0) + LEVEL), 1))
        return Interval(value, low, high, p)

    @staticmethod
    def _find_end(exceed: Callable[[float], float], value: float, step: float) -> float:
        end = value + 2 * step
        while exceed(end) < 0:
            end += step
            if abs(end - value) > WIDEST:
                return end
        return float(brentq(exceed, value, end, xtol=1e-4))

    def _look(self, coefficients: Floats) -> tuple[float, Floats, Floats]:
        """Return penalised log-likelihood, score and information of some coefficients."""
        linear = self.x @ coefficients
        chance = expit(linear)
        weight = np.maximum(chance * (1 - chance), 1e-12)
        information = self.x.T @ (weight[:, None] * self.x)
        sign, logdet = np.linalg.slogdet(information)
        if sign <= 0:
            return -np.inf, np.zeros_like(coefficients), information
        leverage = weight * np.einsum("ij,ij->i", self.x, np.linalg.solve(information, self.x.T).T)
        score = self.x.T @ (self.y - chance + leverage * (0.5 - chance))
        signs = np.where(self.y > 0, linear, -linear)
        return float(log_expit(signs).sum() + logdet / 2), score, information

    def _maximise(self, start: Floats, free: Floats, held: Floats | None = None) -> Fit:
        """Return the likeliest coefficients of the form `held + free @ anything`."""
        base = np.zeros(self.x.shape[1]) if held is None else held
        at = base + free @ start
        likelihood, score, information = self._look(at)
        for _ in range(PASSES):
            step = free @ np.linalg.solve(free.T @ information @ free, free.T @ score)
            step *= min(1.0, LONGEST_STEP / max(LONGEST_STEP, float(np.abs(step).max())))
            for _ in range(HALVINGS):
                reached, new_score, new_information = self._look(at + step)
                if reached >= likelihood:
                    break
                step = step / 2
            else:
                break
            gained, at = reached - likelihood, at + step
            likelihood, score, information = reached, new_score, new_information
            if gained < TOLERANCE and float(np.abs(step).max()) < 1e-5:
                break
        return Fit(at, np.asarray(np.linalg.inv(information), dtype=np.float64), likelihood)

    def predict(self, x: Floats) -> Floats:
        """Return the probability of each row, with an intercept that meets the mean (FLIC).

        Firth's own probabilities lie towards one half (Puhr et al. 2017).
        """
        rest = self.fit.coefficients[1:]
        own, mean = self.x[:, 1:] @ rest, float(self.y.mean())
        if not 0 < mean < 1:
            return np.full(len(x), mean)
        shift = brentq(lambda at: float(expit(own + at).mean()) - mean, -WIDEST * 3, WIDEST * 3)
        return np.asarray(expit(x[:, 1:] @ rest + shift))

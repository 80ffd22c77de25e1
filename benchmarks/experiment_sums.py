"""The tests of experiments from sums, for thousands of runs at once.

The same formulas as tea-tasting computes for one experiment at a time; `benchmarks.experiments`
holds them against the product's own p-values in some of its runs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """Of one arm, for each run and look: how many, and sums of y, x, y², x² and xy."""

    n: Floats
    y: Floats
    x: Floats
    yy: Floats
    xx: Floats
    xy: Floats

    def times(self, factor: float) -> "Sums":
        """Return the sums of y times a factor."""
        return Sums(self.n, self.y * factor, self.x, self.yy * factor**2, self.xx, self.xy * factor)

    def plus(self, other: "Sums") -> "Sums":
        """Return the sums of both arms together."""
        return Sums(*(getattr(self, name) + getattr(other, name) for name in vars(self)))

    @property
    def var_y(self) -> Floats:
        """The sample variance of y."""
        return np.asarray((self.yy - self.y**2 / self.n) / (self.n - 1))

    @property
    def var_x(self) -> Floats:
        """The sample variance of x."""
        return np.asarray((self.xx - self.x**2 / self.n) / (self.n - 1))

    @property
    def cov(self) -> Floats:
        """The sample covariance."""
        return np.asarray((self.xy - self.x * self.y / self.n) / (self.n - 1))


def sum_up(arms: NDArray[np.bool_], y: Floats, x: Floats, ends: NDArray[np.intp]) -> list[Floats]:
    """Return for control and treatment the six sums at each of `ends` customers."""
    columns = np.stack([np.ones(len(y)), y, x, y * y, x * x, x * y])
    return [np.cumsum(columns * mask, axis=1)[:, ends - 1] for mask in (~arms, arms)]


def welch(control: Sums, treatment: Sums, *, with_before: bool) -> Floats:
    """Return two-sided p-values of y, with x from before taken off (CUPED) or without."""
    both = control.plus(treatment)
    theta = both.cov / both.var_x if with_before else np.zeros_like(both.n)
    means, parts = [], []
    for arm in (control, treatment):
        means.append(arm.y / arm.n - theta * arm.x / arm.n)
        parts.append((arm.var_y + theta**2 * arm.var_x - 2 * theta * arm.cov) / arm.n)
    return to_p(means[1] - means[0], parts, [control.n, treatment.n])


def ratio(control: Sums, treatment: Sums) -> Floats:
    """Return two-sided p-values of sum of y by sum of x, by the delta method."""
    values, parts = [], []
    for arm in (control, treatment):
        value, mean = arm.y / arm.x, arm.x / arm.n
        spread = arm.var_y + value**2 * arm.var_x - 2 * value * arm.cov
        values.append(value)
        parts.append(spread / mean**2 / arm.n)
    return to_p(values[1] - values[0], parts, [control.n, treatment.n])


def to_p(difference: Floats, parts: list[Floats], sizes: list[Floats]) -> Floats:
    """Return p-values of Welch's test: variances of both means, and how many they are of."""
    total = parts[0] + parts[1]
    free = total**2 / sum(part**2 / (n - 1) for part, n in zip(parts, sizes, strict=True))
    return np.asarray(2 * student.sf(np.abs(difference) / np.sqrt(total), free))

"""Terms of an additive model: what one column's value adds to the log-odds. Numpy alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from crm_backend.analytics.churn.values import Floats, to_numbers, to_texts

OTHER = "…other"  # rare values, grouped; no value of a file is spelt so


class Term(Protocol):
    """What a column adds."""

    @property
    def column(self) -> str:
        """Return the name of the column."""

    def contribute(self, values: Iterable[Any]) -> Floats:
        """Return what each value adds to the log-odds (n)."""

    def to_dict(self) -> dict[str, Any]:
        """Return the term as plain JSON."""

    def scaled(self, factor: float) -> "Term":
        """Return a term that adds `factor` times as much."""


def spline_basis(values: Floats, knots: Floats, degree: int) -> Floats:
    """Return the B-splines at the values: (n) and the full knot vector (k) -> (n, k - degree - 1).

    Values beyond the inner knots count as the nearest of them. The recursion is Cox and de Boor's
    (The NURBS Book, algorithm A2.2); it equals scikit-learn's `SplineTransformer` with constant
    extrapolation. Values must be finite.
    """
    count = len(knots) - degree - 1
    at = np.clip(values, knots[degree], knots[count])
    span = np.clip(np.searchsorted(knots, at, side="right") - 1, degree, count - 1)
    parts = np.ones((len(at), 1))
    for order in range(1, degree + 1):
        grown = np.zeros((len(at), order + 1))
        for place in range(order):
            right = knots[span + place + 1]
            left = knots[span + place + 1 - order]
            share = parts[:, place] / (right - left)
            grown[:, place] += (right - at) * share
            grown[:, place + 1] = (at - left) * share
        parts = grown
    basis = np.zeros((len(at), count))
    columns = span[:, None] + np.arange(-degree, 1)
    np.put_along_axis(basis, columns, parts, axis=1)
    return basis


@dataclass(frozen=True)
class SplineTerm:
    """A smooth function of a number; `missing` is added where there is none."""

    column: str
    knots: Floats
    degree: int
    coefficients: Floats
    offset: float
    missing: float

    def contribute(self, values: Iterable[Any]) -> Floats:
        """Return what each value adds."""
        numbers = to_numbers(values)
        is_missing = np.isnan(numbers)
        filled = np.where(is_missing, self.knots[self.degree], numbers)
        added = spline_basis(filled, self.knots, self.degree) @ self.coefficients - self.offset
        return np.where(is_missing, self.missing, added)

    def scaled(self, factor: float) -> "SplineTerm":
        """Return a term that adds `factor` times as much."""
        parts = (self.coefficients * factor, self.offset * factor, self.missing * factor)
        return SplineTerm(self.column, self.knots, self.degree, *parts)

    def to_dict(self) -> dict[str, Any]:
        """Return the term as plain JSON."""
        return {
            "kind": "spline",
            "column": self.column,
            "knots": self.knots.tolist(),
            "degree": self.degree,
            "coefficients": self.coefficients.tolist(),
            "offset": self.offset,
            "missing": self.missing,
        }


@dataclass(frozen=True)
class StepTerm:
    """A number's term that is constant between cuts: `scores` has one more than `cuts`."""

    column: str
    cuts: Floats
    scores: Floats
    missing: float

    def contribute(self, values: Iterable[Any]) -> Floats:
        """Return what each value adds."""
        numbers = to_numbers(values)
        steps = self.scores[np.searchsorted(self.cuts, numbers, side="right")]
        return np.where(np.isnan(numbers), self.missing, steps)

    def scaled(self, factor: float) -> "StepTerm":
        """Return a term that adds `factor` times as much."""
        return StepTerm(self.column, self.cuts, self.scores * factor, self.missing * factor)

    def to_dict(self) -> dict[str, Any]:
        """Return the term as plain JSON."""
        return {
            "kind": "steps",
            "column": self.column,
            "cuts": self.cuts.tolist(),
            "scores": self.scores.tolist(),
            "missing": self.missing,
        }


@dataclass(frozen=True)
class CategoryTerm:
    """A term of texts; what was never seen adds what the rare ones do, or nothing."""

    column: str
    scores: dict[str, float]  # by value; an empty text is a missing one

    def contribute(self, values: Iterable[Any]) -> Floats:
        """Return what each value adds."""
        unknown = self.scores.get(OTHER, 0.0)
        scores = dict(self.scores)
        scores.setdefault("", 0.0)
        return np.array([scores.get(text, unknown) for text in to_texts(values)], dtype=np.float64)

    def scaled(self, factor: float) -> "CategoryTerm":
        """Return a term that adds `factor` times as much."""
        return CategoryTerm(
            self.column, {name: score * factor for name, score in self.scores.items()}
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the term as plain JSON."""
        return {"kind": "categories", "column": self.column, "scores": self.scores}

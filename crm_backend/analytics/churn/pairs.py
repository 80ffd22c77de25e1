"""What two columns add together, beyond what each adds alone. Numpy alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.churn.terms import OTHER
from crm_backend.analytics.churn.values import Floats, to_numbers, to_texts


@dataclass(frozen=True)
class Axis:
    """Where a value lies in a grid: 0 if missing, then its part or level, last if unknown.

    A number has `cuts`, a text `levels` (by value, from 1).
    """

    column: str
    cuts: Floats | None
    levels: dict[str, int]

    @property
    def size(self) -> int:
        """Return how many places there are."""
        return (len(self.levels) if self.cuts is None else len(self.cuts) + 1) + 2

    def place(self, values: Iterable[Any]) -> NDArray[np.intp]:
        """Return the place of each value."""
        if self.cuts is not None:
            numbers = to_numbers(values)
            found = 1 + np.searchsorted(self.cuts, numbers, side="right")
            return np.where(np.isnan(numbers), 0, found)
        unknown = self.levels.get(OTHER, self.size - 1)
        missing = self.levels.get("", 0)
        places = {**self.levels, "": missing}
        return np.array([places.get(text, unknown) for text in to_texts(values)], dtype=np.intp)

    def to_dict(self) -> dict[str, Any]:
        """Return the axis as plain JSON."""
        cuts = None if self.cuts is None else self.cuts.tolist()
        return {"column": self.column, "cuts": cuts, "levels": self.levels}


@dataclass(frozen=True)
class PairTerm:
    """What a value of one column adds with one of another: `scores` (first's size, second's)."""

    first: Axis
    second: Axis
    scores: Floats

    def contribute(self, first: Iterable[Any], second: Iterable[Any]) -> Floats:
        """Return what each pair of values adds."""
        added = self.scores[self.first.place(first), self.second.place(second)]
        return np.asarray(added, dtype=np.float64)

    def scaled(self, factor: float) -> "PairTerm":
        """Return a term that adds `factor` times as much."""
        return PairTerm(self.first, self.second, self.scores * factor)

    def to_dict(self) -> dict[str, Any]:
        """Return the term as plain JSON."""
        axes = {"first": self.first.to_dict(), "second": self.second.to_dict()}
        return axes | {"scores": self.scores.tolist()}

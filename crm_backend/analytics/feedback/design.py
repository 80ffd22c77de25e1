"""Columns that may drive ratings, made fit for a model: kinds, steps, rare values, twins. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEAST = 10  # rows that must have a value: of fewer nothing is said
MOST_LEVELS = 30  # of a column of names; the others are put together
NUMBERS = 8  # different numbers from which a column is a scale, not names
YES = frozenset({"true", "yes", "1", "1.0", "y", "是"})
OTHER, NOT_GIVEN = "(other)", "(not given)"
EXTREME = 0.01  # of a scale's values at either end are pulled in
INDEPENDENT = 1e-6  # least eigenvalue from which no column follows from others
TWINS = 0.9  # correlation from which two columns cannot be told apart

Kind = Literal["scale", "level"]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Factor:
    """A scale, or a value of a column of names. `values` are per row: numbers, or 1 where it is so.

    For a scale `low` and `high` are its quartiles.
    """

    column: str
    level: str
    kind: Kind
    values: Floats
    low: float = 0.0
    high: float = 1.0

    @property
    def label(self) -> str:
        """The factor in words."""
        return f"{self.column}: {self.level}" if self.level else self.column


@dataclass
class Design:
    """What is left of the columns: one list of factors per column, and what was left out."""

    groups: list[list[Factor]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def factors(self) -> list[Factor]:
        """All factors."""
        return [factor for group in self.groups for factor in group]


def build_design(frame: pd.DataFrame, columns: Sequence[str]) -> Design:
    """Return the factors of some columns; what cannot be used is named in `notes`."""
    design = Design()
    for name in columns:
        values = frame[name]
        group = _read_scale(values, name, design.notes)
        if group is None:
            group = _read_levels(values, name, design.notes)
        if group:
            design.groups.append(group)
    _drop_twins(design)
    return design


def _read_scale(values: "pd.Series[Any]", name: str, notes: list[str]) -> list[Factor] | None:
    """Return a column of numbers as a scale; None where it is none, nothing where constant."""
    if values.dtype == bool:
        return None
    texts = values.astype("string").str.strip().fillna("")
    numbers = pd.to_numeric(texts, errors="coerce").astype(float)
    numbers = numbers.where(np.isfinite(numbers))
    if numbers.notna().sum() < (texts != "").sum() or numbers.nunique() < NUMBERS:
        return None
    missing = int(numbers.isna().sum())
    if missing:
        notes.append(f"{missing} rows have no {name}: its median stands in.")
    filled = numbers.fillna(numbers.median())
    ends = filled.quantile([EXTREME, 1 - EXTREME])
    clipped = np.asarray(filled.clip(ends.iloc[0], ends.iloc[1]), dtype=np.float64)
    low, high = (float(np.quantile(clipped, share)) for share in (0.25, 0.75))
    if high <= low:
        notes.append(f"{name} is the same number in most rows and was left out.")
        return []
    return [Factor(name, "", "scale", clipped, low, high)]


def _read_levels(values: "pd.Series[Any]", name: str, notes: list[str]) -> list[Factor]:
    texts = values.astype("string").str.strip().fillna("").replace("", NOT_GIVEN)
    counts = texts.value_counts()
    if len(counts) > MOST_LEVELS and len(counts) > len(texts) / 2:
        notes.append(f"{name} is different in most rows (an id?) and was left out.")
        return []
    frequent = [str(one) for one in counts.index[:MOST_LEVELS] if counts[one] >= LEAST]
    rare = int(len(texts) - counts[frequent].sum())
    if rare:
        notes.append(f"{rare} rows have a rare value of {name}, counted as {OTHER!r}.")
        texts = texts.where(texts.isin(frequent), OTHER)
        frequent += [OTHER] if rare >= LEAST else []
    if len(frequent) < 2:
        notes.append(f"{name} has no two values with {LEAST} rows each and was left out.")
        return []
    if len(frequent) == 2:  # the one says what the other says
        frequent = [next((one for one in frequent if one.casefold() in YES), frequent[1])]
    return [
        Factor(name, level, "level", np.asarray(texts == level, dtype=np.float64))
        for level in frequent
    ]


def _drop_twins(design: Design) -> None:
    """Leave out factors that an earlier one of another column nearly repeats, and say so."""
    kept: list[Factor] = []
    groups = []
    for group in design.groups:
        left = []
        for factor in group:
            twin = next((one for one in kept if is_twin(one, factor)), None)
            if twin is None:
                left.append(factor)
            else:
                design.notes.append(
                    f"{factor.label} cannot be told apart from {twin.label}: they go together. "
                    f"What is said of {twin.label} may be meant of both."
                )
        kept += left
        groups.append(left)
    design.groups[:] = [group for group in groups if group]


def is_twin(one: Factor, other: Factor) -> bool:
    """Tell whether two factors of different columns go together so closely that one says both."""
    if one.column == other.column:
        return False
    return abs(float(np.corrcoef(one.values, other.values)[0, 1])) >= TWINS


def build_matrix(design: Design) -> tuple[Floats, list[int]]:
    """Return rows by columns (an intercept first), and for each column its group (-1: none).

    What other columns add up to has no column of its own: one value of each column of names.
    """
    columns = [np.ones(len(design.factors[0].values))]
    groups = [-1]
    for at, group in enumerate(design.groups):
        for factor in group:
            values = scale(factor)
            if is_independent(np.column_stack([*columns, values])):
                columns.append(values)
                groups.append(at)
    return np.column_stack(columns), groups


def single_out(design: Design, x: Floats, groups: Sequence[int]) -> list[tuple[Factor, Floats]]:
    """Return for each factor a matrix whose last column is the factor alone.

    The other columns are in it as they are, the factor's own column of names is not: so its
    coefficient is against all other values together. What cannot be told apart is left out.
    """
    owners = np.asarray(groups)
    parts = []
    for at, group in enumerate(design.groups):
        for factor in group:
            matrix = np.column_stack([x[:, owners != at], scale(factor)])
            if is_independent(matrix):
                parts.append((factor, matrix))
            else:
                design.notes.append(f"{factor.label} follows from other columns: left out.")
    return parts


def scale(factor: Factor) -> Floats:
    """Return a factor's values in a model: a scale's in steps from quartile to quartile."""
    if factor.kind == "level":
        return factor.values
    return np.asarray((factor.values - factor.values.mean()) / (factor.high - factor.low))


def is_independent(matrix: Floats) -> bool:
    """Tell whether no column of a matrix follows from the others."""
    lengths = np.linalg.norm(matrix, axis=0)
    if not lengths.all():
        return False
    scaled = matrix / lengths
    return float(np.linalg.eigvalsh(scaled.T @ scaled)[0]) > INDEPENDENT

"""Columns made comparable: logs of what is skewed, extremes held back, mean 0 and deviation 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from crm_backend.analytics.segments.rules import Floats
from kernel.errors import Invalid

SKEWED = 1.5  # of a column without negative values: beyond, it is taken as a log
TINY = 0.05  # of the median, added before the log where values are no whole numbers
FIELDS = ("offset", "fill", "low", "high", "mean", "deviation")


@dataclass(frozen=True)
class Scaling:
    """How c columns are made comparable, each field a tuple of c.

    offset  added before the log; NaN where no log is taken
    fill    what stands for a missing value, in the column's own unit
    low, high  values beyond are taken for these, after the log
    mean, deviation  after the log
    """

    columns: tuple[str, ...]
    offset: tuple[float, ...]
    fill: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def transform(self, values: Floats) -> Floats:
        """Return columns (n, c), NaN where missing, in units of deviation from the mean."""
        filled = np.where(np.isfinite(values), values, np.array(self.fill))
        logged = take_logs(filled, np.array(self.offset))
        held = np.clip(logged, np.array(self.low), np.array(self.high))
        return np.asarray((held - np.array(self.mean)) / np.array(self.deviation))

    def invert(self, scaled: Floats) -> Floats:
        """Return what was in the columns' own units."""
        logged = scaled * np.array(self.deviation) + np.array(self.mean)
        offset = np.array(self.offset)
        is_log = np.isfinite(offset)
        return np.asarray(np.where(is_log, np.exp(np.where(is_log, logged, 0.0)) - offset, logged))

    def to_dict(self) -> dict[str, Any]:
        """Return the scaling as plain JSON; None is no log."""
        told: dict[str, Any] = {"columns": list(self.columns)}
        for field in FIELDS:
            told[field] = [None if np.isnan(one) else float(one) for one in getattr(self, field)]
        return told

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the scaling that `to_dict` told of. Raises `Invalid` for anything else."""
        try:
            columns = tuple(str(name) for name in data["columns"])
            lists = [
                tuple(np.nan if one is None else float(one) for one in data[field])
                for field in FIELDS
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid(f"This is no scaling of columns: {error}") from error
        if any(len(one) != len(columns) for one in lists):
            raise Invalid("This scaling tells of more or fewer columns than it names.")
        return cls(columns, *lists)


def take_logs(values: Floats, offset: Floats) -> Floats:
    """Return logs of the columns that have an offset, the others as they are."""
    is_log = np.isfinite(offset)
    shifted = np.maximum(values + np.where(is_log, offset, 0.0), 1e-12)
    return np.asarray(np.where(is_log, np.log(np.where(is_log, shifted, 1.0)), values))


def learn_scaling(values: Floats, columns: Sequence[str], logs: Sequence[bool | None]) -> Scaling:
    """Return the scaling of columns (n, c) that vary; `logs` says of each, None to decide by skew.

    What lies further beyond the middle 98 % than these are wide is held back there.
    """
    fill = np.nanmedian(values, axis=0)
    filled = np.where(np.isfinite(values), values, fill)
    offset = np.array(
        [find_offset(filled[:, place], log) for place, log in enumerate(logs)], dtype=np.float64
    )
    logged = take_logs(filled, offset)
    first, last = np.quantile(logged, [0.01, 0.99], axis=0)
    width = last - first
    low = np.where(width > 0, first - width, logged.min(axis=0))
    high = np.where(width > 0, last + width, logged.max(axis=0))
    held = np.clip(logged, low, high)
    deviation = held.std(axis=0)
    parts = (offset, fill, low, high, held.mean(axis=0), np.where(deviation > 0, deviation, 1.0))
    return Scaling(tuple(columns), *(tuple(part.tolist()) for part in parts))


def find_offset(values: Floats, log: bool | None) -> float:
    """Return what is added before the log, NaN for no log."""
    is_positive = values.min() >= 0 and values.max() > 0
    if log is False or not is_positive:
        return float("nan")
    is_whole = bool(np.all(values == np.round(values)))
    offset = 1.0 if is_whole else TINY * float(np.median(values[values > 0]))
    if log is None and find_skew(values) <= max(SKEWED, abs(find_skew(np.log(values + offset)))):
        return float("nan")
    return offset


def find_skew(values: Floats) -> float:
    """Return the skewness, 0 for what does not vary."""
    deviation = float(values.std())
    return float((((values - values.mean()) / deviation) ** 3).mean()) if deviation > 0 else 0.0

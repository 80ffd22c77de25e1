"""Columns of a table judged before segments are made of them."""

from collections.abc import Sequence

import numpy as np

from crm_backend.analytics.segments.rules import Floats
from kernel.errors import Invalid

LEAST_ROWS = 20
MOST_MISSING = 0.5  # of a column
SAME = 0.98  # correlation: beyond, two columns tell one thing and would weigh double


def keep_columns(
    values: Floats, columns: Sequence[str], notes: list[str]
) -> tuple[Floats, tuple[str, ...]]:
    """Return the columns (n, c) that tell something; what is dropped or doubted goes to `notes`.

    Raises `Invalid` for too few rows and where no column is left.
    """
    if len(values) < LEAST_ROWS:
        raise Invalid(
            f"At least {LEAST_ROWS} customers are needed to see groups; there are {len(values)}."
        )
    kept = [
        place for place, name in enumerate(columns) if is_telling(values[:, place], name, notes)
    ]
    if not kept:
        raise Invalid("No column is left that differs between customers: choose others.")
    left, names = values[:, kept], tuple(columns[place] for place in kept)
    note_doubles(left, names, notes)
    return left, names


def is_telling(values: Floats, name: str, notes: list[str]) -> bool:
    """Return whether a column differs between customers and is there for most of them."""
    missing = int((~np.isfinite(values)).sum())
    if missing > MOST_MISSING * len(values):
        notes.append(f"'{name}' is missing for {missing} of {len(values)} and was left out.")
        return False
    there = values[np.isfinite(values)]
    if np.ptp(there) == 0:
        notes.append(f"'{name}' is {there[0]:g} for everybody and was left out.")
        return False
    if missing:
        notes.append(
            f"'{name}' is missing for {missing} of {len(values)}; its median stands for it."
        )
    return True


def note_doubles(values: Floats, names: Sequence[str], notes: list[str]) -> None:
    """Say which columns tell the same."""
    filled = np.where(np.isfinite(values), values, np.nanmedian(values, axis=0))
    if len(names) < 2:
        return
    related = np.triu(np.abs(np.corrcoef(filled.T)), k=1)
    notes.extend(
        f"'{names[first]}' and '{names[second]}' tell the same: it counts twice. Leave one out."
        for first, second in zip(*np.nonzero(related > SAME), strict=True)
    )

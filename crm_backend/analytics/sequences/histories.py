"""From rows of person, time and what, to one history per person in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kernel.errors import Invalid

PERSON, TIME, WHAT = "person", "time", "what"
LEAST_PEOPLE = 10  # with two events or more: below, nothing can be learnt
LEAST_KINDS = 2

Weights = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Histories:
    """What each person did, oldest first, how much each event counts, and what was doubted."""

    people: tuple[str, ...]
    events: tuple[tuple[str, ...], ...]
    weights: tuple[tuple[float, ...], ...]
    notes: tuple[str, ...] = ()


def read_histories(
    rows: pd.DataFrame, *, as_of: pd.Timestamp, half_life_days: float | None = None
) -> Histories:
    """Return histories of a frame with `person`, `time` (aware, UTC) and `what` (text).

    Rows without one of them, rows after `as_of` and rows that are there twice are left out and
    counted. With a half-life older events count less. Raises `Invalid` where too little is left.
    """
    notes: list[str] = []
    kept = rows.dropna(subset=[PERSON, TIME, WHAT])
    kept = kept[kept[WHAT].astype(str).str.strip() != ""]
    if len(kept) < len(rows):
        notes.append(f"{len(rows) - len(kept)} rows without a person, time or kind are left out.")
    past = kept[kept[TIME] <= as_of]
    if len(past) < len(kept):
        notes.append(f"{len(kept) - len(past)} rows after {as_of:%Y-%m-%d} are left out.")
    once = past.drop_duplicates(subset=[PERSON, TIME, WHAT])
    if len(once) < len(past):
        notes.append(f"{len(past) - len(once)} rows are there twice and are left out.")
    ordered = once.sort_values([PERSON, TIME], kind="stable")
    ages = (as_of - ordered[TIME]).dt.total_seconds().to_numpy() / 86_400
    weights = np.ones(len(ordered)) if half_life_days is None else 0.5 ** (ages / half_life_days)
    frame = pd.DataFrame(
        {
            PERSON: ordered[PERSON].astype(str).to_numpy(),
            WHAT: ordered[WHAT].astype(str).str.strip().to_numpy(),
            "weight": weights,
        }
    )
    groups = frame.groupby(PERSON, sort=False)
    events = tuple(tuple(group) for _, group in groups[WHAT])
    _check(events)
    return Histories(
        tuple(str(person) for person, _ in groups),
        events,
        tuple(tuple(float(one) for one in group) for _, group in groups["weight"]),
        tuple(notes),
    )


def _check(events: Sequence[Sequence[str]]) -> None:
    several = sum(len(one) > 1 for one in events)
    if several < LEAST_PEOPLE:
        raise Invalid(
            f"{several} people did something twice or more; {LEAST_PEOPLE} are needed to learn "
            "what comes next."
        )
    if len({what for one in events for what in one}) < LEAST_KINDS:
        raise Invalid("Everybody always did the same: there is nothing to predict.")

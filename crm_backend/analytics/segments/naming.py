"""Numbers and names that stay with a segment from run to run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from crm_backend.analytics.segments.model import Segmenter
from crm_backend.analytics.segments.rules import NAMES, Floats, Names
from crm_backend.analytics.segments.scaling import Scaling

NEAR = 0.5  # of the way from a former centre to the next one: a centre within is the same segment
LEAST_OF_NAME = 0.1  # of a segment's customers must bear the name by rule that it is given
TRAIT = 0.5  # deviations from the mean of everybody: beyond, worth a word
STRONG = 1.0


@dataclass(frozen=True)
class Named:
    """Numbers and names of k segments, and which of them (places) an earlier run knew."""

    numbers: tuple[int, ...]
    names: tuple[str, ...]
    known: tuple[int, ...]


def order_centres(centres: Floats, scaling: Scaling, by: str) -> Floats:
    """Return centres with the highest of a column first, the same in every run."""
    place = scaling.columns.index(by)
    return np.asarray(centres[np.argsort(-centres[:, place], kind="stable")])


def match_previous(centres: Floats, scaling: Scaling, previous: Segmenter) -> dict[int, int]:
    """Return which centre (place) is which segment of the previous run (place there).

    Pairs are chosen for the least sum of distances, in the scale of the previous run; a pair counts
    where the centre is less than half way to the next former one.
    """
    if previous.scaling.columns != scaling.columns:
        return {}
    former = np.array(previous.centres)
    now = previous.scaling.transform(scaling.invert(centres))
    gaps = np.linalg.norm(now[:, None, :] - former, axis=2)
    apart = np.linalg.norm(former[:, None, :] - former, axis=2)
    np.fill_diagonal(apart, np.inf)
    reach = NEAR * apart.min(axis=1)
    pairs = zip(*linear_sum_assignment(gaps), strict=True)
    return {int(new): int(old) for new, old in pairs if gaps[new, old] <= reach[old]}


def name_segments(
    proposed: Sequence[str], matched: dict[int, int], previous: Segmenter | None
) -> Named:
    """Return numbers and names: those of before where matched, else the next free ones."""
    numbers = [0] * len(proposed)
    names = [""] * len(proposed)
    taken: set[str] = set()
    highest = 0
    if previous is not None:
        highest = max(previous.numbers)
        for new, old in matched.items():
            numbers[new], names[new] = previous.numbers[old], previous.names[old]
            taken.add(previous.names[old])
    for place, name in enumerate(proposed):
        if numbers[place]:
            continue
        highest += 1
        free = name
        for count in range(2, len(proposed) + 2):
            if free not in taken:
                break
            free = f"{name} {count}"
        numbers[place], names[place] = highest, free
        taken.add(free)
    return Named(tuple(numbers), tuple(names), tuple(sorted(matched)))


def propose_rfm_names(places: NDArray[np.intp], by_rule: Names, k: int) -> list[str]:
    """Return a name by rule for each of k segments, each name once where its customers allow it.

    The names are given out so that as many customers as possible bear theirs by rule too.
    """
    shares = np.zeros((k, len(NAMES)))
    for place in range(k):
        members = by_rule[places == place]
        for column, name in enumerate(NAMES):
            shares[place, column] = float((members == name).mean()) if len(members) else 0.0
    names = [NAMES[int(row.argmax())] for row in shares]
    for segment, best in zip(*linear_sum_assignment(-shares), strict=True):
        if shares[segment, best] >= LEAST_OF_NAME:
            names[int(segment)] = NAMES[int(best)]
    return names


def propose_names(centres: Floats, columns: Sequence[str]) -> list[str]:
    """Return names of what is most unlike everybody: `high income, low age`; else `typical`."""
    names = []
    for centre in centres:
        strongest = np.argsort(-np.abs(centre), kind="stable")[:2]
        words = [
            f"{'high' if centre[place] > 0 else 'low'} {columns[place]}"
            for place in strongest
            if abs(centre[place]) >= TRAIT
        ]
        names.append(", ".join(words) or "typical")
    return names

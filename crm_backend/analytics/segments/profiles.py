"""What is typical of a segment against everybody, in words and in figures for pictures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.segments.naming import STRONG, TRAIT
from crm_backend.analytics.segments.rules import Floats

MOST_POINTS = 400
PHRASES = {
    "much_higher": "{column}: much higher ({here} against {everybody})",
    "higher": "{column}: higher ({here} against {everybody})",
    "lower": "{column}: lower ({here} against {everybody})",
    "much_lower": "{column}: much lower ({here} against {everybody})",
}
CALLED = {
    "recency_days": "days since the last purchase",
    "frequency": "days of purchase",
    "monetary": "money spent",
}


@dataclass(frozen=True)
class Trait:
    """How the customers of a segment differ from everybody in one column.

    level      one of `PHRASES`: words of pages are found under `segment_trait_<level>`
    here, everybody  medians in the column's own unit
    deviations mean of the segment in deviations from the mean of everybody
    """

    column: str
    level: str
    here: float
    everybody: float
    deviations: float


@dataclass(frozen=True)
class Profile:
    """One segment. `revenue_share` is None where no money is known."""

    number: int
    name: str
    customers: int
    share: float
    revenue_share: float | None
    medians: dict[str, float]
    traits: tuple[Trait, ...]
    is_new: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the profile as plain JSON, with a sentence in English."""
        return {**asdict(self), "in_words": describe(self)}


def profile_segment(
    values: Floats,
    scaled: Floats,
    here: NDArray[np.bool_],
    columns: Sequence[str],
    revenue: Floats | None,
    *,
    number: int,
    name: str,
    is_new: bool,
) -> Profile:
    """Return what is typical of the customers `here` (n), of values and scaled values (n, c)."""
    count = int(here.sum())
    total = 0.0 if revenue is None else float(revenue.sum())
    return Profile(
        number,
        name,
        count,
        count / max(1, len(here)),
        float(revenue[here].sum()) / total if revenue is not None and total > 0 else None,
        find_medians(values[here], columns),
        find_traits(values, scaled, here, columns) if count else (),
        is_new,
    )


def find_medians(values: Floats, columns: Sequence[str]) -> dict[str, float]:
    """Return the median of each column among those who have a value."""
    told = {}
    for place, column in enumerate(columns):
        there = values[:, place][np.isfinite(values[:, place])]
        if len(there):
            told[column] = float(np.median(there))
    return told


def find_traits(
    values: Floats, scaled: Floats, here: NDArray[np.bool_], columns: Sequence[str]
) -> tuple[Trait, ...]:
    """Return the columns in which a segment differs from everybody, the strongest first."""
    means = scaled[here].mean(axis=0)
    inside, outside = find_medians(values[here], columns), find_medians(values, columns)
    traits = []
    for place in np.argsort(-np.abs(means), kind="stable"):
        deviations, column = float(means[place]), columns[place]
        if abs(deviations) < TRAIT or column not in inside:
            continue
        side = "higher" if deviations > 0 else "lower"
        level = f"much_{side}" if abs(deviations) >= STRONG else side
        traits.append(Trait(column, level, inside[column], outside[column], deviations))
    return tuple(traits)


def describe(profile: Profile) -> str:
    """Return a segment in a sentence or two."""
    told = f"{profile.customers:,} customers ({profile.share:.0%})"
    if profile.revenue_share is not None:
        told += f", {profile.revenue_share:.0%} of revenue"
    words = [
        PHRASES[trait.level].format(
            column=CALLED.get(trait.column, trait.column),
            here=shorten(trait.here),
            everybody=shorten(trait.everybody),
        )
        for trait in profile.traits
    ]
    return f"{told}. {'; '.join(words) or 'Close to everybody in every respect'}."


def shorten(value: float) -> str:
    """Return a figure with about three digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def draw_points(scaled: Floats, places: NDArray[np.intp], seed: int) -> list[dict[str, float]]:
    """Return some customers on a plane (two principal components) for a picture."""
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(len(scaled), min(MOST_POINTS, len(scaled)), replace=False))
    _, _, axes = np.linalg.svd(scaled[chosen] - scaled.mean(axis=0), full_matrices=False)
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
    plane = (scaled[chosen] - scaled.mean(axis=0)) @ (axes * signs[:, None])[:2].T
    across = plane[:, 0]
    up = plane[:, 1] if plane.shape[1] > 1 else np.zeros(len(plane))
    return [
        {"segment": int(places[row]), "x": round(float(x), 3), "y": round(float(y), 3)}
        for row, x, y in zip(chosen, across, up, strict=True)
    ]

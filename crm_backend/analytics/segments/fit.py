"""From columns or purchases to segments: chosen, named, described, and compared with no groups."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.segments.clustering import (
    Candidate,
    choose_candidate,
    find_centres,
    find_silhouette,
    silhouette_of_shuffled,
    try_candidates,
)
from crm_backend.analytics.segments.columns import keep_columns
from crm_backend.analytics.segments.model import Segmenter
from crm_backend.analytics.segments.naming import (
    match_previous,
    name_segments,
    order_centres,
    propose_names,
    propose_rfm_names,
)
from crm_backend.analytics.segments.profiles import Profile, draw_points, profile_segment
from crm_backend.analytics.segments.rfm import COLUMNS, Rfm
from crm_backend.analytics.segments.rules import Floats, Names
from crm_backend.analytics.segments.scaling import Scaling, learn_scaling
from kernel.errors import Invalid

KS_OF_TABLE = tuple(range(2, 11))
KS_OF_RFM = tuple(range(3, 9))  # two would only part those who bought once from the others


@dataclass(frozen=True)
class Clusters:
    """Segments of n customers by KMeans.

    places      which segment, a place in `segmenter` and `profiles` (n)
    candidates  the numbers of segments that were tried, none where the number was given
    silhouette  of these segments; `shuffled` of as many where columns were shuffled apart
    points      some customers on a plane, for a picture
    """

    segmenter: Segmenter
    ids: NDArray[np.object_]
    places: NDArray[np.intp]
    profiles: tuple[Profile, ...]
    candidates: tuple[Candidate, ...]
    chosen: Candidate
    silhouette: float
    shuffled: float
    points: tuple[dict[str, float], ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the customers as plain JSON."""
        return {
            "model": self.segmenter.to_dict(),
            "columns": list(self.segmenter.scaling.columns),
            "k": len(self.profiles),
            "stability": self.chosen.stability,
            "silhouette": self.silhouette,
            "silhouette_of_shuffled_columns": self.shuffled,
            "candidates": [asdict(one) for one in self.candidates],
            "segments": [profile.to_dict() for profile in self.profiles],
            "points": list(self.points),
            "notes": list(self.notes),
        }


def fit_clusters(
    ids: NDArray[np.object_],
    table: Mapping[str, Floats],
    *,
    logs: Mapping[str, bool] | None = None,
    k: int | None = None,
    ks: Sequence[int] = KS_OF_TABLE,
    order_by: str | None = None,
    revenue: Floats | None = None,
    by_rule: Names | None = None,
    previous: Segmenter | None = None,
    seed: int = 0,
) -> Clusters:
    """Return segments of customers by the columns of a table (each n, NaN where missing).

    `logs` says which columns are taken as logs (by skew where it does not say), `order_by` by which
    column segments stand in order (the first if not told), `by_rule` the names of the customers by
    RFM, from which segments then get theirs; `previous` the segments of the last run, whose numbers
    and names are kept. Without `k` it is chosen among `ks` by stability, then silhouette. Raises
    `Invalid` where no honest segments can be made.
    """
    notes: list[str] = []
    values, columns = keep_columns(np.column_stack(list(table.values())), list(table), notes)
    scaling = learn_scaling(values, columns, [(logs or {}).get(name) for name in columns])
    scaled = scaling.transform(values)
    candidates = choose_from(scaled, k, ks, seed)
    chosen = choose_candidate(candidates)
    order = order_by if order_by in columns else columns[0]
    centres = order_centres(find_centres(scaled, chosen.k, seed), scaling, order)
    segmenter, known = name_centres(centres, scaling, values, by_rule, previous)
    places = segmenter.assign(values)
    profiles = tuple(
        profile_segment(
            values,
            scaled,
            places == place,
            columns,
            revenue,
            number=segmenter.numbers[place],
            name=segmenter.names[place],
            is_new=previous is not None and place not in known,
        )
        for place in range(chosen.k)
    )
    silhouette = find_silhouette(scaled, places, seed)
    shuffled = silhouette_of_shuffled(scaled, chosen.k, seed)
    notes += doubt(chosen, silhouette, shuffled, len(columns), previous, segmenter)
    points = tuple(draw_points(scaled, places, seed))
    told = (places, profiles, candidates, chosen, silhouette, shuffled, points, tuple(notes))
    return Clusters(segmenter, ids, *told)


def name_centres(
    centres: Floats,
    scaling: Scaling,
    values: Floats,
    by_rule: Names | None,
    previous: Segmenter | None,
) -> tuple[Segmenter, tuple[int, ...]]:
    """Return segments with numbers and names, and which (places) the previous run knew."""
    matched = {} if previous is None else match_previous(centres, scaling, previous)
    centres, matched = restore_order(centres, matched, previous)
    bare = Segmenter(scaling, to_tuples(centres), (), ())
    if by_rule is None:
        proposed = propose_names(centres, scaling.columns)
    else:
        proposed = propose_rfm_names(bare.assign(values), by_rule, len(centres))
    named = name_segments(proposed, matched, previous)
    return Segmenter(scaling, bare.centres, named.numbers, named.names), named.known


def fit_rfm_clusters(
    rfm: Rfm,
    *,
    extra: Mapping[str, Floats] | None = None,
    k: int | None = None,
    previous: Segmenter | None = None,
    seed: int = 0,
) -> Clusters:
    """Return segments by logs of recency, frequency and money, and of `extra` columns (each n)."""
    table = {**dict(zip(COLUMNS, rfm.values.T, strict=True)), **(extra or {})}
    return fit_clusters(
        rfm.ids,
        table,
        logs=dict.fromkeys(COLUMNS, True),
        k=k,
        ks=KS_OF_RFM,
        order_by="monetary",
        revenue=rfm.monetary,
        by_rule=rfm.name(rfm.learn_rules()),
        previous=previous,
        seed=seed,
    )


def choose_from(
    scaled: Floats, k: int | None, ks: Sequence[int], seed: int
) -> tuple[Candidate, ...]:
    """Return the candidates. Raises `Invalid` for a number that cannot be."""
    if k is not None and not 2 <= k <= min(50, len(scaled) // 2):
        raise Invalid(f"The number of segments lies between 2 and {min(50, len(scaled) // 2)}.")
    candidates = try_candidates(scaled, ks if k is None else (k,), seed)
    if not candidates:
        raise Invalid("There are fewer distinct customers than segments: no groups can be made.")
    return candidates


def restore_order(
    centres: Floats, matched: dict[int, int], previous: Segmenter | None
) -> tuple[Floats, dict[int, int]]:
    """Return centres in the order of the numbers they keep, new ones last."""
    if previous is None or not matched:
        return centres, matched
    late = max(previous.numbers) + 1
    numbers = [
        previous.numbers[matched[place]] if place in matched else late
        for place in range(len(centres))
    ]
    order = np.argsort(numbers, kind="stable")
    return centres[order], {
        new: matched[int(old)] for new, old in enumerate(order) if int(old) in matched
    }


def to_tuples(rows: Floats) -> tuple[tuple[float, ...], ...]:
    """Return rows of an array as tuples."""
    return tuple(map(tuple, rows.tolist()))


def doubt(
    chosen: Candidate,
    silhouette: float,
    shuffled: float,
    width: int,
    previous: Segmenter | None,
    now: Segmenter,
) -> list[str]:
    """Return in sentences what speaks against these segments."""
    notes = []
    if not chosen.is_stable:
        notes.append(
            f"These {chosen.k} segments are not stable: when customers are redrawn, agreement is "
            f"{chosen.stability:.2f} of 1. Read them as a convenient cut, not as groups that exist."
        )
    if width > 1 and silhouette <= shuffled + 0.02:
        notes.append(
            f"Customers form no clearer groups than the same columns shuffled apart (silhouette "
            f"{silhouette:.2f} against {shuffled:.2f})."
        )
    if previous is not None:
        gone = [name for name in previous.names if name not in now.names]
        if gone:
            notes.append(f"No longer there since the last run: {', '.join(gone)}.")
    return notes

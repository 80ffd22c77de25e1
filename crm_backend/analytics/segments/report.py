"""Segments of a shop from its purchases: by rule and by KMeans, and how customers moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.segments.fit import Clusters, fit_rfm_clusters
from crm_backend.analytics.segments.model import Segmenter
from crm_backend.analytics.segments.movement import Movement, find_movement
from crm_backend.analytics.segments.profiles import Profile, profile_segment
from crm_backend.analytics.segments.rfm import COLUMNS, Rfm, measure_rfm
from crm_backend.analytics.segments.rules import NAMES, Floats, Names, RfmRules
from crm_backend.analytics.segments.scaling import learn_scaling
from crm_backend.analytics.value.transactions import Purchases, name_day
from kernel.errors import Invalid


@dataclass(frozen=True)
class SegmentReport:
    """Of n customers: recency, frequency and money, names by rule, and clusters.

    scores  R, F and M, 1 to 5 (3, n)
    by_rule names by rule (n), of `NAMES`; `profiles` of the names that occur, in that order
    moved, moved_clusters  from an earlier day; None where there is none
    """

    end_day: int
    rfm: Rfm
    rules: RfmRules
    scores: NDArray[np.intp]
    by_rule: Names
    profiles: tuple[Profile, ...]
    clusters: Clusters
    moved: Movement | None
    moved_clusters: Movement | None
    notes: tuple[str, ...]

    def to_dict(self, *, most_customers: int | None = None) -> dict[str, Any]:
        """Return the report as plain JSON; customers by money, the most first."""
        return {
            "kind": "purchases",
            "as_of": name_day(self.end_day),
            "customers_in_all": len(self.rfm.ids),
            "rules": {
                "limits": self.rules.to_dict(),
                "segments": [profile.to_dict() for profile in self.profiles],
            },
            "clusters": self.clusters.to_dict(),
            "movement": None if self.moved is None else self.moved.to_dict(),
            "movement_of_clusters": (
                None if self.moved_clusters is None else self.moved_clusters.to_dict()
            ),
            "notes": list(self.notes),
            "customers": self.list_customers(most_customers),
        }

    def list_customers(self, most: int | None = None) -> list[dict[str, Any]]:
        """Return a row per customer, by money, the most first."""
        names = np.array(self.clusters.segmenter.names, dtype=object)
        columns = {
            "customer": self.rfm.ids,
            "recency_days": self.rfm.recency_days,
            "frequency": self.rfm.frequency,
            "monetary": self.rfm.monetary,
            "r": self.scores[0],
            "f": self.scores[1],
            "m": self.scores[2],
            "segment": self.by_rule,
            "cluster": names[self.clusters.places],
        }
        order = np.argsort(-self.rfm.monetary, kind="stable")[:most]
        lists = [column[order].tolist() for column in columns.values()]
        return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def fit_segments(
    purchases: Purchases,
    *,
    extra: Mapping[str, Floats] | None = None,
    k: int | None = None,
    previous: Segmenter | None = None,
    earlier_day: int | None = None,
    seed: int = 0,
) -> SegmentReport:
    """Return segments at the purchases' end, and who moved since `earlier_day`.

    `extra` are further columns (each as long as `purchases.ids`, in that order, NaN where missing);
    with them, movement between clusters is not known, for they have no past. Raises `Invalid` where
    no honest segments can be made.
    """
    rfm = measure_rfm(purchases)
    clusters = fit_rfm_clusters(rfm, extra=extra, k=k, previous=previous, seed=seed)
    rules = rfm.learn_rules()
    by_rule = rfm.name(rules)
    notes = [*purchases.notes, *clusters.notes]
    if rfm.frequency.max() == 1:
        notes.append("Nobody bought on more than one day: how often says nothing yet.")
    moved = moved_clusters = None
    if earlier_day is not None:
        moved = find_movement(purchases, earlier=earlier_day, names=NAMES)
        if set(clusters.segmenter.scaling.columns) <= set(COLUMNS):
            moved_clusters = find_movement(
                purchases,
                earlier=earlier_day,
                names=clusters.segmenter.names,
                namer=lambda seen: name_by_cluster(clusters.segmenter, seen),
            )
    return SegmentReport(
        purchases.end,
        rfm,
        rules,
        rules.score(rfm.recency_days, rfm.frequency, rfm.monetary),
        by_rule,
        profile_rules(rfm, by_rule),
        clusters,
        moved,
        moved_clusters,
        tuple(notes),
    )


def name_by_cluster(segmenter: Segmenter, rfm: Rfm) -> Names:
    """Return the name of the nearest segment of each customer, by recency, frequency and money."""
    if not set(segmenter.scaling.columns) <= set(COLUMNS):
        raise Invalid("These segments need more than recency, frequency and money.")
    wanted = [COLUMNS.index(name) for name in segmenter.scaling.columns]
    return np.array(segmenter.names)[segmenter.assign(rfm.values[:, wanted])]


def profile_rules(rfm: Rfm, by_rule: Names) -> tuple[Profile, ...]:
    """Return what is typical of each name that occurs."""
    scaled = learn_scaling(rfm.values, COLUMNS, (True, True, True)).transform(rfm.values)
    return tuple(
        profile_segment(
            rfm.values,
            scaled,
            by_rule == name,
            COLUMNS,
            rfm.monetary,
            number=number,
            name=name,
            is_new=False,
        )
        for number, name in enumerate(NAMES, 1)
        if (by_rule == name).any()
    )

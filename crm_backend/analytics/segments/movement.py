"""Who moved from which segment to which between two days, from purchases alone."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from crm_backend.analytics.segments.rfm import Rfm, measure_rfm
from crm_backend.analytics.segments.rules import Names
from crm_backend.analytics.value.transactions import Purchases, name_day
from kernel.errors import Invalid

NOT_YET = "not_yet"  # had not bought on the earlier day

Namer = Callable[[Rfm], Names]


@dataclass(frozen=True)
class Movement:
    """Customers by segment on an earlier and on a later day (days since 1970-01-01).

    rows    segments on the earlier day, `NOT_YET` last
    columns segments on the later day
    counts  (rows, columns)
    """

    earlier: int
    later: int
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def stayed(self) -> float | None:
        """The share of those who had bought on the earlier day that are where they were."""
        kept = [row for row in self.rows if row in self.columns]
        same = sum(self.counts[self.rows.index(row)][self.columns.index(row)] for row in kept)
        known = sum(sum(row) for row in self.counts[:-1])
        return same / known if known else None

    def to_dict(self) -> dict[str, Any]:
        """Return the matrix as plain JSON."""
        days = {"earlier": name_day(self.earlier), "later": name_day(self.later)}
        return {**asdict(self), **days, "stayed": self.stayed}


def name_by_rule(rfm: Rfm) -> Names:
    """Return names by rules learned anew among these customers: fifths of that day."""
    return rfm.name(rfm.learn_rules())


def find_movement(
    purchases: Purchases, *, earlier: int, names: Sequence[str], namer: Namer = name_by_rule
) -> Movement:
    """Return who moved from `earlier` to the purchases' end.

    What was known on the earlier day is worked out again from the purchases until then. `names` are
    all names that `namer` gives. Raises `Invalid` where nobody had bought by then.
    """
    if not purchases.days.min() <= earlier < purchases.end:
        raise Invalid("The earlier day lies between the first purchase and the last day seen.")
    before, after = measure_rfm(purchases.until(earlier)), measure_rfm(purchases)
    was = dict(zip(before.ids.tolist(), namer(before).tolist(), strict=True))
    rows = (*names, NOT_YET)
    row_of = {name: place for place, name in enumerate(rows)}
    column_of = {name: place for place, name in enumerate(names)}
    counts = np.zeros((len(rows), len(names)), dtype=np.int64)
    for customer, name in zip(after.ids.tolist(), namer(after).tolist(), strict=True):
        counts[row_of[was.get(customer, NOT_YET)], column_of[name]] += 1
    return Movement(earlier, purchases.end, rows, tuple(names), tuple(map(tuple, counts.tolist())))

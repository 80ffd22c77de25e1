"""Who has what out of a table that people bring, and which of it is kept back for a test."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from crm_backend.analytics.files.reading import read_names, read_numbers, read_times
from crm_backend.analytics.recommendations.model import Items, Matrix
from kernel.errors import Invalid

Split = Literal["leave-one-out", "time"]

TIME_SHARE = 0.2  # of the rows: the latest, kept back by a split in time


@dataclass(frozen=True)
class Interactions:
    """Cleaned rows (columns user, item, order), the oldest first, and what was dropped.

    `order` rises with time; without times it is the place in the file and `has_time` is false.
    """

    rows: pd.DataFrame
    has_time: bool
    notes: list[str]


@dataclass(frozen=True)
class Histories:
    """What each user has, as columns of `item_ids`, the oldest first; each item once."""

    user_ids: list[str]
    item_ids: list[str]
    histories: list[Items]

    @property
    def owned(self) -> Matrix:
        """Users x items of ones."""
        lengths = [len(history) for history in self.histories]
        joined = np.concatenate([np.empty(0, dtype=np.intp), *self.histories])
        starts = np.cumsum([0, *lengths])
        shape = (len(self.histories), len(self.item_ids))
        return csr_array((np.ones(len(joined)), joined, starts), shape=shape)


def clean_interactions(
    frame: pd.DataFrame,
    *,
    user: str,
    item: str,
    time: str | None,
    now: datetime | None = None,
    what: str = "The file",
) -> Interactions:
    """Return the rows that can be used; `time` names a column of numbers or of dates.

    Rows without user, item or time and rows told twice are dropped and counted. Raises `Invalid`
    where nothing is left or a column holds something else.
    """
    notes: list[str] = []
    if user == item:
        raise Invalid(f"Users and items are two columns; {user!r} cannot be both.")
    rows = pd.DataFrame({"user": read_names(frame, user), "item": read_names(frame, item)})
    rows["order"] = read_order(frame, time, now, notes, what) if time else np.arange(len(rows))
    empty = (rows["user"] == "") | (rows["item"] == "")
    count_dropped(notes, what, int(empty.sum()), "name no user or no item")
    if time:
        no_time = rows["order"].isna() & ~empty
        count_dropped(notes, what, int(no_time.sum()), "have no readable time")
        empty |= no_time
    rows = rows[~empty]
    doubled = rows.duplicated(["user", "item", "order"] if time else ["user", "item"])
    count_dropped(notes, what, int(doubled.sum()), "say what another row says")
    rows = rows[~doubled]
    if rows.empty:
        raise Invalid(" ".join([f"{what} has no row with a user and an item.", *notes]))
    rows = rows.sort_values("order", kind="stable").reset_index(drop=True)
    return Interactions(rows, has_time=time is not None, notes=notes)


def read_order(
    frame: pd.DataFrame, name: str, now: datetime | None, notes: list[str], what: str
) -> "pd.Series[float]":
    """Return a number for each row that rises with time; NaN where none can be read."""
    try:
        return read_numbers(frame, name).values.astype(np.float64)
    except Invalid:
        column = read_times(frame, name)
    times = column.values
    if column.note:
        notes.append(f"{what}: {column.note}")
    if now is not None:
        future = int((times > pd.Timestamp(now)).sum())
        if future:
            notes.append(f"{what}: {future} rows lie in the future; they are taken as they are.")
    seconds = (times - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
    return seconds.astype(np.float64)


def count_dropped(notes: list[str], what: str, count: int, why: str) -> None:
    """Say how many rows were dropped and why, if any were."""
    if count:
        notes.append(f"{what}: {count} rows {why}; they were dropped.")


def keep_back(rows: pd.DataFrame, split: Split, seed: int | None) -> tuple[pd.DataFrame, ...]:
    """Return the rows to learn from and those to test on.

    Leave-one-out keeps back the item a user came to last, of users with two items or more; with a
    `seed` (where there are no times) any one. A split in time keeps back the latest fifth.
    """
    if split == "time":
        cut = rows["order"].quantile(1 - TIME_SHARE)
        return rows[rows["order"] <= cut], rows[rows["order"] > cut]
    first = rows.drop_duplicates(["user", "item"])
    if seed is not None:
        first = first.sample(frac=1, random_state=np.random.default_rng(seed))
    last = first.drop_duplicates("user", keep="last")
    counts = first["user"].value_counts()
    last = last[last["user"].map(counts) >= 2]
    pairs = pd.MultiIndex.from_frame(rows[["user", "item"]])
    is_kept_back = pairs.isin(pd.MultiIndex.from_frame(last[["user", "item"]]))
    return rows[~is_kept_back], last


def make_histories(rows: pd.DataFrame) -> Histories:
    """Return the histories of rows in order; users and items sorted by id."""
    first = rows.drop_duplicates(["user", "item"])
    users, user_ids = pd.factorize(first["user"], sort=True)
    items, item_ids = pd.factorize(first["item"], sort=True)
    order = np.argsort(users, kind="stable")
    cuts = np.cumsum(np.bincount(users, minlength=len(user_ids)))[:-1]
    histories = np.split(items[order].astype(np.intp), cuts)
    return Histories([str(one) for one in user_ids], [str(one) for one in item_ids], histories)

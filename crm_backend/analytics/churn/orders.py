"""Orders as they are learnt from: checked, cut at a day, labelled by who was silent after it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kernel.errors import Invalid

NEEDED = ("customer", "at", "amount")
USUAL_GAP = 0.8  # of the gaps between two orders are no longer than the window
LEAST_WEEKS, MOST_WEEKS = 2, 26
WINDOWS_NEEDED = 4  # in the history: to look back, to learn (two), to judge
FEWEST_GAPS = 30
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Orders:
    """Orders of one row each, by time: `customer`, `at` (UTC), `amount`; and what was doubted.

    With `undone_at` (UTC, NaT where it stood), an order counts until the moment it came to nothing.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]

    def before(self, as_of: pd.Timestamp) -> pd.DataFrame:
        """Return what was known on a day: nothing of that moment or later."""
        return self.frame[(self.frame["at"] < as_of) & self._stood(as_of)]

    def within(self, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
        """Return orders from `start` to before `end` that stood at the end."""
        at = self.frame["at"]
        return self.frame[(at >= start) & (at < end) & self._stood(end)]

    def _stood(self, moment: pd.Timestamp) -> "pd.Series[bool]":
        if "undone_at" not in self.frame.columns:
            return pd.Series(data=True, index=self.frame.index)
        undone_at = self.frame["undone_at"]
        return undone_at.isna() | (undone_at >= moment)


def check_orders(orders: pd.DataFrame, now: pd.Timestamp) -> Orders:
    """Return orders that can be learnt from; what cannot is counted and left out.

    `orders` has one row an order: `customer`, `at` (aware times), `amount` (of one currency), and
    if known `discount` (0 to 1), `is_returned` and `undone_at`. Raises
    `Invalid` where nothing is left.
    """
    lacking = [name for name in NEEDED if name not in orders.columns]
    if lacking:
        raise Invalid(f"Orders need the columns {', '.join(NEEDED)}; {lacking[0]!r} is not there.")
    check_aware(orders["at"], "at")
    if "currency" in orders.columns and orders["currency"].nunique() > 1:
        raise Invalid("Orders are in several currencies: convert them to one first.")
    amounts = pd.to_numeric(orders["amount"], errors="coerce").to_numpy(np.float64)
    nobody = orders["customer"].isna() | (orders["customer"].astype(str) == "")
    faults = {
        "have no customer": nobody,
        "have no time": orders["at"].isna(),
        "lie in the future": orders["at"] > now,
        "have no amount or a negative one": ~np.isfinite(amounts) | (amounts < 0),
    }
    is_kept = np.ones(len(orders), dtype=bool)
    notes = []
    for what, is_faulty in faults.items():
        count = int((np.asarray(is_faulty) & is_kept).sum())
        is_kept &= ~np.asarray(is_faulty)
        notes += [f"{count} orders {what}: left out."] if count else []
    kept = orders.assign(amount=amounts)[is_kept]
    doubled = int(kept.duplicated().sum()) if "order" in kept.columns else 0
    if doubled:
        notes.append(f"{doubled} orders are there twice: taken once.")
        kept = kept.drop_duplicates()
    if kept.empty:
        raise Invalid("No orders are left to learn from. " + " ".join(notes))
    return Orders(kept.sort_values("at", kind="stable").reset_index(drop=True), tuple(notes))


def check_aware(times: "pd.Series[Any]", name: str) -> None:
    """Raise `Invalid` for times that are none, or name no zone."""
    if not isinstance(times.dtype, pd.DatetimeTZDtype):
        raise Invalid(f"Column {name!r} must hold times with a zone (UTC).")


def choose_days(orders: Orders, now: pd.Timestamp) -> tuple[int, str]:
    """Return how long a silence is one, in whole weeks given in days, and why.

    It is the gap that 80 % of the gaps between a customer's orders do not exceed, within 2 and 26
    weeks, and short enough for four such windows in the history.
    """
    span = (now - orders.frame["at"].iloc[0]) / DAY
    most = int(span // (7 * WINDOWS_NEEDED))
    if most < LEAST_WEEKS:
        raise Invalid(
            f"The orders reach back {span:.0f} days; at least "
            f"{7 * LEAST_WEEKS * WINDOWS_NEEDED} are needed to learn who falls silent."
        )
    days = orders.frame["at"].dt.floor("D")
    gaps = days.groupby(orders.frame["customer"]).diff().dropna() / DAY
    gaps = gaps[gaps > 0]
    if len(gaps) < FEWEST_GAPS:
        weeks = min(13, most)
        return 7 * weeks, f"Too few customers came back to see a rhythm: {weeks} weeks are taken."
    usual = float(np.quantile(gaps, USUAL_GAP))
    weeks = int(np.clip(np.ceil(usual / 7), LEAST_WEEKS, min(MOST_WEEKS, most)))
    why = f"80 % of the gaps between two orders are at most {usual:.0f} days"
    short = " (the history allows no more)" if weeks == most and usual > 7 * most else ""
    return 7 * weeks, f"Silent is who does not order for {weeks} weeks: {why}{short}."


def label_silent(
    orders: Orders, customers: "pd.Index[Any]", as_of: pd.Timestamp, days: int
) -> NDArray[np.int64]:
    """Return 1 for each customer without an order from `as_of` on for so many days, else 0."""
    buyers = orders.within(as_of, as_of + days * DAY)["customer"].unique()
    return np.asarray(~customers.isin(buyers), dtype=np.int64)


def choose_cuts(
    orders: Orders, now: pd.Timestamp, days: int, most: int
) -> tuple[list[pd.Timestamp], pd.Timestamp]:
    """Return the cuts to learn at, latest first, and the one to judge at.

    The window of the judging cut ends now; windows of the others end where the next cut begins,
    so nothing that is learnt was unknown when the judged window began.
    """
    judged = now - days * DAY
    first = orders.frame["at"].iloc[0]
    cuts = [judged - step * days * DAY for step in range(1, most + 1)]
    cuts = [cut for cut in cuts if cut >= first + min(days, 28) * DAY]
    if not cuts:
        raise Invalid(
            f"The history is too short for windows of {days} days: it begins {first:%Y-%m-%d}. "
            "Give fewer weeks, or bring older orders."
        )
    return cuts, judged

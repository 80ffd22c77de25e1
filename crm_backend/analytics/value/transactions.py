"""Purchases as models want them: whose, on which day, for how much; and what was left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_backend.analytics.files.holes import tell_hole
from crm_backend.analytics.value.refunds import net_refunds
from kernel.errors import Invalid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_AMOUNT = 1e15  # beyond, cents are lost in a float, and no purchase costs that
ODD_AMOUNT = 10_000  # times the median: worth a second look


@dataclass(frozen=True)
class Purchases:
    """One row per customer and day of purchase, by customer and day.

    ids    names of the customers (n), sorted
    codes  which customer, a place in `ids` (rows)
    days   whole days since 1970-01-01, UTC (rows)
    amounts  what was paid that day, zero or more, in the unit of money that came in (rows)
    end    the last day that was seen: until then, no purchase means that none was made
    notes  what was dropped or doubted, in sentences
    lines  what it was made of where something was given back: customer, time, day, amount
    """

    ids: NDArray[np.object_]
    codes: Ints
    days: Ints
    amounts: Floats
    end: int
    notes: tuple[str, ...]
    lines: pd.DataFrame | None = None

    def until(self, day: int) -> "Purchases":
        """Return what was known at the end of a day: customers who had bought by then.

        What was given back later had not been given back. Raises `Invalid` where nothing is left.
        """
        if self.lines is not None and day < self.end:
            known = self.lines[self.lines["day"] <= day]
            if known.empty:
                raise Invalid(f"Nobody had bought anything by {name_day(day)}.")
            return replace(combine(known, day, []), notes=self.notes, lines=known)
        kept = self.days <= day
        there = np.unique(self.codes[kept])
        codes = np.searchsorted(there, self.codes[kept])
        return Purchases(
            self.ids[there], codes, self.days[kept], self.amounts[kept], day, self.notes
        )


def read_purchases(
    customers: Iterable[Any],
    times: Iterable[Any],
    amounts: Iterable[Any],
    *,
    currencies: Iterable[Any] | None = None,
    as_of: datetime | None = None,
    notes: Sequence[str] = (),
) -> Purchases:
    """Return purchases by customer and day, from order lines of equal length in any order.

    `times` are pandas times (without a zone: UTC) or NaT, `amounts` numbers or NaN. Lines of one
    customer on one day are one purchase. Negative amounts are refunds, taken off what the customer
    had bought before (see `net_refunds`). What lies after `as_of` is left out; without it the last
    day that occurs is the end. `notes` are sentences that go with the result. Raises `Invalid`
    where nothing is left, or for several currencies.
    """
    frame = pd.DataFrame(
        {
            "customer": pd.Series(list(customers), dtype=object),
            "time": pd.to_datetime(pd.Series(list(times)), utc=True),
            "amount": pd.to_numeric(pd.Series(list(amounts)), errors="coerce"),
        }
    )
    if currencies is not None:
        refuse_mixture(pd.Series(list(currencies), dtype=object))
    if as_of is not None and as_of.tzinfo is None:
        raise Invalid("The day that is looked at must name its time zone.")
    told = list(notes)
    frame = drop_incomplete(frame, told)
    end = None if as_of is None else pd.Timestamp(as_of).tz_convert("UTC")
    if end is not None:
        frame = _drop(frame, frame["time"] > end, told, "lie in the future")
    if frame.empty:
        words = ["No purchase is left that has a customer, a date and an amount.", *told]
        raise Invalid(" ".join(words))
    if doubt := tell_hole(frame["time"]):
        told.append(doubt)
    frame["day"] = frame["time"].astype("datetime64[ns, UTC]").astype("int64") // 86_400_000_000_000
    last = int(frame["day"].max()) if end is None else int(end.timestamp() // 86_400)
    made = combine(frame, last, told)
    return replace(made, lines=frame) if (frame["amount"] < 0).any() else made


def refuse_mixture(currencies: "pd.Series[Any]") -> None:
    """Raise `Invalid` where amounts are in several currencies."""
    kinds = currencies.astype(str).str.strip().str.upper()
    counts = kinds[kinds != ""].value_counts()
    if len(counts) > 1:
        told = ", ".join(f"{name} ({count})" for name, count in counts.head(5).items())
        raise Invalid(
            f"Amounts are in several currencies: {told}. Convert them, or fit each alone."
        )


def drop_incomplete(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Return the lines that say who, when and how much; the others are counted in `notes`."""
    frame["customer"] = frame["customer"].where(frame["customer"].notna(), "")
    frame["customer"] = frame["customer"].astype(str).str.strip()
    frame = _drop(frame, frame["customer"] == "", notes, "name no customer")
    frame = _drop(frame, frame["time"].isna(), notes, "have no readable date")
    is_bad = ~np.isfinite(frame["amount"])
    frame = _drop(frame, is_bad, notes, "have no readable amount")
    is_huge = frame["amount"].abs() > MOST_AMOUNT
    return _drop(frame, is_huge, notes, f"have an amount beyond {MOST_AMOUNT:.0e}")


def _drop(
    frame: pd.DataFrame, which: "pd.Series[bool]", notes: list[str], what: str
) -> pd.DataFrame:
    count = int(which.sum())
    if count:
        notes.append(f"{count} of {len(which)} lines {what} and were left out.")
        frame = frame[~which]
    return frame.copy()


def combine(frame: pd.DataFrame, end: int, notes: list[str]) -> Purchases:
    """Return purchases by customer and day from complete lines."""
    codes, ids = pd.factorize(frame["customer"], sort=True)
    lines = frame.assign(code=codes.astype(np.int64))
    lines = net_refunds(lines, notes)
    bought = lines.groupby(["code", "day"], sort=True)["amount"].agg(["sum", "size"]).reset_index()
    if not (bought["sum"] > 0).any():
        raise Invalid(
            "No purchase is left: every amount is zero or was given back. A minus means a refund: "
            "take it away where it stands before purchases."
        )
    free = int((bought["sum"] <= 0).sum())
    if free:
        notes.append(f"{free} purchases came to zero (gifts, vouchers): they count as purchases.")
    same = int((bought["size"] - 1).sum())
    if same:
        notes.append(
            f"{same} further lines of the same customer and day make one purchase with it."
        )
    amounts = bought["sum"].to_numpy(np.float64)
    note_oddities(amounts, notes)
    whole = Purchases(
        np.asarray(ids, dtype=object),
        bought["code"].to_numpy(np.int64),
        bought["day"].to_numpy(np.int64),
        amounts,
        end,
        tuple(notes),
    )
    return whole.until(end)  # leaves out customers of whom no purchase is left


def note_oddities(amounts: Floats, notes: list[str]) -> None:
    """Say where one amount towers above the others."""
    median, most = float(np.median(amounts[amounts > 0])), float(amounts.max())
    if most > ODD_AMOUNT * median:
        times = f"{most / median:,.0f} times the median"
        notes.append(f"The largest purchase, {most:,.2f}, is {times}: look whether it is right.")
    if most > 0.5 * amounts.sum() and len(amounts) > 2:
        notes.append("One purchase makes more than half of all revenue: look whether it is right.")


def name_day(day: int) -> str:
    """Return a day since 1970-01-01 as 2026-11-23."""
    return str((datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date())

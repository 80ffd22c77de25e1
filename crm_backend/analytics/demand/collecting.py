"""From rows of key, time and quantity to series without holes, and a word on what was doubted."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from crm_backend.analytics.demand.periods import Calendar, Every, Ordinals, find_frequency
from crm_backend.analytics.demand.seasons import Floats
from crm_backend.analytics.files.holes import tell_hole
from kernel.errors import Invalid

MOST_PERIODS = 5_000  # of a history that are looked at: older ones say little and cost time
MOST_VALUE = 1e15  # beyond, a number is a mistake, and its square no longer exact
MOST_SPAN = 200_000  # periods between the first and the last row: beyond, a date is wrong
KEY, TIME, QUANTITY = "key", "time", "quantity"


class Kind(StrEnum):
    """What is forecast: counts (a gap is zero) or measurements (a gap is not known)."""

    COUNTS = "counts"
    MEASUREMENTS = "measurements"


class Doubles(StrEnum):
    """What several rows of one key in one period are worth together."""

    SUM = "sum"
    MEAN = "mean"
    LAST = "last"


@dataclass(frozen=True)
class Series:
    """One series: values of the periods from number `start` on; NaN where nothing is known."""

    key: str
    start: int
    values: Floats


@dataclass(frozen=True)
class Collected:
    """Series on one calendar, and sentences on what was dropped, filled or doubted."""

    series: tuple[Series, ...]
    calendar: Calendar
    kind: Kind
    notes: tuple[str, ...] = ()


def collect_series(
    rows: pd.DataFrame,
    *,
    every: Every | None = None,
    kind: Kind | None = None,
    doubles: Doubles | None = None,
    as_of: pd.Timestamp | None = None,
    runs_on: bool = True,
) -> Collected:
    """Sum rows into series.

    `rows` has `key` (text), `time` (aware UTC times, or whole numbers for an order without dates)
    and `quantity` (numbers). Left out, the length of a period is found from the distances of
    times; the kind is counts where every quantity is a whole number and none is negative; rows of
    one period are summed for counts and averaged for measurements. Of times after `as_of` nothing
    is taken, nor the period that `as_of` cuts. Counts run to the last period that was over by
    `as_of`: a product that nobody buys any more shows zeros. Without `as_of`, or where the rows
    end with what was recorded (`runs_on` is false), they run to the common end.
    Measurements run to their own end. Raises `Invalid` where nothing is left.
    """
    notes: list[str] = []
    rows = _drop_unusable(rows, notes)
    is_dated = isinstance(rows[TIME].dtype, pd.DatetimeTZDtype)
    if not is_dated:
        every = Every.STEP
    kind = kind or _guess_kind(rows[QUANTITY])
    doubles = doubles or (Doubles.SUM if kind is Kind.COUNTS else Doubles.MEAN)
    if is_dated and as_of is not None:
        rows = _drop_future(rows, as_of, notes)
    if is_dated and (doubt := tell_hole(rows[TIME])):
        notes.append(doubt)
    every = every or find_frequency(rows[TIME])
    calendar = Calendar.of(rows[TIME], every) if is_dated else Calendar(every)
    numbers = calendar.number(rows[TIME]) if is_dated else rows[TIME].to_numpy(np.int64)
    end = None
    if is_dated and as_of is not None:
        end = int(calendar.number(pd.Series([as_of]))[0]) - 1
        whole = numbers <= end
        if not whole.all():
            notes.append(f"The {every} that is not over yet is left out ({(~whole).sum()} rows).")
        rows, numbers = rows[whole], numbers[whole]
        if rows.empty:
            raise Invalid(f"No {every} is over yet: there is nothing to forecast from.")
    summed = _sum_periods(rows, numbers, doubles, notes)
    series = tuple(_lay_out(summed, kind, end if runs_on else None, notes))
    return Collected(series, calendar, kind, tuple(notes))


def _drop_unusable(rows: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Drop rows without a date; a row with a date but no number says that it is not known."""
    rows = rows.assign(**{QUANTITY: rows[QUANTITY].where(rows[QUANTITY].abs() <= MOST_VALUE)})
    bad = rows[TIME].isna() | rows[KEY].isna()
    blank = rows[QUANTITY].isna() & ~bad
    if (bad | blank).all():
        raise Invalid("No row has both a date and a usable number.")
    if bad.any():
        notes.append(f"{int(bad.sum())} rows without a usable date are left out.")
    if blank.any():
        notes.append(f"{int(blank.sum())} rows have no usable number: it is taken as not known.")
    return rows[~bad]


def _drop_future(rows: pd.DataFrame, as_of: pd.Timestamp, notes: list[str]) -> pd.DataFrame:
    ahead = rows[TIME] > as_of
    if ahead.all():
        raise Invalid(f"Every date lies after {as_of:%Y-%m-%d}: say of when the data are.")
    if ahead.any():
        notes.append(f"{int(ahead.sum())} rows after {as_of:%Y-%m-%d} are left out.")
    return rows[~ahead]


def _guess_kind(quantities: "pd.Series[Any]") -> Kind:
    known = quantities.dropna()
    whole = (known >= 0) & (known == known.round())
    return Kind.COUNTS if bool(whole.all()) else Kind.MEASUREMENTS


def _sum_periods(
    rows: pd.DataFrame, numbers: Ordinals, doubles: Doubles, notes: list[str]
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {KEY: rows[KEY].astype(str).to_numpy(), TIME: numbers, QUANTITY: rows[QUANTITY].to_numpy()}
    )
    groups = frame.groupby([KEY, TIME], sort=True, observed=True)[QUANTITY]
    found = groups.sum(min_count=1) if doubles is Doubles.SUM else groups.agg(doubles.value)
    summed = found.astype(np.float64).reset_index()
    more = len(frame) - len(summed)
    if more:
        word = {Doubles.SUM: "added up", Doubles.MEAN: "averaged", Doubles.LAST: "replaced"}
        notes.append(f"{more} rows share their period with another and are {word[doubles]}.")
    return summed


def _lay_out(
    summed: pd.DataFrame, kind: Kind, end: int | None, notes: list[str]
) -> Iterator[Series]:
    numbers = summed[TIME].to_numpy()
    last = int(numbers.max()) if end is None else end
    if last - int(numbers.min()) > MOST_SPAN:
        raise Invalid(f"The rows span {last - int(numbers.min())} periods: is a date wrong?")
    filled = trimmed = below = 0
    for key, group in summed.groupby(KEY, sort=False):
        places = group[TIME].to_numpy()
        start, own = int(places[0]), last if kind is Kind.COUNTS else int(places[-1])
        values = np.full(own - start + 1, 0.0 if kind is Kind.COUNTS else np.nan)
        values[places - start] = group[QUANTITY].to_numpy()
        filled += len(values) - len(places)
        if kind is Kind.COUNTS:
            below += int((values < 0).sum())
            values = np.maximum(values, 0.0)
        spare = max(0, len(values) - MOST_PERIODS)
        trimmed += spare > 0
        yield Series(str(key), start + spare, values[spare:])
    if filled:
        meaning = "zero" if kind is Kind.COUNTS else "not known, and filled in between"
        notes.append(f"{filled} periods without rows are taken as {meaning}.")
    if below:
        notes.append(f"{below} periods with more returned than sold are taken as zero.")
    if trimmed:
        notes.append(f"Of {trimmed} series only the last {MOST_PERIODS} periods are used.")

"""Dates as people write them: found out, not guessed, where day and month could be swapped."""

import re
from typing import Any

import pandas as pd

from crm_backend.analytics.files.dates import parse_counts, refuse_mixture
from crm_backend.analytics.files.nothing import NOTHING
from crm_backend.analytics.files.reading import MOST_UNREADABLE, Column, read_times
from kernel.errors import Invalid

SWAPPABLE = re.compile(r"^\s*\d{1,2}([-/. ])\d{1,2}\1(\d{2}|\d{4})\b")
QUARTER = re.compile(r"^\s*(\d{4})[\s-]*Q([1-4])\s*$", re.IGNORECASE)
MONTHS = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])"  # 202611
YEARS = (1500, 2500)  # whole numbers between are years


def read_dates(
    frame: pd.DataFrame, name: str, style: str | None, notes: list[str]
) -> "pd.Series[Any]":
    """Return a column as times in UTC, or as whole numbers where it counts 1, 2, 3, …

    `style` is how dates are written (`%d-%m-%y`). Without it `03-04-10` is read as that of day and
    month first that makes every text a date, and of both the one with the more even distances.
    What was decided is noted. Raises `Invalid` where most texts are no dates.
    """
    texts = frame[name].astype(str).str.strip()
    some = texts[~texts.str.lower().isin(NOTHING)]
    if style is not None:
        return _read_as(texts, style, name)
    if some.str.fullmatch(r"-?\d+").all() and len(some):
        return _read_whole(frame, name, some, notes)
    if some.str.match(QUARTER).mean() > MOST_UNREADABLE:
        parts = texts.str.extract(QUARTER)
        starts = parts[0] + "-" + (parts[1].astype(float) * 3 - 2).map("{:02.0f}".format)
        return pd.to_datetime(starts, format="%Y-%m", utc=True, errors="coerce")
    if some.str.match(SWAPPABLE).mean() > MOST_UNREADABLE:
        return _read_swappable(texts, name, notes)
    return _noted(read_times(frame, name), notes)


def _read_as(texts: "pd.Series[str]", style: str, name: str) -> "pd.Series[Any]":
    try:
        times = pd.to_datetime(texts, format=style, errors="coerce", utc=True)
    except ValueError as error:
        raise Invalid(f"{style!r} does not say how dates are written: {error}") from error
    if times.isna().mean() > MOST_UNREADABLE:
        raise Invalid(f"Column {name!r} is not written as {style!r}: it holds {texts.iloc[0]!r}.")
    return times


def _read_whole(
    frame: pd.DataFrame, name: str, some: "pd.Series[str]", notes: list[str]
) -> "pd.Series[Any]":
    numbers = pd.to_numeric(frame[name].str.strip(), errors="coerce")
    is_year = numbers.dropna().between(*YEARS).all()
    if is_year:
        return pd.to_datetime(frame[name].str.strip(), format="%Y", errors="coerce", utc=True)
    if some.str.len().eq(8).all():
        return _noted(read_times(frame, name), notes)
    if some.str.fullmatch(MONTHS).all() and some.nunique() > 1:
        notes.append(f"Column {name!r}: numbers such as {some.iloc[0]} are read as year and month.")
        return pd.to_datetime(frame[name].str.strip(), format="%Y%m", errors="coerce", utc=True)
    counted = parse_counts(numbers)
    if counted is not None:
        notes.append(f"Column {name!r}: {counted[1]}.")
        times: pd.Series[Any] = counted[0].dt.tz_localize("UTC")
        return times
    notes.append(f"Column {name!r} counts periods; it holds no dates.")
    return numbers.astype("Int64")


def _read_swappable(texts: "pd.Series[str]", name: str, notes: list[str]) -> "pd.Series[Any]":
    refuse_mixture(texts.drop_duplicates())
    swapped = {
        "day": pd.to_datetime(texts, dayfirst=True, format="mixed", errors="coerce", utc=True),
        "month": pd.to_datetime(texts, dayfirst=False, format="mixed", errors="coerce", utc=True),
    }
    bases = {
        "day": r"^\s*(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|1[0-2])[-/. ]",
        "month": r"^\s*(?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])[-/. ]",
    }
    misfits = {first: int((~texts.str.match(base)).sum()) for first, base in bases.items()}
    uneven = {first: (misfits[first], _unevenness(times)) for first, times in swapped.items()}
    first = min(uneven, key=lambda one: uneven[one])
    notes.append(f"Dates in {name!r} such as {texts.iloc[0]} are read with the {first} first.")
    return swapped[first].where(texts.str.match(bases[first]))


def _unevenness(times: "pd.Series[Any]") -> float:
    """Return how many different distances there are between times, over how many times."""
    distinct = pd.Series(times.dropna().unique()).sort_values()
    return float(distinct.diff().nunique() / max(1, len(distinct)))


def _noted(column: Column, notes: list[str]) -> "pd.Series[Any]":
    if column.note:
        notes.append(column.note)
    if column.unreadable:
        notes.append(f"{column.unreadable} dates cannot be read.")
    return column.values

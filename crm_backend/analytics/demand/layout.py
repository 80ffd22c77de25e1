"""Which columns of a file are the date, the value and the series, where nobody said it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crm_backend.analytics.demand.collecting import KEY, QUANTITY, TIME
from crm_backend.analytics.demand.dates import read_dates
from crm_backend.analytics.files.dates import parse_times, refuse_mixture
from crm_backend.analytics.files.nothing import NOTHING
from crm_backend.analytics.files.reading import list_names, read_numbers
from kernel.errors import Invalid

DATE_NAMES = re.compile(
    r"(^|_)(date|ds|month|week|day|time|timestamp|datetime|period|quarter|year|hour|t|at)($|_)"
    r"|date$|日期|时间|月份",
    re.IGNORECASE,
)
VALUE_NAMES = re.compile(
    r"(^|_)(value|y|sales|quantity|qty|turnover|demand|count|units|amount|volume|target)($|_)"
    r"|销量|数量|金额",
    re.IGNORECASE,
)
ALL = "all"
TRIED = 500  # rows looked at to see whether a column holds dates or numbers


@dataclass(frozen=True)
class Columns:
    """Names of columns as people gave them; None is to be found out."""

    date: str | None = None
    value: str | None = None
    series: Sequence[str] = ()
    style: str | None = None


def read_layout(frame: pd.DataFrame, columns: Columns, notes: list[str]) -> pd.DataFrame:
    """Return rows of key, time and quantity from a table of texts.

    Without a column of dates the order of rows counts. What was found out is noted. Raises
    `Invalid` where it cannot be, and names the option that says it.
    """
    for name in (columns.date, columns.value, *columns.series):
        if name is not None and name not in frame.columns:
            there = list_names(list(frame.columns), name)
            raise Invalid(f"There is no column {name!r}. {there}")
    date = columns.date or _find_date(frame, columns)
    if date is None:
        notes += _tell_unread(frame, columns)
    if date is None and columns.style is not None:
        raise Invalid(f"No column is written as {columns.style!r}: say which one with --date.")
    times = None if date is None else read_dates(frame, date, columns.style, notes)
    value = columns.value or _find_value(frame, [date, *columns.series])
    keys = list(columns.series)
    if not keys and times is not None:
        keys = _find_series(frame, times, [date, value])
    told = [f"dates {date!r}" if date else "no dates", f"values {value!r}"]
    notes.append(f"Read: {', '.join(told)}, series {', '.join(map(repr, keys)) or 'none'}.")
    numbers = read_numbers(frame, value)
    if numbers.note:
        notes.append(numbers.note)
    if numbers.unreadable:
        notes.append(f"{numbers.unreadable} values cannot be read as numbers.")
    key = frame[keys].agg(" / ".join, axis=1) if keys else pd.Series(ALL, index=frame.index)
    if times is None:
        times = key.groupby(key).cumcount() + 1
    return pd.DataFrame({KEY: key, TIME: times, QUANTITY: numbers.values})


def _find_date(frame: pd.DataFrame, columns: Columns) -> str | None:
    free = [name for name in frame.columns if name not in {columns.value, *columns.series}]
    named = [name for name in free if DATE_NAMES.search(name)]
    for name in [*named, *(name for name in free if name not in named)]:
        is_counted = _is_numeric(frame, name) and name not in named
        if not is_counted and _holds_dates(frame, name, columns.style):
            return str(name)
    return None


def _tell_unread(frame: pd.DataFrame, columns: Columns) -> list[str]:
    """Return a doubt on columns that are called dates and hold none that can be read.

    Raises `Invalid` for one that holds dates in two orders.
    """
    free = [name for name in frame.columns if name not in {columns.value, *columns.series}]
    for name in free:
        refuse_mixture(frame[name].drop_duplicates())
    return [
        f"Column {name!r} holds no dates that can be read ({frame[name].iloc[0]!r}): the order of "
        "the rows counts. Write dates as 2026-11-23."
        for name in free
        if DATE_NAMES.search(name)
    ][:1]


def _holds_dates(frame: pd.DataFrame, name: str, style: str | None) -> bool:
    some = frame.loc[~frame[name].str.lower().isin(NOTHING)].head(TRIED)
    if some.empty or not some[name].str.contains(r"\d").all():
        return False
    try:
        return bool(read_dates(some, name, style, []).notna().mean() > 1 / 2)
    except Invalid:
        return False


def _is_numeric(frame: pd.DataFrame, name: str) -> bool:
    try:
        column = read_numbers(frame.head(TRIED), name)
    except Invalid:
        return False
    return bool(column.values.notna().any())


def _find_value(frame: pd.DataFrame, taken: Sequence[str | None]) -> str:
    free = [str(name) for name in frame.columns if name not in taken and _is_numeric(frame, name)]
    named = [name for name in free if VALUE_NAMES.search(name)]
    for found in (named, free):
        if len(found) == 1:
            return found[0]
    if not free:
        raise Invalid("No column holds numbers to forecast: say which one with --value.")
    told = ", ".join(named or free)
    if parse_times(pd.Series(free))[0].notna().mean() > 1 / 2:
        raise Invalid(
            f"Columns are named as dates ({told}). Turn the table: a row for each date, with one "
            "column of dates and one of values."
        )
    raise Invalid(f"Several columns could be forecast ({told}): say which one with --value.")


def _find_series(
    frame: pd.DataFrame, times: "pd.Series[Any]", taken: Sequence[str | None]
) -> list[str]:
    """Return the first column that tells rows of the same date apart; none where none does."""
    usable = times.notna()
    if not times[usable].duplicated().any():
        return []
    for name in frame.columns:
        if name in taken or frame[name].nunique() < 2:
            continue
        pairs = pd.DataFrame({KEY: frame[name], TIME: times})[usable]
        if not pairs.duplicated().any() and frame[name].nunique() <= len(frame) / 2:
            return [str(name)]
    return []

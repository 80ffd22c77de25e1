"""Reads CSV files, and their columns as numbers and times; says what is wrong and where."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from crm_backend.analytics.files.dates import parse_times
from crm_backend.analytics.files.nothing import NOTHING
from crm_backend.analytics.files.numbers import parse_numbers
from crm_backend.analytics.files.texts import read_text
from kernel.errors import Invalid

SAMPLE = 65_536  # characters looked at to find what parts the columns
SEPARATORS = ",;\t|"
WHOLE = re.compile(r"(\d+(\.0)?)?")
UNEVEN = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
UNCLOSED = re.compile(r"EOF inside string starting at row (\d+)")
LARGEST = 1e30  # no measure is so large, and its eighth power would be infinite
SHOWN = 12  # column names named in an error
MOST_UNREADABLE = 0.5  # of a column's values: beyond, it is another column that is meant


@dataclass(frozen=True)
class Column:
    """A column as read: NaN or NaT where a value is empty or unreadable, and how many are which.

    `note` says in a sentence how it was read where it could have been read otherwise.
    """

    values: "pd.Series[Any]"
    missing: int
    unreadable: int
    note: str = ""

    def list_notes(self, name: str, kind: str) -> list[str]:
        """Return how the column was read and how many of its values could not be, in sentences."""
        told = [self.note] if self.note else []
        if self.unreadable:
            told.append(
                f"{self.unreadable:,} values of {name!r} are no {kind} and count as missing."
            )
        return told


def read_csv(path: Path, *, needs: Sequence[str] = ()) -> pd.DataFrame:
    """Return a table of texts (an empty text where nothing stands) with unique, trimmed names.

    Columns are parted by a comma, semicolon, tab or bar; see `read_text` for how letters may be
    written. `needs` are columns that must be there. Raises `Invalid`, which says what to do.
    """
    text, encoding = read_text(path)
    frame = _parse(path, text)
    try:
        check_names(path, frame, needs)
    except Invalid as error:
        if encoding.startswith("utf"):
            raise
        doubt = f"{error.message} The file was read as {encoding}: save it as UTF-8 if names are"
        raise Invalid(f"{doubt} garbled.") from error
    if frame.empty:
        raise Invalid(f"{path.name} has a head but no rows.")
    return frame


def _parse(path: Path, text: str) -> pd.DataFrame:
    try:
        frame = pd.read_csv(
            StringIO(text),
            sep=find_separator(text[:SAMPLE]),
            header=None,  # names that are there twice are not to be made different
            dtype=str,
            keep_default_na=False,
            skipinitialspace=True,
            index_col=False,
        ).fillna("")
    except pd.errors.EmptyDataError as error:
        raise Invalid(f"{path.name} is empty.") from error
    except pd.errors.ParserError as error:
        raise Invalid(f"{path.name} cannot be read as a table: {explain(str(error))}") from error
    names = frame.iloc[0].str.strip()
    frame = frame.iloc[1:].reset_index(drop=True)
    is_spare = (names == "") & (frame == "").all()  # what commas at the ends of lines make
    frame.columns = names
    return frame.loc[:, ~is_spare.to_numpy()]


def explain(error: str) -> str:
    """Return what pandas says of a file that is no table, in words that say what to do."""
    if found := UNEVEN.search(error):
        most, line, fields = found.groups()
        return (
            f"line {line} has {fields} fields, those before it {most}. The first line must name "
            'the columns, and a text that holds a separator must stand in quotes ("…").'
        )
    if found := UNCLOSED.search(error):
        return f"a quotation mark is opened in row {int(found[1]) + 1} and never closed."
    return " ".join(error.split())  # pandas ends its own with a line break


def find_separator(head: str) -> str:
    """Return what parts the columns; a comma where there is one column only."""
    try:
        return csv.Sniffer().sniff(head, SEPARATORS).delimiter
    except csv.Error:
        first = head.partition("\n")[0]
        return max(SEPARATORS, key=first.count)


def check_names(path: Path, frame: pd.DataFrame, needs: Sequence[str]) -> None:
    """Raise `Invalid` for names that are missing, empty or there twice."""
    names = list(frame.columns)
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled == [""]:
        raise Invalid(f"{path.name} has {names.count('')} columns without a name: name them.")
    if doubled:
        raise Invalid(f"{path.name} has the column {doubled[-1]!r} twice: rename one.")
    for name in needs:
        if name not in names:
            raise Invalid(f"{path.name} has no column {name!r}. {list_names(names, name)}")


def list_names(names: Sequence[str], wanted: str) -> str:
    """Return in a sentence which columns there are, and which one may be meant."""
    told = f"It has: {', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''}."
    lower = {name.lower(): name for name in reversed(names)}
    near = get_close_matches(wanted.lower(), lower, n=1)
    if near:
        return f"{told} Did you mean {lower[near[0]]!r}?"
    if len(names) == 1:
        return f"{told} Columns are parted by a comma, a semicolon, a tab or a bar."
    return told


def read_names(frame: pd.DataFrame, name: str) -> "pd.Series[str]":
    """Return a column of names, trimmed; an empty text where none is known (N/A, null, -).

    Where all are whole numbers, 7.0 is 7: so programs write numbers in a column with gaps.
    """
    texts = frame[name].astype(str).str.strip()
    names = texts.mask(texts.str.lower().isin(NOTHING), "")
    is_counted = names.str.fullmatch(WHOLE).all()
    return names.str.removesuffix(".0") if is_counted else names


def read_numbers(frame: pd.DataFrame, name: str) -> Column:
    """Return a column as numbers, endless ones unreadable. Raises `Invalid` where most are none.

    How they are written (1,234.50 or 1.234,50, with a currency, …) is decided for all together.
    """
    texts = frame[name].astype(str).str.strip()
    numbers, note = parse_numbers(texts, name)
    found = numbers.where(numbers.abs() < LARGEST)
    return _judge(texts, found, name, "numbers, such as 12.50", note)


def read_times(frame: pd.DataFrame, name: str) -> Column:
    """Return a column as times in UTC; what names no zone is meant in UTC.

    How they are written (which of day, month and year is first) is decided for all together.
    Raises `Invalid` where most are none.
    """
    texts = frame[name].astype(str).str.strip()
    times, note = parse_times(texts)
    return _judge(texts, times, name, "dates, such as 2026-11-23", note)


def _judge(
    texts: "pd.Series[str]", values: "pd.Series[Any]", name: str, kind: str, note: str
) -> Column:
    is_empty = texts.str.lower().isin(NOTHING)
    is_wrong = values.isna() & ~is_empty
    unreadable = int(is_wrong.sum())
    if unreadable > MOST_UNREADABLE * max(1, int((~is_empty).sum())):
        example = texts[is_wrong].iloc[0]
        raise Invalid(f"Column {name!r} should hold {kind}; it holds {example[:40]!r}.")
    told = f"Column {name!r}: {note}." if note else ""
    return Column(values, missing=int(is_empty.sum()), unreadable=unreadable, note=told)

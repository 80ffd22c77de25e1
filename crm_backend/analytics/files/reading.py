"""Reads CSV files, and their columns as numbers and times; says what is wrong and where."""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from crm_backend.analytics.files.dates import parse_times
from crm_backend.analytics.files.nothing import NOTHING
from crm_backend.analytics.files.numbers import parse_numbers
from kernel.errors import Invalid

SAMPLE = 65_536  # characters looked at to find what parts the columns
SEPARATORS = ",;\t|"
LARGEST = 1e100  # no measure is so large, and its square would be infinite
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

    Files are UTF-8, or of the Windows code page where they are not; they may be gzipped; columns
    are parted by a comma, semicolon, tab or bar. `needs` are columns that must be there.
    Raises `Invalid`, which says what to do.
    """
    if not path.is_file():
        raise Invalid(f"There is no file {path}.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            frame = _read(path, encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Invalid(f"{path.name} is no text file: save it as CSV in UTF-8.")
    check_names(path, frame, needs)
    if frame.empty:
        raise Invalid(f"{path.name} has a head but no rows.")
    return frame


def _read(path: Path, encoding: str) -> pd.DataFrame:
    try:
        frame = pd.read_csv(
            path,
            sep=find_separator(_read_head(path, encoding)),
            header=None,  # names that are there twice are not to be made different
            dtype=str,
            keep_default_na=False,
            encoding=encoding,
            skipinitialspace=True,
            index_col=False,
        )
        frame.columns = frame.iloc[0].str.strip()
        return frame.iloc[1:].reset_index(drop=True)
    except pd.errors.EmptyDataError as error:
        raise Invalid(f"{path.name} is empty.") from error
    except (pd.errors.ParserError, EOFError, OSError) as error:
        said = " ".join(str(error).split())  # pandas ends its own with a line break
        raise Invalid(f"{path.name} cannot be read as a table: {said}") from error


def _read_head(path: Path, encoding: str) -> str:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding=encoding, newline="") as file:
        return str(file.read(SAMPLE))


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
    if doubled:
        raise Invalid(f"{path.name} has the column {doubled[0]!r} twice: rename one.")
    for name in needs:
        if name not in names:
            there = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
            raise Invalid(f"{path.name} has no column {name!r}. It has: {there}.")


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

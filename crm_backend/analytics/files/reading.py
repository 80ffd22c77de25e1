"""Reads CSV files, and their columns as numbers and times; says what is wrong and where."""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kernel.errors import Invalid

SAMPLE = 65_536  # characters looked at to find what parts the columns
SEPARATORS = ",;\t|"
LARGEST = 1e100  # no measure is so large, and its square would be infinite
SHOWN = 12  # column names named in an error
MOST_UNREADABLE = 0.5  # of a column's values: beyond, it is another column that is meant


@dataclass(frozen=True)
class Column:
    """A column as read: NaN or NaT where a value is empty or unreadable, and how many are which."""

    values: "pd.Series[Any]"
    missing: int
    unreadable: int


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
    """Return a column as numbers, endless ones unreadable. Raises `Invalid` where most are none."""
    texts = frame[name].astype(str).str.strip()
    numbers = pd.to_numeric(texts.str.replace("_", "x"), errors="coerce")
    return _judge(texts, numbers.where(numbers.abs() < LARGEST), name, "numbers, such as 12.50")


def read_times(frame: pd.DataFrame, name: str) -> Column:
    """Return a column as times in UTC; what names no zone is meant in UTC.

    Days are 2026-11-23 or 20261123, with or without a time. Raises `Invalid` where most are none.
    """
    texts = frame[name].astype(str).str.strip()
    times = pd.to_datetime(texts, errors="coerce", utc=True, format="ISO8601")
    if times.isna().mean() > MOST_UNREADABLE:
        times = pd.to_datetime(texts, errors="coerce", utc=True, format="mixed")
    return _judge(texts, times, name, "dates, such as 2026-11-23")


def _judge(texts: "pd.Series[str]", values: "pd.Series[Any]", name: str, kind: str) -> Column:
    is_empty = texts == ""
    unreadable = int((values.isna() & ~is_empty).sum())
    if unreadable > MOST_UNREADABLE * max(1, int((~is_empty).sum())):
        example = texts[values.isna() & ~is_empty].iloc[0]
        raise Invalid(f"Column {name!r} should hold {kind}; it holds {example[:40]!r}.")
    return Column(values, missing=int(is_empty.sum()), unreadable=unreadable)

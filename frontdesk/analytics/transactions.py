"""Order lines of a file, as `fit-value` and `fit-segments` read them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from crm_backend.analytics.files.reading import (
    Column,
    read_csv,
    read_names,
    read_numbers,
    read_times,
)
from crm_backend.analytics.value.transactions import Purchases, read_purchases
from kernel.errors import Invalid

CsvIn = Annotated[Path, typer.Option(help="A CSV file with a head, one line per order or item.")]
CustomerColumn = Annotated[str, typer.Option(help="The column that says who bought.")]
DateColumn = Annotated[str, typer.Option(help="The column that says when.")]
AmountColumn = Annotated[str, typer.Option(help="The column that says for how much.")]
QuantityColumn = Annotated[
    str | None, typer.Option(help="A column that the amount is to be multiplied with.")
]
CurrencyColumn = Annotated[
    str | None, typer.Option(help="A column of currencies: several are refused.")
]
AsOf = Annotated[
    str | None, typer.Option(help="The last day that was seen, 2026-11-23; else the last there is.")
]


def read_transactions(
    csv: Path,
    *,
    customer: str,
    date: str,
    amount: str,
    quantity: str | None = None,
    currency: str | None = None,
    as_of: str | None = None,
) -> Purchases:
    """Return the purchases of a file. Lines after `as_of`, or after today, are left out."""
    meant = (customer, date, amount, quantity, currency)
    frame = read_csv(csv, needs=[name for name in meant if name is not None])
    read = read_numbers(frame, amount)
    notes, amounts = read.list_notes(amount, "numbers"), read.values
    if quantity is not None:
        counted = read_numbers(frame, quantity)
        notes += counted.list_notes(quantity, "numbers")
        amounts = amounts * counted.values
    times = read_times(frame, date)
    notes += times.list_notes(date, "dates")
    return read_purchases(
        read_names(frame, customer),
        times.values,
        amounts,
        currencies=None if currency is None else read_names(frame, currency),
        as_of=find_end(times, as_of),
        notes=[*notes, *note_copies(frame)],
    )


def note_copies(frame: pd.DataFrame) -> list[str]:
    """Return a word on rows of a file that equal another in every column."""
    copies = int(frame.duplicated().sum())
    if not copies:
        return []
    return [
        f"{copies} rows equal an earlier one in every column; they were kept. Remove them from "
        "the file first if they are copies."
    ]


def find_end(times: Column, as_of: str | None) -> datetime:
    """Return the end of what was seen: as asked, or the last time there is that is not to come."""
    now = datetime.now(UTC)
    if as_of is None:
        past = times.values[times.values <= pd.Timestamp(now)]
        return now if past.empty else past.max().ceil("us").to_pydatetime()
    try:
        day = np.datetime64(as_of, "D").item()
    except ValueError as error:
        raise Invalid(f"--as-of is a day such as 2026-11-23, not {as_of!r}.") from error
    if day is None:
        raise Invalid("--as-of is a day such as 2026-11-23.")
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)

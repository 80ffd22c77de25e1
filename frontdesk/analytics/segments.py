"""`frontdesk analytics fit-segments`: groups of customers, from order lines or from any table."""

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from crm_backend.analytics.files.reading import read_csv, read_numbers
from crm_backend.analytics.segments.fit import Clusters, fit_clusters
from crm_backend.analytics.segments.model import Segmenter
from crm_backend.analytics.segments.report import fit_segments
from crm_backend.analytics.value.transactions import Floats
from frontdesk.analytics.output import JsonOut, write_result
from frontdesk.analytics.transactions import (
    AsOf,
    CsvIn,
    CurrencyColumn,
    QuantityColumn,
    read_transactions,
)
from kernel.errors import Invalid

MOST_LISTED = 100_000


def fit_segments_command(
    csv: CsvIn,
    customer: Annotated[str | None, typer.Option(help="The column that says who.")] = None,
    date: Annotated[str | None, typer.Option(help="Of order lines: when.")] = None,
    amount: Annotated[str | None, typer.Option(help="Of order lines: for how much.")] = None,
    columns: Annotated[
        str | None, typer.Option(help="Of a table, one row per customer: its numbers, a,b,c.")
    ] = None,
    k: Annotated[int | None, typer.Option(help="How many segments; else chosen.")] = None,
    since: Annotated[int, typer.Option(help="Days back from which movement is told.")] = 91,
    previous: Annotated[
        Path | None, typer.Option(help="A result of before, whose numbers and names are kept.")
    ] = None,
    quantity: QuantityColumn = None,
    currency: CurrencyColumn = None,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn at random.")] = 0,
    out: JsonOut = None,
) -> None:
    """Fit segments: RFM by rule and KMeans from order lines, KMeans alone from a table."""
    former = None if previous is None else load_previous(previous)
    if date is None and amount is None:
        write_result(segment_table(csv, customer, columns, k=k, previous=former, seed=seed), out)
        return
    if customer is None or date is None or amount is None:
        raise Invalid("Order lines need --customer, --date and --amount; a table needs --columns.")
    purchases = read_transactions(
        csv,
        customer=customer,
        date=date,
        amount=amount,
        quantity=quantity,
        currency=currency,
        as_of=as_of,
    )
    earlier = purchases.end - since
    report = fit_segments(
        purchases,
        k=k,
        previous=former,
        earlier_day=earlier if purchases.days.min() <= earlier < purchases.end else None,
        seed=seed,
    )
    told = report.to_dict(most_customers=MOST_LISTED)
    if report.moved is None:
        told["notes"].append(f"Nobody had bought {since} days before the end: no movement.")
    write_result(told, out)


def load_previous(path: Path) -> Segmenter:
    """Return the segments of an earlier result, or as they were saved alone."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid(f"{path.name} cannot be read as an earlier result: {error}") from error
    if isinstance(data, dict):
        data = data.get("clusters", data)
        data = data.get("model", data) if isinstance(data, dict) else data
    return Segmenter.from_dict(data)


def segment_table(
    csv: Path,
    customer: str | None,
    columns: str | None,
    *,
    k: int | None,
    previous: Segmenter | None,
    seed: int,
) -> dict[str, Any]:
    """Return segments of the rows of a file by its numbers."""
    chosen = [] if columns is None else [name.strip() for name in columns.split(",")]
    wanted = list(dict.fromkeys(name for name in chosen if name))
    frame = read_csv(csv, needs=wanted if customer is None else [*wanted, customer])
    notes: list[str] = []
    table = {name: read_column(frame, name, notes) for name in wanted}
    if not wanted:
        table = find_numbers(frame, customer, notes)
    numbers = np.arange(1, len(frame) + 1).astype(str)
    ids = (numbers if customer is None else frame[customer].to_numpy()).astype(object)
    clusters = fit_clusters(ids, table, k=k, previous=previous, seed=seed)
    told = clusters.to_dict()
    told["notes"] = notes + told["notes"]
    return {"kind": "table", **told, "customers": list_rows(clusters)}


def read_column(frame: pd.DataFrame, name: str, notes: list[str]) -> Floats:
    """Return a column as numbers, NaN where there is none."""
    column = read_numbers(frame, name)
    notes += column.list_notes(name, "numbers")
    return column.values.to_numpy(np.float64)


def find_numbers(frame: pd.DataFrame, customer: str | None, notes: list[str]) -> dict[str, Floats]:
    """Return the columns that hold numbers and are no names of rows. Raises `Invalid` for none."""
    table: dict[str, Floats] = {}
    for name in map(str, frame.columns):
        try:
            values = read_column(frame, name, [])
        except Invalid:
            continue
        there = values[np.isfinite(values)]
        is_id = len(np.unique(there)) == len(there) and bool(np.all(there == np.round(there)))
        if name != customer and len(there) and not is_id:
            table[name] = values
    if not table:
        raise Invalid("No column of numbers is found: name them with --columns.")
    notes.append(f"Of these columns of numbers: {', '.join(table)}. Choose with --columns.")
    return table


def list_rows(clusters: Clusters) -> list[dict[str, Any]]:
    """Return which segment each row belongs to."""
    names, numbers = clusters.segmenter.names, clusters.segmenter.numbers
    pairs = zip(clusters.ids.tolist(), clusters.places.tolist(), strict=True)
    rows = [
        {"customer": one, "segment": numbers[place], "name": names[place]} for one, place in pairs
    ]
    return rows[:MOST_LISTED]

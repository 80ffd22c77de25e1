"""`frontdesk analytics describe`: what a file holds, before a model is made of it."""

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from crm_backend.analytics.files.reading import read_csv, read_numbers
from frontdesk.analytics.output import JsonOut, write_result
from kernel.errors import Invalid

EXAMPLES = 3


def describe(
    csv: Annotated[Path, typer.Option(help="A CSV file with a head.")], out: JsonOut = None
) -> None:
    """Say of each column what it holds, how much is missing, and whether it is constant."""
    frame = read_csv(csv)
    columns = [describe_column(frame, str(name)) for name in frame.columns]
    write_result({"rows": len(frame), "columns": columns}, out)


def describe_column(frame: pd.DataFrame, name: str) -> dict[str, Any]:
    """Return what a column holds, as numbers where most of it are some."""
    texts = frame[name].astype(str)
    told: dict[str, Any] = {
        "name": name,
        "missing": int((texts == "").sum()),
        "distinct": int(texts[texts != ""].nunique()),
        "examples": [text[:40] for text in texts[texts != ""].unique()[:EXAMPLES]],
    }
    try:
        numbers = read_numbers(frame, name)
    except Invalid:
        return told
    if numbers.values.notna().any():
        told |= {"least": numbers.values.min(), "most": numbers.values.max()}
        told |= {"mean": numbers.values.mean(), "unreadable": numbers.unreadable}
        told |= {"note": numbers.note} if numbers.note else {}
    return told

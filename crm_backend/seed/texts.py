"""Reads the hand-written texts of the demo shop, which lie beside this module in `texts/`."""

import csv
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "texts"

Row = dict[str, str]


def read_table(name: str) -> list[Row]:
    """Return the rows of `texts/<name>.csv`; columns are divided by "|" and named by the first."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|"))


def read_pairs(name: str) -> dict[str, str]:
    """Return `texts/<name>.txt`, whose lines are "key|value"."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return dict(line.split("|", maxsplit=1) for line in lines if line)


def read_document(name: str) -> dict[str, Any]:
    """Return `texts/<name>.toml`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))

"""Documents from a table of people's: which column holds the text, which the time, the rating."""

from dataclasses import dataclass, fields

import pandas as pd

from crm_backend.analytics.feedback.documents import Document
from crm_backend.analytics.files.reading import Column, read_numbers, read_times


@dataclass(frozen=True)
class Columns:
    """The names of columns; empty where there is none."""

    text: str
    time: str = ""
    rating: str = ""
    language: str = ""
    sentiment: str = ""
    kind: str = ""

    @property
    def named(self) -> list[str]:
        """The columns that are named."""
        return [name for one in fields(self) if (name := str(getattr(self, one.name)))]


def read_documents(frame: pd.DataFrame, columns: Columns) -> tuple[list[Document], list[str]]:
    """Return a document for each row of a table of texts (its id is the row's number), and notes.

    Raises `Invalid` where a column holds something else than it should.
    """
    notes: list[str] = []
    numbers = {
        name: _note(read_numbers(frame, column), column, notes).values.to_numpy(dtype=float)
        for name in ("rating", "sentiment")
        if (column := str(getattr(columns, name)))
    }
    times = None
    if columns.time:
        times = _note(read_times(frame, columns.time), columns.time, notes).values
    texts = {
        name: frame[column].astype(str).tolist()
        for name in ("text", "language", "kind")
        if (column := str(getattr(columns, name)))
    }
    documents = []
    for row in range(len(frame)):
        at = None if times is None or pd.isna(times.iloc[row]) else times.iloc[row].to_pydatetime()
        figures = {name: float(values[row]) for name, values in numbers.items()}
        documents.append(
            Document(
                id=str(row + 1),
                text=texts["text"][row],
                at=at,
                language=texts["language"][row] if "language" in texts else "",
                rating=_read(figures.get("rating")),
                sentiment=_read(figures.get("sentiment")),
                kind=texts["kind"][row] if "kind" in texts else "",
            )
        )
    return documents, notes


def _note(column: Column, name: str, notes: list[str]) -> Column:
    if column.note:
        notes.append(column.note)
    if column.unreadable:
        notes.append(f"{column.unreadable} values of {name!r} cannot be read and count as none.")
    return column


def _read(value: float | None) -> float | None:
    return None if value is None or value != value else value  # NaN is no value

"""Reads CSV and TSV files with a text and a label in each row."""

from __future__ import annotations

import csv
from collections.abc import Container
from io import StringIO
from pathlib import Path

from nlu.evaluation.errors import BadInput

DELIMITERS = ",\t;|"
TEXT_NAMES = frozenset(
    {"text", "utterance", "query", "sentence", "message", "review", "content", "question"}
)
LABEL_NAMES = frozenset(
    {"label", "category", "intent", "class", "sentiment", "polarity", "stars", "rating", "mood"}
)
Row = tuple[str, str]


def read_lines(path: Path) -> list[str]:
    """Return the lines of a UTF-8 file that is not empty, line ends kept."""
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file; check the path.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    if not text.strip():
        raise BadInput(f"{path} is empty; give a file with examples.")
    return list(StringIO(text))  # splits at line feeds alone, not at every separator of Unicode


def read_table(path: Path, text_column: str | None, label_column: str | None) -> list[Row]:
    """Return (text, label) of each row; columns not named are recognised by their headers."""
    rows = split_rows(path, read_lines(path))
    header = rows[0][1]
    text = find_column(path, header, text_column, TEXT_NAMES, "text")
    label = find_column(path, header, label_column, LABEL_NAMES, "label")
    if text == label:
        raise BadInput(f"{path}: text and label cannot be one column; name two different ones.")
    return [pick_cells(path, line, cells, text, label) for line, cells in rows[1:]]


def read_column(path: Path, text_column: str | None) -> list[str]:
    """Return the text of each row, whatever else is in it."""
    rows = split_rows(path, read_lines(path))
    text = find_column(path, rows[0][1], text_column, TEXT_NAMES, "text")
    return [pick_cells(path, line, cells, text, text)[0] for line, cells in rows[1:]]


def split_rows(path: Path, lines: list[str]) -> list[tuple[int, list[str]]]:
    """Return (line number, cells) of each row that is not blank; the first is the header."""
    # The delimiter is the one that stands most often in the header.
    delimiter = max(DELIMITERS, key=lines[0].count)
    reader = csv.reader(lines, delimiter=delimiter)
    if delimiter == "\t":
        # Such files seldom quote, and quotation marks of the text itself would join rows.
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        return [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise BadInput(f"{path} line {reader.line_num}: {error}; mend this row.") from error


def find_column(
    path: Path, header: list[str], wanted: str | None, known: Container[str], role: str
) -> int:
    """Return the place of the column that is named, or of the only one with a known name."""
    found = [
        place
        for place, name in enumerate(header)
        if (name.strip() == wanted if wanted else name.strip().casefold() in known)
    ]
    if len(found) != 1:
        what = f"no column {wanted!r}" if wanted else f"no single column that must be the {role}"
        listed = ", ".join(header)[:120]
        raise BadInput(f"{path}: {what} among: {listed}; name it with --{role}-column.")
    return found[0]


def pick_cells(path: Path, line: int, cells: list[str], text: int, label: int) -> Row:
    """Return text and label of a row."""
    if max(text, label) >= len(cells):
        raise BadInput(f"{path} line {line}: only {len(cells)} columns; mend or remove this row.")
    picked = unquote(cells[text]).strip(), unquote(cells[label]).strip()
    if not all(picked):
        raise BadInput(f"{path} line {line}: text or label is empty; fill or remove this row.")
    return picked


def unquote(cell: str) -> str:
    """Return the cell without the quotation marks that enclose the whole of it."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell

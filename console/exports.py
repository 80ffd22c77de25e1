"""Tables for spreadsheets: CSV in which no cell of a stranger is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from fastapi.responses import StreamingResponse

BOM = "\ufeff"  # without it Excel reads UTF-8 as the code page of its machine
# What spreadsheets take for the beginning of a formula (OWASP, CSV injection). In East Asian ones
# the wide signs are the same as the narrow ones.
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def defuse(cell: Cell) -> str:
    """Return a cell as a spreadsheet shows it and never computes it.

    Text that begins like a formula gets a leading apostrophe; so does text that begins with an
    apostrophe before such a beginning, so that `restore` gives back every text. Numbers of ours
    stay numbers.
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    return f"'{cell}" if cell.lstrip("'").startswith(TRIGGERS) else cell


def restore(cell: str) -> str:
    """Return the text that `defuse` was given."""
    is_defused = cell.startswith("'") and cell.lstrip("'").startswith(TRIGGERS)
    return cell[1:] if is_defused else cell


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Give the lines of a CSV file, as RFC 4180 has it, for Excel and everything else."""
    yield BOM + _write_line(header)
    for row in rows:
        yield _write_line(row)


def send_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingResponse:
    """Return a download `name`.csv, line by line as the rows come; `name` is plain ASCII."""
    return StreamingResponse(
        write_csv(head, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _write_line(row: Iterable[Cell]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([defuse(cell) for cell in row])
    return line.getvalue()

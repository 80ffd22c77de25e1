"""How results of the commands leave: JSON to a file or to the screen."""

import json
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from kernel.errors import Invalid

JsonOut = Annotated[
    Path | None, typer.Option("--json", help="Write the result here; to the screen if left out.")
]


def write_result(result: Any, out: Path | None) -> None:
    """Write a result as JSON; what is no number (NaN, infinite) is null."""
    text = json.dumps(clean(result), ensure_ascii=False, indent=2, allow_nan=False)
    if out is None:
        typer.echo(text)
        return
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", encoding="utf-8")
    sys.stderr.write(f"Written to {out}\n")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say in a line that a file cannot be written, instead of how the system says it."""
    try:
        yield
    except OSError as error:
        raise Invalid(f"{path} cannot be written: {error.strerror or error}.") from error


def clean(value: Any) -> Any:
    """Return a value of which every part can be said in JSON."""
    if isinstance(value, dict):
        return {str(key): clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()  # a number of numpy's
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value

"""Reads Rasa YAML, one file or a folder of them; what Rasa cannot read is bad input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from nlu.data import Example, Marked, load_examples, load_marked
from nlu.evaluation.errors import BadInput
from nlu.evaluation.tables import read_lines

Read = TypeVar("Read")
SUFFIXES = (".yml", ".yaml")


def is_rasa(path: Path) -> bool:
    """Tell whether a path names a YAML file or a folder that holds one."""
    if path.is_dir():
        return any(file.suffix in SUFFIXES for file in path.rglob("*"))
    return path.suffix in SUFFIXES


def read_examples(path: Path) -> list[Example]:
    """Return the examples with their intents, entity marks taken out."""
    return read_all(path, load_examples)


def read_marked(path: Path) -> list[Marked]:
    """Return the examples with the spans marked in them."""
    return read_all(path, load_marked)


def read_all(path: Path, load: Callable[[Iterable[Path]], list[Read]]) -> list[Read]:
    """Return what `load` makes of each file; raise `BadInput` naming the file it cannot read."""
    from rasa.shared.exceptions import RasaException

    files = sorted(f for f in path.rglob("*") if f.suffix in SUFFIXES) if path.is_dir() else [path]
    found: dict[Read, None] = {}
    for file in files:
        read_lines(file)
        try:
            found.update(dict.fromkeys(load([file])))
        except (RasaException, ValueError) as error:
            raise BadInput(
                f"{file} is no Rasa training data; it needs valid YAML with a list under `nlu:`."
            ) from error
    return list(found)

"""The bare sentences of training files, fast and without Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

MARK = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # of an entity, as Rasa writes it


def read_sentences(files: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of all blocks of text in YAML files, marks taken out.

    What cannot be read is left to those who train on it and say so.
    """
    for path in files:
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except (OSError, ValueError, yaml.YAMLError):
            continue
        for block in find_blocks(content):
            for line in block.splitlines():
                yield MARK.sub(r"\1", line.strip().removeprefix("-").strip())


def find_blocks(content: object) -> Iterator[str]:
    """Yield every string of several lines within some YAML."""
    if isinstance(content, str) and "\n" in content:
        yield content
    elif isinstance(content, list | dict):
        for part in content.values() if isinstance(content, dict) else content:
            yield from find_blocks(part)

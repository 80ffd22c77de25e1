"""Reads messages with their labels from CSV, TSV, CLINC-style JSON or Rasa YAML."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nlu.evaluation.errors import BadInput
from nlu.evaluation.rasa_yaml import is_rasa, read_examples
from nlu.evaluation.tables import Row, read_column, read_lines, read_table

CLINC_UNKNOWN = "oos"
Columns = tuple[str | None, str | None]


@dataclass(frozen=True)
class Labelled:
    """Messages with their labels, and messages that are out of scope."""

    texts: list[str]
    labels: list[str]
    unknown: list[str]


def read_labelled(
    path: Path, *, split: str, columns: Columns = (None, None), unknown_label: str | None = None
) -> Labelled:
    """Return the messages of a file; `split` ("train" or "test") is what JSON is asked for."""
    rows = read_rows(path, split, columns)
    if not rows:
        raise BadInput(f"{path} holds no example; give a file with examples.")
    if path.suffix == ".json":
        unknown_label = unknown_label or CLINC_UNKNOWN
    known = [row for row in rows if row[1] != unknown_label]
    unknown = [text for text, label in rows if label == unknown_label]
    return Labelled([text for text, _ in known], [label for _, label in known], unknown)


def read_train_and_test(
    train: Path, test: Path, *, columns: Columns = (None, None), unknown_label: str | None = None
) -> tuple[Labelled, Labelled]:
    """Return what to learn from and what to ask; only JSON with splits may be both."""
    if train == test and train.suffix != ".json":
        raise BadInput(f"{train} is to learn from and to be asked; give two different files.")
    read = [
        read_labelled(path, split=split, columns=columns, unknown_label=unknown_label)
        for path, split in ((train, "train"), (test, "test"))
    ]
    if unknown_label and not any(data.unknown for data in read):
        raise BadInput(f"No row has the label {unknown_label!r}; check --oos-label.")
    return read[0], read[1]


def read_texts(path: Path, text_column: str | None = None) -> list[str]:
    """Return messages that need no label: a table's column of texts, or the lines of a .txt."""
    if path.suffix == ".txt":
        return [line.strip() for line in read_lines(path) if line.strip()]
    if is_rasa(path):
        return [example.text for example in read_examples(path)]
    return read_column(path, text_column)


def read_rows(path: Path, split: str, columns: Columns) -> list[Row]:
    """Return (text, label) of each row, whatever the format."""
    if path.suffix == ".json":
        return read_clinc(path, split)
    if path.is_dir() and not is_rasa(path):
        raise BadInput(f"{path} is a folder without .yml files; give a file of examples.")
    if is_rasa(path):
        return [(example.text, example.intent) for example in read_examples(path)]
    return read_table(path, *columns)


def read_clinc(path: Path, split: str) -> list[Row]:
    """Return the rows of one split, in scope and out of it, of JSON as CLINC150 has it."""
    lines = read_lines(path)
    wanted = f'it must be {{"{split}": [[text, label], …], "oos_{split}": …}}'
    try:
        content = json.loads("".join(lines))
    except ValueError as error:
        raise BadInput(f"{path} is no valid JSON ({error}); {wanted}.") from error
    if not isinstance(content, dict) or split not in content:
        raise BadInput(f"{path} has no split {split!r}; {wanted}.")
    groups = [content[split], content.get(f"oos_{split}", [])]
    if not all(isinstance(group, list) for group in groups):
        raise BadInput(f"{path}: the split {split!r} is no list; {wanted}.")
    rows = [row for group in groups for row in group]
    if strange := next((row for row in rows if not is_pair(row)), None):
        raise BadInput(f"{path}: {str(strange)[:60]} is no [text, label]; {wanted}.")
    return [(text, label) for text, label in rows]


def is_pair(row: Any) -> bool:
    """Tell whether a row of JSON is a text and a label."""
    is_two = isinstance(row, list) and len(row) == 2
    return is_two and all(isinstance(part, str) and part.strip() for part in row)


def draw_shots(data: Labelled, shots: int, seed: int) -> Labelled:
    """Return `shots` examples of each label at random, all of a label that has fewer."""
    of_label: defaultdict[str, list[str]] = defaultdict(list)
    for text, label in zip(data.texts, data.labels, strict=True):
        of_label[label].append(text)
    chance = random.Random(seed)  # noqa: S311 (draws examples, keeps no secret)
    drawn = [
        (text, label)
        for label, texts in sorted(of_label.items())
        for text in chance.sample(texts, min(shots, len(texts)))
    ]
    return replace(data, texts=[text for text, _ in drawn], labels=[label for _, label in drawn])

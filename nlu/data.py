"""Reads training data as plain texts, labels and marked spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.core.entities import Entity
from nlu.core.language import name_speech


@dataclass(frozen=True)
class Example:
    """One message with what it means."""

    text: str
    intent: str
    language: str


@dataclass(frozen=True)
class Marked:
    """One message with the spans that are marked in it."""

    text: str
    entities: tuple[Entity, ...]


def load_examples(paths: Iterable[Path]) -> list[Example]:
    """Return the examples of Rasa YAML files, entity marks taken out, repeats left out."""
    from rasa.shared.nlu.constants import INTENT, TEXT

    examples: dict[tuple[str, str], Example] = {}
    for message in load_messages(paths):
        text, intent = message.get(TEXT), message.get(INTENT)
        examples.setdefault((text, intent), Example(text, intent, name_speech(text)))
    return list(examples.values())


def load_marked(paths: Iterable[Path]) -> list[Marked]:
    """Return the examples of Rasa YAML files with their entity marks, repeats left out."""
    from rasa.shared.nlu.constants import ENTITIES, TEXT

    marked = {}
    for message in load_messages(paths):
        spans = [
            Entity(
                *(mark["entity"], str(mark["value"]), mark["start"], mark["end"]),
                role=mark.get("role"),
                group=mark.get("group"),
            )
            for mark in message.get(ENTITIES) or ()
        ]
        example = Marked(message.get(TEXT), tuple(spans))
        marked[example] = example
    return list(marked)


def load_messages(paths: Iterable[Path]) -> list[Any]:
    """Return Rasa's own messages of the examples in YAML files; `ValueError` for other files."""
    from rasa.shared.nlu.training_data.loading import load_data

    return [message for path in paths for message in load_data(str(path)).intent_examples]

"""Reads training data as plain texts and labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nlu.core.language import detect_language


@dataclass(frozen=True)
class Example:
    """One message with what it means."""

    text: str
    intent: str
    language: str


def load_examples(paths: Iterable[Path]) -> list[Example]:
    """Return the examples of Rasa YAML files, entity marks taken out, repeats left out."""
    from rasa.shared.nlu.constants import INTENT, TEXT
    from rasa.shared.nlu.training_data.loading import load_data

    examples: dict[tuple[str, str], Example] = {}
    for path in paths:
        for message in load_data(str(path)).intent_examples:
            text, intent = message.get(TEXT), message.get(INTENT)
            example = Example(text, intent, detect_language(text))
            examples.setdefault((text, intent), example)
    return list(examples.values())

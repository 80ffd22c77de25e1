"""Reads the messages that were kept apart from the training data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nlu.data import Example, Marked
from nlu.evaluation.errors import BadInput
from nlu.evaluation.rasa_yaml import read_examples, read_marked

FILES, MOODS = "held_out_*.yml", "unseen_moods.yml"
MARKED = "marked_*.yml"  # messages for entities alone: their intents would weigh unlike the others
STRANGE = "unknown"  # the label of what the bot must not act on


@dataclass(frozen=True)
class HeldOutMessages:
    """Messages with their intents, those to refuse, those of files that mark entities, and moods
    (text, label)."""

    known: list[Example] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    moods: list[tuple[str, str]] = field(default_factory=list)


def read_messages(folder: Path) -> HeldOutMessages:
    """Return what lies in a folder, perhaps nothing; raise `BadInput` naming a file that is wrong.

    `held_out_*.yml` is Rasa's training format. The messages of the intent `unknown` are to be
    refused. Where one message of a file marks an entity, all of the file count for entities;
    `marked_*.yml` count for these alone. `unseen_moods.yml` holds lists of messages by language
    and mood.
    """
    files = sorted(folder.glob(FILES))
    examples = {one: None for file in files if has_messages(file) for one in read_examples(file)}
    marked: list[Marked] = []
    for file in (*files, *sorted(folder.glob(MARKED))):
        if "](" in (text := file.read_text(encoding="utf-8")) or "]{" in text:
            marked += read_marked(file)
    return HeldOutMessages(
        known=[one for one in examples if one.intent != STRANGE],
        strange=[one.text for one in examples if one.intent == STRANGE],
        marked=marked if any(one.entities for one in marked) else [],
        moods=read_moods(folder / MOODS),
    )


def has_messages(file: Path) -> bool:
    """Tell whether a file lists messages: those with stories alone say nothing of intents."""
    return bool(load(file).get("nlu"))


def read_moods(file: Path) -> list[tuple[str, str]]:
    """Return the messages with a mood and their labels."""
    if not file.is_file():
        return []
    groups = load(file)
    try:
        return [
            (str(text), str(mood))
            for moods in groups.values()
            for mood, texts in moods.items()
            for text in texts
        ]
    except (AttributeError, TypeError) as error:
        raise BadInput(f"{file}: give lists of messages under a language and a mood.") from error


def load(file: Path) -> dict[str, Any]:
    """Return the mapping in a YAML file of this project's own."""
    try:
        text = file.read_text(encoding="utf-8")
        body = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - texts alone: "no" is a word
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadInput(f"{file} cannot be read as YAML; mend it.") from error
    if not isinstance(body, dict):
        raise BadInput(f"{file} holds no mapping; it needs `nlu:` or languages at its top.")
    return body

"""Reads the training files as Rasa does, without its five copies of every example on the way."""

from __future__ import annotations

from typing import Any, Self

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Example(Message):  # type: ignore[misc]
    """An example that needs neither copies nor new fingerprints when sets of them are merged.

    Rasa copies and fingerprints all examples at each of its five merges, and uses the last alone.
    """

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; a text that stands there already changes nothing."""
        if add_to_output or not isinstance(info, str) or self.data.get(prop) != info:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class ProjectImporter(RasaFileImporter):  # type: ignore[misc]
    """The files of a project, their examples merged without copies."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the examples of all files."""
        data = super().get_nlu_data(language)
        data.training_examples = [Example(message.data) for message in data.training_examples]
        return data

"""Reads the training files as Rasa does, without its five copies of every example on the way."""

from __future__ import annotations

from typing import Any, Self

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class Example(Message):  # type: ignore[misc]
    """An example that stays as it was read, hence needs neither copies nor new fingerprints.

    Rasa copies and fingerprints all examples whenever two sets of them are put together.
    """

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """Set a property; what is so already changes nothing."""
        if self.data.get(prop) != info or add_to_output:
            super().set(prop, info, add_to_output)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class ProjectImporter(RasaFileImporter):  # type: ignore[misc]
    """The files of a project, read once."""

    _read: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the examples of all files."""
        if self._read is None:
            data = super().get_nlu_data(language)
            data.training_examples = [Example(message.data) for message in data.training_examples]
            self._read = data
        return self._read

"""What all components share: creation, the one save/load pair, and which messages they read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

MAX_READ = 1_000  # characters; longer ones are kept whole in the ledger


def free_text(message: Message) -> str | None:
    """Return what a person wrote; None for a payload such as `/greet`, which says it itself.

    A very long message is read as far as its point will have been made: time is everybody's.
    """
    text = message.get(TEXT)
    return text[:MAX_READ] if text and not text.startswith("/") else None


class LearnedComponent(GraphComponent):
    """A component with something learned: `learn`, `store`, `restore` and `read` fill it."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config = {**self.get_default_config(), **config}
        self._storage, self._resource = storage, resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Return the component untrained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Return the trained component; a broken artefact raises, it never yields an empty one."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.restore(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn and store."""
        self.learn(training_data)
        with self._storage.write_to(self._resource) as folder:
            self.store(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: later components learn from the words themselves."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what is understood to each message that a person wrote."""
        for message in messages:
            if text := free_text(message):
                self.read(message, text)
        return messages

    def learn(self, training_data: TrainingData) -> None:
        """Fit on the training data."""
        raise NotImplementedError

    def store(self, folder: Path) -> None:
        """Write what was learned into `folder`."""
        raise NotImplementedError

    def restore(self, folder: Path) -> None:
        """Read what was learned from `folder`."""
        raise NotImplementedError

    def read(self, message: Message, text: str) -> None:
        """Add to `message` what `text` says."""
        raise NotImplementedError

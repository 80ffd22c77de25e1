"""The mood and the language of a message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import LearnedComponent
from nlu.core.language import detect_language
from nlu.core.sentiment import (
    MoodClassifier,
    load_moods,
    load_utterances,
    read_mood,
    save_moods,
)
from nlu.layout import INSTALLATION


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentimentReader(LearnedComponent):
    """Adds `sentiment` (label, score from -1 to 1) and `language` to each message."""

    model: MoodClassifier

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the utterances it learns from lie."""
        return {"utterances": "data/sentiment"}

    def learn(self, training_data: TrainingData) -> None:
        """Fit on the utterances with a mood; the intents' examples have none."""
        folder = Path(self.config["utterances"])
        if not folder.is_dir():  # a project made elsewhere has none of its own
            folder = INSTALLATION / folder
        texts, labels = load_utterances(folder)
        self.model = MoodClassifier().fit(texts, labels)

    def store(self, folder: Path) -> None:
        """Write the classifier."""
        save_moods(folder, self.model)

    def restore(self, folder: Path) -> None:
        """Read the classifier."""
        self.model = load_moods(folder)

    def read(self, message: Message, text: str) -> None:
        """Set mood and language."""
        message.set("sentiment", read_mood(self.model, text), add_to_output=True)
        message.set("language", detect_language(text), add_to_output=True)

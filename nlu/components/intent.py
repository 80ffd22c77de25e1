"""The intent of a message."""

from __future__ import annotations

from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import LearnedComponent
from nlu.core.artefact import load_classifier, save_classifier
from nlu.core.classifier import TextClassifier

RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentReader(LearnedComponent, IntentClassifier):
    """Ranks the intents of a message by calibrated probability."""

    model: TextClassifier

    def learn(self, training_data: TrainingData) -> None:
        """Fit on every example that has a text and an intent."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        self.model = TextClassifier().fit(texts, [e.get(INTENT) for e in examples])

    def store(self, folder: Path) -> None:
        """Write the classifier."""
        save_classifier(folder, self.model)

    def restore(self, folder: Path) -> None:
        """Read the classifier."""
        self.model = load_classifier(folder)
        self.model.predict(["the first message must not wait for the weights"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message; a payload is certain, whatever a fallback asks of its ranking."""
        for message in super().process(messages):
            if message.get(INTENT) is None:
                message.set(INTENT, {"name": None, "confidence": 1.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
        return messages

    def read(self, message: Message, text: str) -> None:
        """Set the likeliest intent and the ranking."""
        probabilities = self.model.predict_proba([text])[0]
        best = probabilities.argsort()[::-1][:RANKED]
        ranking = [
            {"name": str(self.model.classes_[index]), "confidence": float(probabilities[index])}
            for index in best
        ]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

"""The intent of a message: acted on, asked about, or not known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import LearnedComponent
from nlu.core.artefact import load_intent_model, save_intent_model
from nlu.core.decision import Thresholds, decide
from nlu.core.intent import SETTINGS, IntentModel, list_members
from nlu.core.wishes import find_wishes

RANKED = 10
INTERNAL = {"clarify": "clarify", "unknown": "nlu_fallback"}
SURE = 0.8  # a part of a message counts as a wish of its own from here


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentReader(LearnedComponent, IntentClassifier):
    """Ranks the intents and decides by probability and prediction set (`nlu.core.decision`).

    To ask becomes the intent `clarify`, with `choices`; not to know, `nlu_fallback`. Further
    wishes of the message go to `also`.
    """

    model: IntentModel

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the level of the sets, the bound on time and size, and when to act or ask."""
        limits = {"act_from": 0.6, "ask_from": 0.4, "talk": []}
        return {"level": 0.95, "landmarks": 4_500, "twin": 0.8, **limits}

    def learn(self, training_data: TrainingData) -> None:
        """Fit on every example that has a text and an intent."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        model = IntentModel(**{name: self.config[name] for name in SETTINGS})
        self.model = model.fit(texts, [e.get(INTENT) for e in examples])

    def store(self, folder: Path) -> None:
        """Write the model."""
        save_intent_model(folder, self.model)

    def restore(self, folder: Path) -> None:
        """Read the model."""
        self.model = load_intent_model(folder)
        self.model.predict(["the first message must not wait for the weights", "第一条消息也一样"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message; a payload is certain, whatever a fallback asks of its ranking."""
        for message in super().process(messages):
            if message.get(INTENT) is None:
                message.set(INTENT, {"name": None, "confidence": 1.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
        return messages

    def read(self, message: Message, text: str) -> None:
        """Set intent, ranking, choices and further wishes."""
        said = self.model.judge([text])
        chances, classes = said.probabilities[0], self.model.classes_
        likely = dict(sorted(zip(classes.tolist(), chances.tolist(), strict=True), key=by_chance))
        members = list_members(classes, chances, said.members[0])
        wishes = find_wishes(text, self._read_parts)
        is_strange = bool(said.strangeness[0] > 0)
        top, chance = next(iter(likely.items()))
        decision = decide(top, chance, members, is_strange, self._thresholds(), wishes)
        name = decision.intent or INTERNAL[decision.step]
        found = {
            INTENT: {"name": name, "confidence": likely.get(decision.intent, 1.0)},
            INTENT_RANKING_KEY: [
                {"name": name, "confidence": chance} for name, chance in [*likely.items()][:RANKED]
            ],
            "choices": decision.choices,
            "also": [wish for wish in wishes if wish != decision.intent],
        }
        for field, value in found.items():
            message.set(field, value, add_to_output=True)

    def _thresholds(self) -> Thresholds:
        return Thresholds(**{name: self.config[name] for name in ("act_from", "ask_from", "talk")})

    def _read_parts(self, parts: Sequence[str]) -> list[str | None]:
        said = self.model.judge(parts)
        return [self._sure_intent(chances) for chances in said.probabilities]

    def _sure_intent(self, chances: Any) -> str | None:
        best = int(chances.argmax())
        name = str(self.model.classes_[best])
        return name if chances[best] >= SURE and name not in self.config["talk"] else None


def by_chance(item: tuple[str, float]) -> float:
    """Return what sorts names with their chances, the likeliest first."""
    return -item[1]

"""The entities of a message."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import LearnedComponent
from nlu.core.artefact import ArtefactBroken
from nlu.core.entities import PhraseBook, find_patterns

PHRASE_ENTITIES = ("product", "category")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityReader(LearnedComponent, EntityExtractorMixin):
    """Finds numbers by patterns, and the products and categories named in the training data."""

    book: PhraseBook

    def learn(self, training_data: TrainingData) -> None:
        """Collect the phrases marked as product or category."""
        phrases: defaultdict[str, set[str]] = defaultdict(set)
        for message in training_data.entity_examples:
            for entity in message.get(ENTITIES) or ():
                if entity["entity"] in PHRASE_ENTITIES:
                    phrases[entity["entity"]].add(
                        message.get(TEXT)[entity["start"] : entity["end"]]
                    )
        # A phrase marked as both is what it is marked as first: a product.
        phrases["category"] -= phrases["product"]
        self.book = PhraseBook({name: sorted(listed) for name, listed in phrases.items()})

    def store(self, folder: Path) -> None:
        """Write the phrases."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.book.phrases, ensure_ascii=False)
        (folder / "phrases.json").write_text(text, encoding="utf-8")

    def restore(self, folder: Path) -> None:
        """Read the phrases."""
        try:
            phrases = json.loads((folder / "phrases.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ArtefactBroken("The list of phrases cannot be read; train again.") from error
        self.book = PhraseBook(phrases)

    def read(self, message: Message, text: str) -> None:
        """Add what is found; a pattern's span is not searched for phrases."""
        found = list(find_patterns(text))
        for phrase in self.book.find(text):
            if all(phrase.end <= other.start or phrase.start >= other.end for other in found):
                found.append(phrase)
        found.sort(key=lambda entity: entity.start)
        entities = [entity.as_dict(type(self).__name__) for entity in found]
        message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)

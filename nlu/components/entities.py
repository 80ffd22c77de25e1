"""The entities of a message: by pattern, by the names of what is sold, by what was learned."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import LearnedComponent
from nlu.core.artefact import ArtefactBroken
from nlu.core.entities import Entity, PhraseBook, find_patterns, keep_apart
from nlu.core.entities.catalogue import Names, NamesFile, is_phrases
from nlu.core.entities.quantities import find_counts
from nlu.core.entities.tokens import split_tokens
from nlu.core.tagger import SpanTagger

PHRASE_ENTITIES = ("product", "category")
# What patterns find is not learned: a checked number is surer than a likely one.
PATTERN_ENTITIES = frozenset(
    {"order_number", "ticket_number", "email", "phone", "money", "date", "quantity"}
)
MIN_CONFIDENCE = 0.7  # below which what the tagger finds is left out
# Few things are named in the data, and those over and over: hence the hiding. Two plain texts for
# a marked one and 40 rounds give the F1 of all texts and 60 rounds (.904 and .907 in
# cross-validation) in a third of the time.
LEARNING: dict[str, Any] = {"hide_every": 3, "plain_share": 2.0, "max_iterations": 40}
ORDINARY_LETTERS = 4  # a shorter word is never taken for a misspelt one


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityReader(LearnedComponent, EntityExtractorMixin):
    """Finds numbers by patterns, names by a book of phrases, and the rest by a trained tagger."""

    book: PhraseBook
    phrases: Names
    ordinary: list[str]
    tagger: SpanTagger
    file: NamesFile

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: `catalog` is a path; without it FRONTDESK_CATALOG names the file."""
        return {"catalog": None, "min_confidence": MIN_CONFIDENCE}

    def learn(self, training_data: TrainingData) -> None:
        """Collect the marked phrases and the words beside them; teach the tagger the marks."""
        examples = [item for item in training_data.training_examples if item.get(TEXT)]
        self.phrases = collect_phrases(examples)
        self.ordinary = sorted(collect_words(item.get(TEXT) for item in examples))
        sureness = float(self.config.get("min_confidence", MIN_CONFIDENCE))
        self.tagger = SpanTagger(min_confidence=sureness, **LEARNING)
        marks = [list(read_marks(item)) for item in examples]
        self.tagger.fit([item.get(TEXT) for item in examples], marks)
        self._open()

    def store(self, folder: Path) -> None:
        """Write phrases, words and tagger."""
        self.tagger.save(folder)
        kept = {"phrases": self.phrases, "ordinary": {"words": self.ordinary}}
        text = json.dumps(kept, ensure_ascii=False)
        (folder / "phrases.json").write_text(text, encoding="utf-8")

    def restore(self, folder: Path) -> None:
        """Read phrases, words and tagger."""
        try:
            kept = json.loads((folder / "phrases.json").read_text(encoding="utf-8"))
            self.phrases, words = kept["phrases"], kept["ordinary"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ArtefactBroken("The list of phrases cannot be read; train again.") from error
        if not is_phrases(self.phrases) or not is_phrases(words) or "words" not in words:
            raise ArtefactBroken("The list of phrases is none; train again.")
        self.ordinary = words["words"]
        self.tagger = SpanTagger.load(folder)
        self._open()

    def read(self, message: Message, text: str) -> None:
        """Add what is found; of overlapping spans a pattern's stays, then a known name's."""
        if self.file.refresh():
            self._bind()
        names = list(self.book.find(text))
        found = keep_apart(
            [
                *find_patterns(text, datetime.now(UTC).date()),
                *names,
                *find_counts(text, names),
                *self.tagger.predict([text])[0],
            ]
        )
        entities = [entity.as_dict(type(self).__name__) for entity in found]
        message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)

    def _open(self) -> None:
        path = self.config.get("catalog") or os.environ.get("FRONTDESK_CATALOG")
        self.file = NamesFile(Path(path) if path else None)
        self.file.refresh()
        self._bind()

    def _bind(self) -> None:
        """Make the book of the phrases of the training data and the names of the catalogue."""
        names = self.file.names
        together = {
            entity: [*self.phrases.get(entity, ()), *names.get(entity, ())]
            for entity in PHRASE_ENTITIES
        }
        self.book = PhraseBook(together, self.ordinary)


def collect_phrases(examples: Iterable[Message]) -> Names:
    """Return the phrases marked as product or category."""
    phrases: defaultdict[str, set[str]] = defaultdict(set)
    for message in examples:
        for entity in message.get(ENTITIES) or ():
            if entity["entity"] in PHRASE_ENTITIES:
                phrases[entity["entity"]].add(message.get(TEXT)[entity["start"] : entity["end"]])
    # A phrase marked as both is what it is marked as first: a product.
    phrases["category"] -= phrases["product"]
    return {name: sorted(listed) for name, listed in phrases.items()}


def collect_words(texts: Iterable[str]) -> set[str]:
    """Return the words of the training data: none of them is a misspelling of another."""
    words = {token.text.casefold() for text in texts for token in split_tokens(text)}
    return {word for word in words if word.isascii() and len(word) >= ORDINARY_LETTERS}


def read_marks(message: Message) -> Iterator[Entity]:
    """Yield the marks of a training example that no pattern answers for."""
    for mark in message.get(ENTITIES) or ():
        if mark["entity"] not in PATTERN_ENTITIES:
            start, end = mark["start"], mark["end"]
            more = {"role": mark.get("role"), "group": mark.get("group")}
            yield Entity(mark["entity"], message.get(TEXT)[start:end], start, end, **more)

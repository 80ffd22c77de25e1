"""The shipped models as the evaluation sees them: no other module here knows their names."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import yaml
from numpy.typing import NDArray

from nlu.core.artefact import save_intent_model
from nlu.core.embedding import english_encoder, multilingual_encoder
from nlu.core.entities import Entity
from nlu.core.intent import SETTINGS, IntentModel, list_members
from nlu.core.sentiment import MoodClassifier, load_utterances, read_mood
from nlu.core.tagger import SpanTagger
from nlu.evaluation.errors import BadInput

CONFIG = Path("config.yml")
SENTIMENT_DATA = Path("data/sentiment")
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Reading:
    """What a model says of n texts.

    `probabilities` has shape (n, labels); `unknown` is higher where a text is rather out of scope;
    `sets` are the labels a text may have, None from a model that gives no sets.
    """

    probabilities: Floats
    unknown: Floats
    sets: list[list[str]] | None


class IntentReader(Protocol):
    """A trained intent model."""

    labels: list[str]
    threshold: float | None

    def read(self, texts: Sequence[str]) -> Reading:
        """Return everything a message is told by."""

    def size_bytes(self) -> int:
        """Return how much room the model takes on disk."""


class MoodReader(Protocol):
    """A trained sentiment model."""

    def read(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Return label and score (-1 to 1) of each text."""


class SpanReader(Protocol):
    """A trained tagger."""

    def predict(self, texts: Sequence[str]) -> list[list[Entity]]:
        """Return the spans found in each text."""


# Texts, labels, and out-of-scope messages if there are any.
TrainIntents = Callable[[Sequence[str], Sequence[str], Sequence[str] | None], IntentReader]
TrainMoods = Callable[[Sequence[str], Sequence[str]], MoodReader]
TrainSpans = Callable[[Sequence[str], Sequence[Sequence[Entity]]], SpanReader]


def keep_vectors(count: int) -> None:
    """Let the encoders keep so many vectors, so that folds which share texts embed each once."""
    for load in (multilingual_encoder, english_encoder):
        load().keep(count)


class ModelIntents:
    """The intent model with its rejection and its sets."""

    def __init__(self, model: IntentModel) -> None:
        self.model = model
        self.labels = [str(label) for label in model.classes_]
        self.threshold: float | None = model.unknown_threshold_

    def read(self, texts: Sequence[str]) -> Reading:
        """Return what the model says of each text."""
        said = self.model.judge(texts)
        rows = zip(said.probabilities, said.members, strict=True)
        sets = [list_members(self.model.classes_, chances, member) for chances, member in rows]
        return Reading(said.probabilities, said.strangeness, sets)

    def size_bytes(self) -> int:
        """Return the size of what is stored."""
        return measure_size(lambda folder: save_intent_model(folder, self.model))


def measure_size(save: Callable[[Path], object]) -> int:
    """Return the bytes of all files that `save` writes into a folder."""
    with tempfile.TemporaryDirectory() as name:
        save(Path(name))
        return sum(file.stat().st_size for file in Path(name).rglob("*") if file.is_file())


def load_weights() -> None:
    """Load the sentence encoders, so that no measured time holds that."""
    for load in (multilingual_encoder, english_encoder):
        load().encode(["ready"])


@contextmanager
def refuse_politely() -> Iterator[None]:
    """Turn a model's refusal to learn from some data into bad input."""
    try:
        yield
    except BadInput:
        raise
    except ValueError as error:
        raise BadInput(f"Nothing can be learned from this data: {error}") from error


def train_intents(
    texts: Sequence[str],
    labels: Sequence[str],
    unknown: Sequence[str] | None = None,
    **settings: Any,
) -> IntentReader:
    """Return the shipped intent model of these examples."""
    with refuse_politely():
        return ModelIntents(IntentModel(**settings).fit(texts, labels, unknown=unknown))


def train_project_intents(
    texts: Sequence[str], labels: Sequence[str], unknown: Sequence[str] | None = None
) -> IntentReader:
    """Return the intent model as `config.yml` sets it up."""
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    [reader] = [part for part in config["pipeline"] if part["name"].endswith(".IntentReader")]
    settings = {name: reader[name] for name in SETTINGS if name in reader}
    return train_intents(texts, labels, unknown, **settings)


def train_spans(texts: Sequence[str], spans: Sequence[Sequence[Entity]]) -> SpanReader:
    """Return the shipped tagger of these examples."""
    with refuse_politely():
        tagger: SpanReader = SpanTagger().fit(texts, spans)
    return tagger


class ShippedMoods:
    """The sentiment model, asked as the component asks it."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def read(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Return label and score of each text."""
        moods = [read_mood(self.model, text) for text in texts]
        return [(mood["label"], mood["score"]) for mood in moods]


def train_moods(texts: Sequence[str], labels: Sequence[str]) -> MoodReader:
    """Return the shipped sentiment model of these utterances."""
    return ShippedMoods(MoodClassifier().fit(texts, labels))


def read_utterances(folder: Path = SENTIMENT_DATA) -> tuple[list[str], list[str]]:
    """Return the texts and labels that the shipped sentiment model learns from."""
    with refuse_politely():
        return load_utterances(folder)

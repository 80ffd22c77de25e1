"""How a message feels: learning it, reading it, keeping what was learned."""

from nlu.core.sentiment.model import MoodClassifier
from nlu.core.sentiment.reading import (
    LABELS,
    load_utterances,
    read_mood,
)
from nlu.core.sentiment.storage import load_moods, save_moods

__all__ = [
    "LABELS",
    "MoodClassifier",
    "load_moods",
    "load_utterances",
    "read_mood",
    "save_moods",
]

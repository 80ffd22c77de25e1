"""How a message feels: learning it, reading it, keeping what was learned."""

from nlu.core.sentiment.model import EnglishOnly, MoodClassifier
from nlu.core.sentiment.reading import (
    LABELS,
    load_utterances,
    make_sentiment_classifier,
    read_mood,
)
from nlu.core.sentiment.storage import load_moods, save_moods

__all__ = [
    "LABELS",
    "EnglishOnly",
    "MoodClassifier",
    "load_moods",
    "load_utterances",
    "make_sentiment_classifier",
    "read_mood",
    "save_moods",
]

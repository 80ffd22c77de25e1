"""How a message feels: a label and a score from -1 to 1."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from nlu.core.classifier import TextClassifier
from nlu.core.embedding import Embedder, multilingual_encoder
from nlu.core.lexicon import read_cues

LABELS = ("negative", "neutral", "positive")
CUE_WEIGHT = 0.6


class CueEmbedder:
    """The sentence embedding with the counts of moody words at its end."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self.embedder = embedder

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return an array of shape (len(texts), dimensions + cues)."""
        vectors = (self.embedder or multilingual_encoder()).encode(texts)
        cues = np.array([read_cues(text) for text in texts], dtype=np.float32)
        joined = np.hstack([vectors, cues.reshape(len(texts), -1) * CUE_WEIGHT])
        return joined / np.linalg.norm(joined, axis=1, keepdims=True)


def make_sentiment_classifier(embedder: Embedder | None = None) -> TextClassifier:
    """Return the unfitted classifier of moods."""
    return TextClassifier(embedder=CueEmbedder(embedder))


def read_mood(model: TextClassifier, text: str) -> dict[str, Any]:
    """Return `{"label", "score"}`; the score is P(positive) - P(negative)."""
    probabilities = dict(zip(model.classes_, model.predict_proba([text])[0], strict=True))
    score = float(probabilities["positive"] - probabilities["negative"])
    label = max(LABELS, key=lambda name: probabilities[name])
    return {"label": label, "score": round(score, 3)}


def load_utterances(folder: Path) -> tuple[list[str], list[str]]:
    """Return texts and labels of every `*.yml` in a folder; raise `ValueError` for a bad file."""
    texts: list[str] = []
    labels: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        examples = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("examples", {})
        if set(examples) - set(LABELS):
            raise ValueError(f"{path}: only {', '.join(LABELS)} are labels.")
        for label, block in examples.items():
            lines = [line.strip().removeprefix("-").strip() for line in block.splitlines()]
            texts.extend(line for line in lines if line)
            labels.extend(label for line in lines if line)
    if len(set(labels)) < len(LABELS):
        raise ValueError(f"{folder} needs utterances of each label: {', '.join(LABELS)}.")
    return texts, labels

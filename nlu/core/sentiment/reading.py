"""The mood of a message, a label and a score from -1 to 1, and the utterances that teach it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import yaml
from numpy.typing import NDArray

LABELS = ("negative", "neutral", "positive")


class MoodModel(Protocol):
    """A fitted classifier of moods."""

    classes_: NDArray[Any]

    def predict_proba(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return the probability of each class, shape (texts, classes)."""


def read_mood(model: MoodModel, text: str) -> dict[str, Any]:
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

"""The classifier of moods: that of texts, with the lexicon's cues as further facts.

The cues enter linearly, so that a moody word counts in a sentence that is near to nothing that was
learned.
"""

from collections.abc import Sequence

import numpy as np

from nlu.core.classifier import Floats, TextClassifier
from nlu.core.embedding import Embedder
from nlu.core.lexicon import read_cues


class MoodClassifier(TextClassifier):
    """Texts to moods; `cue_weight` is the cues' share, the rest as in `TextClassifier`."""

    def __init__(
        self,
        *,
        embedder: Embedder | None = None,
        gamma: float = 2.0,
        gram_weight: float = 0.5,
        cue_weight: float = 0.7,
        ridge: float = 1.0,
        landmarks: int = 2_000,
        seed: int = 7,
    ) -> None:
        super().__init__(
            embedder=embedder,
            gamma=gamma,
            gram_weight=gram_weight,
            ridge=ridge,
            landmarks=landmarks,
            seed=seed,
        )
        self.cue_weight = cue_weight

    def _read_facts(self, texts: Sequence[str]) -> Floats:
        cues = np.array([read_cues(text) for text in texts], dtype=np.float32)
        return np.float32(np.sqrt(self.cue_weight)) * cues.reshape(len(texts), -1)

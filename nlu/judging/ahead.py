"""Reads the intents of many texts at once, on all processors, before the pipeline reads each.

Only where the pipeline has our intent reader: there the sentence encoders and a product of two
large matrices take most of the time, and both are several times faster for many texts together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nlu.core.intent_head import Verdict
from nlu.core.language import detect_language
from nlu.core.wishes import split_wishes
from nlu.judging.loading import OpenModel
from nlu.judging.stages import Tell

CHUNK = 256
SPARE = 512  # vectors that may be needed beside
Row = tuple[Any, Any, Any]


class Foreseen:
    """An intent model that knows beforehand what it says of some texts."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._known: dict[str, Row] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def foresee(self, texts: Sequence[str]) -> None:
        """Judge texts now."""
        said = self._model.judge(texts)
        rows = zip(said.probabilities, said.members, said.strangeness, strict=True)
        self._known.update(zip(texts, rows, strict=True))

    def judge(self, texts: Sequence[str]) -> Verdict:
        """Return what the model says of texts, as `IntentModel.judge` does."""
        rows = [self._known.get(text) for text in texts]
        if not rows or any(row is None for row in rows):
            verdict: Verdict = self._model.judge(texts)
            return verdict
        columns = zip(*(row for row in rows if row is not None), strict=True)
        return Verdict(*(np.array(column) for column in columns))


def read_ahead(models: Sequence[OpenModel], texts: Sequence[str], tell: Tell) -> None:
    """Let the intent readers of models know what they say of texts and of the wishes in them."""
    from nlu.components.base import MAX_READ
    from nlu.components.intent import IntentReader

    readers = [reader for one in models if (reader := one.find(IntentReader)) is not None]
    if not readers:
        return
    whole = [text[:MAX_READ] for text in texts if text and not text.startswith("/")]
    parts = [part for text in whole for part in split_wishes(text)]
    wanted = list(dict.fromkeys([*whole, *parts]))
    tell(0, "embed")
    embed(wanted)
    for reader in readers:
        if not isinstance(reader.model, Foreseen):
            reader.model = Foreseen(reader.model)
    starts = range(0, len(wanted), CHUNK)
    for start in starts:
        for reader in readers:
            reader.model.foresee(wanted[start : start + CHUNK])
        tell(50 + 50 * (start + CHUNK) / (len(starts) * CHUNK), "embed")


def embed(texts: Sequence[str]) -> None:
    """Let the encoders keep the vectors of texts."""
    from nlu.core.embedding import english_encoder, multilingual_encoder

    english = [text for text in texts if detect_language(text) == "en"]
    for load, chosen in ((multilingual_encoder, texts), (english_encoder, english)):
        load().keep(len(texts) + SPARE)
        load().encode(chosen)

"""Judges the trained tagger: spans learned from one file, found in another."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from nlu.data import Marked
from nlu.evaluation.errors import BadInput
from nlu.evaluation.metrics import score_spans
from nlu.evaluation.shipped import TrainSpans
from nlu.evaluation.timing import time_each


def judge_entities(
    train: Sequence[Marked], test: Sequence[Marked], train_tagger: TrainSpans
) -> dict[str, Any]:
    """Return F1 of exact spans, over all and for each type."""
    for role, examples in (("training", train), ("test", test)):
        if not any(example.entities for example in examples):
            raise BadInput(f"The {role} file marks no span; give examples with marked entities.")
    texts = [example.text for example in test]
    began = time.perf_counter()
    tagger = train_tagger([e.text for e in train], [e.entities for e in train])
    seconds = time.perf_counter() - began
    latency = time_each(lambda text: tagger.predict([text]), texts)
    found = tagger.predict(texts)
    return {
        "train_rows": len(train),
        "test_rows": len(test),
        **score_spans([example.entities for example in test], found),
        "train_seconds": seconds,
        **latency,
    }

"""How long single readings take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

TIMED = 200
WARM = 5


def time_each(read: Callable[[str], object], texts: Sequence[str]) -> dict[str, float]:
    """Return the median and 95th percentile of single readings, in milliseconds."""
    step = max(1, len(texts) // TIMED)
    chosen = list(dict.fromkeys(texts[::step]))[:TIMED]
    for text in chosen[-WARM:]:
        read(text + " .")
    spans = []
    for text in chosen:
        began = time.perf_counter()
        read(text)
        spans.append((time.perf_counter() - began) * 1000)
    return {"p50_ms": float(np.percentile(spans, 50)), "p95_ms": float(np.percentile(spans, 95))}

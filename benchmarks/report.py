"""One JSON line per figure."""

import json
import statistics
from collections.abc import Sequence
from typing import Any


def figure(name: str, value: float, unit: str, **more: Any) -> None:
    """Print one figure; `more` says of what and beside whom."""
    print(json.dumps({"figure": name, "value": round(value, 2), "unit": unit, **more}), flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie, by linear interpolation."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return cuts[min(98, max(0, round(share * 100) - 1))]


def figure_latency(name: str, seconds: Sequence[float], **more: Any) -> None:
    """Print the median and the 95th percentile of some durations in milliseconds."""
    figure(f"{name}_p50", percentile(seconds, 0.50) * 1000, "ms", runs=len(seconds), **more)
    figure(f"{name}_p95", percentile(seconds, 0.95) * 1000, "ms", runs=len(seconds), **more)

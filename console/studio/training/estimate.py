"""How long a training will take and how much memory, before it is begun. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

# What `frontdesk train` took on the shipped project, by its manifest, on two processors with
# nothing else running. Part of it is taken whatever there is to learn from: a quarter of the
# examples took half of the memory.
FIRST_EXAMPLES, FIRST_SECONDS, FIRST_MB = 19_770, 40.0, 3_250
FIXED_SECONDS, FIXED_MB = 0.3, 0.3  # shares of the above
RECENT = 5  # trainings that are looked at
UNSURE = 1.5  # a first estimate may be so many times too low: it was measured elsewhere


@dataclass(frozen=True)
class Estimate:
    """`low` and `high` are seconds, `mb` megabytes of memory at most. `based_on` counts the
    trainings of this machine it was scaled from; 0 for figures measured elsewhere."""

    low: int
    high: int
    mb: int
    based_on: int


def estimate(examples: int, manifests: Iterable[Mapping[str, Any]]) -> Estimate:
    """Return what a training on so many examples takes; manifests of models, newest first."""
    known = [one for one in map(_read, manifests) if one is not None][:RECENT]
    if not known:
        seconds = _scale(FIRST_SECONDS, FIRST_EXAMPLES, examples, FIXED_SECONDS)
        mb = _scale(FIRST_MB, FIRST_EXAMPLES, examples, FIXED_MB)
        return Estimate(round(seconds), round(seconds * UNSURE), round(mb), 0)
    times = [_scale(seconds, count, examples, FIXED_SECONDS) for count, seconds, _ in known]
    sizes = [_scale(mb, count, examples, FIXED_MB) for count, _, mb in known]
    high = max(times) if len(times) > 1 else UNSURE * times[0]
    return Estimate(round(median(times)), round(high), round(max(sizes)), len(known))


def _scale(figure: float, count: int, examples: int, fixed: float) -> float:
    return figure * (fixed + (1 - fixed) * examples / count)


def _read(manifest: Mapping[str, Any]) -> tuple[int, float, float] | None:
    count, seconds = manifest.get("examples"), manifest.get("seconds")
    mb = manifest.get("peak_mb", FIRST_MB)
    numbers = (count, seconds, mb)
    if not all(isinstance(one, int | float) and one > 0 for one in numbers):
        return None
    return int(count or 0), float(seconds or 0), float(mb)

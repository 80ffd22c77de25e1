"""How much memory the process took."""

from __future__ import annotations

import resource
import sys


def peak_megabytes() -> float:
    """Return the largest resident size so far, in megabytes of a million bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1_024
    return round(peak * unit / 1e6, 1)

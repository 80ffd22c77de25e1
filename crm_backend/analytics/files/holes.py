"""Times that lie far from all the others: a wrong date, or a nought that became 1970."""

from typing import Any

import numpy as np
import pandas as pd

LONGEST = 366 * 86_400  # seconds; shorter pauses may be true


def tell_hole(times: "pd.Series[Any]") -> str:
    """Return a doubt where there is a pause as long as all the rest together; else ""."""
    distinct = pd.DatetimeIndex(times.dropna().unique()).sort_values().as_unit("s")
    steps = np.diff(distinct.asi8)
    if len(steps) < 2 or steps.max() <= max(LONGEST, steps.sum() - steps.max()):
        return ""
    end = int(steps.argmax())
    return (
        f"Between {distinct[end]:%Y-%m-%d} and {distinct[end + 1]:%Y-%m-%d} there is nothing, "
        "longer than all the rest together: look whether the dates are right."
    )

"""How a customer's mood moves over a conversation: where it is, where it goes, whether it falls."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kernel.moods import is_falling

__all__ = ["MoodTrend", "is_falling", "read_trend"]

DISCOUNT = 0.6  # the message before counts six tenths of this one: three make up most of it


@dataclass(frozen=True)
class MoodTrend:
    """`level` from -1 to 1; `slope` per message; `is_falling` over the last three messages."""

    level: float
    slope: float
    is_falling: bool


def read_trend(scores: Sequence[float], *, discount: float = DISCOUNT) -> MoodTrend:
    """Return the trend of a customer's scores, each from -1 to 1, the oldest first.

    Discounted least squares (Brown 1963, "Smoothing, Forecasting and Prediction of Discrete Time
    Series", chapter 9): message t of n weighs discount^(n - t); the level is the weighted mean of
    the scores, the slope that of the weighted straight line through them. No message or one has
    slope 0. Raises `ValueError` for a score outside -1..1 or a discount outside 0..1.
    """
    if not 0 < discount <= 1:
        raise ValueError("The discount must be above 0 and at most 1.")
    values = np.asarray(scores, dtype=np.float64)
    if not np.all(np.abs(values) <= 1):  # a NaN fails this too
        raise ValueError("A score lies between -1 and 1.")
    if not len(values):
        return MoodTrend(level=0.0, slope=0.0, is_falling=False)
    times = np.arange(1.0 - len(values), 1.0)  # the last message is at 0
    weights = discount**-times
    weights /= weights.sum()
    level, middle = float(weights @ values), float(weights @ times)
    spread = float(weights @ (times - middle) ** 2)
    slope = float(weights @ ((times - middle) * (values - level))) / spread if spread else 0.0
    return MoodTrend(level=float(np.clip(level, -1, 1)), slope=slope, is_falling=is_falling(scores))

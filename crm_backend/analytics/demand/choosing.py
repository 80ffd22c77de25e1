"""Which method a series gets: the default, unless another is clearly better there and elsewhere.

A few windows of one series say little: the method that won them is often just the luckiest. So a
method's advantage on the series is drawn towards its mean advantage over all series that are
forecast together, and towards none where there is one series only.
"""

from collections.abc import Sequence

import numpy as np

from crm_backend.analytics.demand.backtest import Backtest
from crm_backend.analytics.demand.methods import MEDIAN, SES

DEFAULT = MEDIAN
PRIOR = 12.0  # windows that the mean over all series counts as
DOUBT = 20.0  # series of which the mean over all series is drawn half-way to none
MARGIN = 0.05  # of the error: less is no reason to leave the default
FARTHEST = 1.0  # a logarithm of a ratio of errors counts no more than this


def compare(test: Backtest, first: int = 0) -> dict[str, float]:
    """Return the logarithm of each method's error over the default's; 0 is as good as it."""
    size = float(np.abs(test.actual).mean()) * 1e-9 + 1e-300
    base = float(np.abs(test.errors_of(DEFAULT, first)).mean()) + size
    logs = {}
    for name in test.ahead:
        error = float(np.abs(test.errors_of(name, first)).mean()) + size
        logs[name] = float(np.clip(np.log(error / base), -FARTHEST, FARTHEST))
    return logs


def choose(tests: Sequence[Backtest | None], *, is_held_out: bool = False) -> list[str]:
    """Return the method of each series.

    With `is_held_out`, only windows before the latest one are looked at, so that the latest can
    tell what the choice is worth. A series without a back-test gets simple smoothing.
    """
    looked = [_look(test, is_held_out=is_held_out) for test in tests]
    pooled = _pool([logs for logs, _ in looked if logs])
    return [
        SES if test is None else _pick(logs, windows, pooled)
        for test, (logs, windows) in zip(tests, looked, strict=True)
    ]


def _look(test: Backtest | None, *, is_held_out: bool) -> tuple[dict[str, float], int]:
    first = 0
    if test is not None and is_held_out:
        first = test.clear_of_latest
    if test is None or first >= test.origins:
        return {}, 0
    return compare(test, first), test.origins - first


def _pool(looked: Sequence[dict[str, float]]) -> dict[str, float]:
    names = list(dict.fromkeys(name for logs in looked for name in logs))
    means = {}
    for name in names:
        logs = [one[name] for one in looked if name in one]
        means[name] = float(np.sum(logs)) / (len(logs) + DOUBT)
    return means


def _pick(logs: dict[str, float], windows: int, pooled: dict[str, float]) -> str:
    names = logs or pooled
    drawn = {
        name: (windows * logs.get(name, 0.0) + PRIOR * pooled.get(name, 0.0)) / (windows + PRIOR)
        for name in names
    }
    best = min(drawn, key=lambda name: drawn[name], default=DEFAULT)
    return best if drawn.get(best, 0.0) < np.log(1 - MARGIN) else DEFAULT

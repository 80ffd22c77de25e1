"""Says how far the work is, in the lines that a job reads (`nlu.stages`)."""

from __future__ import annotations

from collections.abc import Callable

from nlu.stages import tell_stage

# Percent of the whole and key, for the words of the page.
Tell = Callable[[float, str], None]


class Stages:
    """Writes a line wherever a whole percent or the key is new."""

    def __init__(self) -> None:
        self._last: tuple[int, str] | None = None

    def __call__(self, percent: float, key: str) -> None:
        """Write a line that the job understands."""
        now = int(percent), key
        if now != self._last:
            self._last = now
            tell_stage(key, percent=now[0])


def within(tell: Tell, first: float, last: float) -> Tell:
    """Return a teller for a part of the work: its 0 to 100 are `first` to `last` of the whole."""
    return lambda percent, key: tell(first + (last - first) * percent / 100, key)

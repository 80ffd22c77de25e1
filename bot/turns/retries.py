"""When a turn that failed is tried again, when the customer is told, when it is given up. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Failure = Literal["unavailable", "failed"]
Chance = Callable[[], float]  # from 0 to 1


@dataclass(frozen=True)
class Retries:
    """The rules. All spans are seconds.

    A question on which the engine fails may be to blame itself: it has a number of tries, after
    which those behind it come to their turn. While no engine takes questions none is to blame:
    they all wait, and are told so.
    """

    pauses: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0)  # the sixth failure is the last
    away_first: float = 1.0
    away_longest: float = 5.0  # how late the engine's return is noticed at most
    away_limit: float = 600.0  # an answer after ten minutes speaks to nobody any more
    notice_after: float = 3.0  # nobody looks longer at dots without a word
    jitter: float = 0.1  # of a pause: those that failed together do not come back together

    @property
    def tries(self) -> int:
        """How often a question is asked at most."""
        return len(self.pauses) + 1

    def find_pause(
        self, failure: Failure, *, attempt: int, age: float, chance: Chance
    ) -> float | None:
        """Return the seconds until the next try; None where it is given up.

        `attempt` counts from 1; `age` is how long ago the message came.
        """
        if failure == "unavailable":
            pause = min(self.away_longest, max(self.away_first, age / 2))
            return None if age >= self.away_limit else self._shake(pause, chance)
        if attempt > len(self.pauses):
            return None
        return self._shake(self.pauses[attempt - 1], chance)

    def is_notice_due(self, *, age: float) -> bool:
        """Tell whether the customer should hear that it takes longer."""
        return age >= self.notice_after

    def _shake(self, pause: float, chance: Chance) -> float:
        return pause * (1 + self.jitter * (2 * chance() - 1))


RETRIES = Retries()

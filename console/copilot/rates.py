"""What agents made of suggestions before, as a factor on how near a suggestion is. Pure.

Of a reply that was accepted a times, edited e times and ignored i times:

    rate  = (a + 0.6 e + 10 p) / (a + e + i + 10)
    lift  = sqrt(rate / p), kept between 0.6 and 1.6
    score = cosine * lift

p is the same rate over all replies, itself smoothed towards 0.3 by ten imagined suggestions. So a
reply nobody has judged has lift 1, and ten judgements of it count as much as the common rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

EDITED = 0.6  # an edited reply saved some of the typing
IMAGINED = 10
USUAL = 0.3
LEAST, MOST = 0.6, 1.6


@dataclass(frozen=True)
class Tally:
    """How often a reply was accepted, edited, ignored."""

    accepted: int = 0
    edited: int = 0
    ignored: int = 0

    @property
    def good(self) -> float:
        """How much of it was of use."""
        return self.accepted + EDITED * self.edited

    @property
    def judged(self) -> int:
        """How often an agent answered after having seen it."""
        return self.accepted + self.edited + self.ignored


class Rates:
    """The lift of each reply by its key."""

    def __init__(self, tallies: Mapping[str, Tally]) -> None:
        self.tallies = dict(tallies)
        good = sum(one.good for one in self.tallies.values())
        judged = sum(one.judged for one in self.tallies.values())
        self.common = (good + USUAL * IMAGINED) / (judged + IMAGINED)

    def lift(self, key: str) -> float:
        """Return the factor of a reply; 1 for one nobody has judged."""
        one = self.tallies.get(key, Tally())
        rate = (one.good + IMAGINED * self.common) / (one.judged + IMAGINED)
        return min(MOST, max(LEAST, sqrt(rate / self.common)))

"""What labelling a group of messages is worth, and in which order to label. Pure.

The gain of a label is the number of messages the bot reads wrongly now that it would then read
rightly, each counted by what the wrong reading costs:

    gain = messages x (1 - confidence) x weight

Confidence is calibrated, so 1 - confidence is the share of wrong readings; messages x (1 -
confidence) is how many of the group were misread. It is the expected error reduction of Roy &
McCallum 2001 ("Toward optimal active learning through sampling estimation of error reduction")
under the assumption that a label puts right its own group and no other; frequency in place of a
density is Settles & Craven 2008 ("information density", with beta = 1), the weight makes it
cost-sensitive (Settles 2009, section 6.2).

Within one sitting nothing is trained, so the readings do not show what was just labelled. So each
group counts less the more it is like one that stands before it, by its words or by the intents the
bot wavers between (Brinker 2003, "Incorporating diversity in active learning with support vector
machines"). What that does is measured: `make bench-labelling`.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HANDED_OVER, VALUED, UPSET = 1.0, 0.5, 0.5  # what each adds to the weight of a message
MOST_WEIGHT = 1 + HANDED_OVER + VALUED + UPSET

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cost:
    """What came of a message: whether a person had to take over, whose it was, in what mood."""

    is_handed_over: bool = False
    is_valued: bool = False
    is_upset: bool = False

    @property
    def weight(self) -> float:
        """How much a wrong reading of it counts: 1 to `MOST_WEIGHT`."""
        return (
            1 + HANDED_OVER * self.is_handed_over + VALUED * self.is_valued + UPSET * self.is_upset
        )


def expect_gain(count: int, confidence: float, weight: float = 1.0) -> float:
    """Return how many wrong readings, by weight, a label of `count` messages puts right.

    `confidence` is that of the intent proposed, 0 to 1; beyond these bounds it is cut.
    """
    return count * (1 - min(max(confidence, 0.0), 1.0)) * weight


def order_by_gain(
    gains: Sequence[float],
    neighbours: Sequence[tuple[NDArray[np.intp], NDArray[np.float32]]],
    decided: Iterable[int] = (),
) -> list[tuple[int, float]]:
    """Return the places of groups with what each still gains, best first, `decided` left out.

    `neighbours` are places and cosines of what is like each group. A group's gain is multiplied by
    one less its likeness to the likest that is decided or stands before it. Gains can only fall, so
    an old figure is a bound and the greedy order needs few looks (Minoux 1978).
    """
    likeness = np.zeros(len(gains))
    gone = set(decided)
    for place in gone:
        _learn(likeness, neighbours[place])
    waiting = [(-gain * (1 - likeness[place]), place) for place, gain in enumerate(gains)]
    waiting = [one for one in waiting if one[1] not in gone]
    heapq.heapify(waiting)
    ordered = []
    while waiting:
        bound, place = heapq.heappop(waiting)
        gain = gains[place] * (1 - likeness[place])
        if gain < -bound - 1e-12 and waiting and -gain > waiting[0][0]:
            heapq.heappush(waiting, (-gain, place))
            continue
        ordered.append((place, float(gain)))
        _learn(likeness, neighbours[place])
    return ordered


def _learn(likeness: Floats, near: tuple[NDArray[np.intp], NDArray[np.float32]]) -> None:
    places, cosines = near
    likeness[places] = np.maximum(likeness[places], np.clip(cosines, 0, 1))

"""Whether a mood falls: one answer for who hands over, who offers and who shows it."""

from collections.abc import Sequence
from itertools import pairwise

LEAST_FALL = 0.2  # over three messages; less is the reader's own uncertainty
FALLING = 3


def is_falling(scores: Sequence[float]) -> bool:
    """Tell whether each of the last three scores is lower than the one before, by 0.2 in all."""
    last = list(scores[-FALLING:])
    if len(last) < FALLING:
        return False
    steps = [after - before for before, after in pairwise(last)]
    return max(steps) < 0 and last[0] - last[-1] >= LEAST_FALL

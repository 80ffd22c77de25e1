"""Topics keep their identity from run to run: who holds mostly the same texts is the same. Pure."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

SAME = 0.4  # overlap (F1) of texts from which two topics are one; half of each is about 0.5


def match_topics(now: Sequence[int], before: Sequence[str | None]) -> dict[int, str]:
    """Return the earlier topic that each topic of today continues, where it does.

    `now` is each text's topic of today, `before` the one the earlier model would put it in. Each
    earlier topic is continued by one topic at most: the assignment with the most overlap.
    """
    news = sorted(set(now))
    olds = sorted({one for one in before if one is not None})
    if not news or not olds:
        return {}
    both = Counter(zip(now, before, strict=True))
    sizes_now, sizes_before = Counter(now), Counter(before)
    overlap = np.array(
        [
            [2 * both[new, old] / (sizes_now[new] + sizes_before[old]) for old in olds]
            for new in news
        ]
    )
    rows, columns = linear_sum_assignment(-overlap)
    return {
        news[row]: olds[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if overlap[row, column] >= SAME
    }

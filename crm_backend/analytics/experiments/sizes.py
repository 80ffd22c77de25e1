"""Whether the sizes of the arms are what was planned: the check before any result. Pure.

Apart from the other checks, so that pages can make it without loading anything heavy.
"""

from collections.abc import Sequence

from scipy.special import chdtrc

from crm_backend.analytics.experiments.results import Trust

BROKEN_BELOW = 0.001  # of the sizes' p-value: no result is shown (Kohavi, Tang and Xu 2020, ch. 21)
# Between the two figures are shown and nothing is concluded: once in a hundred sound experiments.
DOUBTFUL_BELOW = 0.01


def check_sizes(counts: Sequence[int], shares: Sequence[float]) -> tuple[float, Trust]:
    """Return the p-value of the arms' sizes under the planned shares (Pearson's chi-square), and
    what it means: a sample-ratio mismatch says that something else than chance sorted the
    customers. Nobody at all is as planned."""
    total = sum(counts)
    if not total:
        return 1.0, "fine"
    expected = [total * share for share in shares]
    distance = sum((one - due) ** 2 / due for one, due in zip(counts, expected, strict=True))
    p = float(chdtrc(len(counts) - 1, distance))
    if p < BROKEN_BELOW:
        return p, "broken"
    return p, "doubtful" if p < DOUBTFUL_BELOW else "fine"

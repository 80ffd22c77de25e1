"""Which of a score's reasons are worth naming, decided from values alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm_backend.analytics.recommendations.model import Reason

LEAST_SHARE = 0.15  # of all that speaks for an item: below, "because you have X" would be untrue
MOST_NAMED = 3


@dataclass(frozen=True)
class NamedReason:
    """An owned item that speaks for another, with its share (0 to 1) of all that does."""

    item: int
    part: float
    share: float


def name_reasons(
    reasons: Iterable[Reason],
    prior: float,
    *,
    least_share: float = LEAST_SHARE,
    limit: int = MOST_NAMED,
) -> list[NamedReason]:
    """Return the reasons to name, the strongest first; often none.

    A reason is named when it speaks for the item and carries at least `least_share` of all that
    does (positive parts and a positive prior).
    """
    speaking = [reason for reason in reasons if reason.part > 0]
    whole = sum(reason.part for reason in speaking) + max(prior, 0.0)
    named = [
        NamedReason(reason.item, reason.part, reason.part / whole)
        for reason in sorted(speaking, key=lambda one: (-one.part, one.item))
        if reason.part >= least_share * whole
    ]
    return named[:limit]

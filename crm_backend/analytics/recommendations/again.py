"""What somebody buys again, and in which rhythm: from their own purchases alone. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

# How fast a purchase loses weight. On a grocer's year 8 to 20 weeks did about as well as each
# other, and all better than none (Complete Journey, four-week windows).
HALF_LIFE = timedelta(weeks=20)
NAMED_GAPS = 2  # so many spans between purchases make a rhythm that is named


@dataclass(frozen=True)
class Rhythm:
    """How often a product was bought, and how far apart.

    `gap` is the median span between purchases on different days; None below `NAMED_GAPS` spans.
    """

    product_id: int
    score: float
    times: int
    last_at: datetime
    gap: timedelta | None

    @property
    def gap_weeks(self) -> int | None:
        """The rhythm in whole weeks, at least one; None where there is none."""
        return None if self.gap is None else max(1, round(self.gap / timedelta(weeks=1)))


def rank_again(purchases: Iterable[tuple[int, datetime]], now: datetime) -> list[Rhythm]:
    """Return the rhythm of each product that was bought, the likeliest to be wanted again first.

    `purchases` are (product, when). The score of a product is the sum of its purchases, each
    halved every 20 weeks; of two purchases on one day one counts.
    """
    days: dict[int, dict[object, datetime]] = defaultdict(dict)
    for product_id, at in purchases:
        known = days[product_id].get(at.date())
        days[product_id][at.date()] = at if known is None else max(at, known)
    found = [make_rhythm(id_, sorted(bought.values()), now) for id_, bought in days.items()]
    return sorted(found, key=lambda one: (-one.score, one.product_id))


def make_rhythm(product_id: int, bought: list[datetime], now: datetime) -> Rhythm:
    """Return the rhythm of purchases on different days, the oldest first."""
    gaps = [(after - before).total_seconds() for before, after in pairwise(bought)]
    return Rhythm(
        product_id=product_id,
        score=sum(0.5 ** (max(now - at, timedelta()) / HALF_LIFE) for at in bought),
        times=len(bought),
        last_at=bought[-1],
        gap=timedelta(seconds=median(gaps)) if len(gaps) >= NAMED_GAPS else None,
    )

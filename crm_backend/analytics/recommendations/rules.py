"""Which of the scored products are shown, decided from values alone."""

from collections import Counter
from collections.abc import Container, Iterable
from typing import Literal, NamedTuple

Basis = Literal["bought_together", "similar_customers", "popular"]

MOST_PER_CATEGORY = 2
STALE_SHARE = 0.01  # of the orders: so many may be new before the model is fitted again


class Group(NamedTuple):
    """Customers who are alike before anything is known of what they buy."""

    language: str
    country: str


class Candidate(NamedTuple):
    """A product in stock with its score."""

    product_id: int
    category_id: int
    name: str
    score: float


def family_of(name: str) -> str:
    """Return the name without what stands in brackets: colours of one thing are one family."""
    return name.partition(" (")[0].casefold()


def is_fresh(*, fitted_count: int, fitted_newest_id: int, newest_id: int) -> bool:
    """Whether a model of so many orders still serves now that the newest has this id.

    The scores rest on what the customer has by now in any case: only the weights grow old.
    """
    return 0 <= newest_id - fitted_newest_id <= STALE_SHARE * fitted_count


def choose(
    candidates: Iterable[Candidate],
    *,
    owned_families: Container[str],
    limit: int,
    most_per_category: int | None = MOST_PER_CATEGORY,
) -> list[Candidate]:
    """Return the best: nothing without a score, no second colour of a thing, few of a category.

    Of equal scores the older product comes first.
    """
    chosen: list[Candidate] = []
    families: set[str] = set()
    shelves: Counter[int] = Counter()
    for candidate in sorted(candidates, key=lambda one: (-one.score, one.product_id)):
        if len(chosen) >= limit or candidate.score <= 0:
            break
        is_full = most_per_category is not None and (
            shelves[candidate.category_id] >= most_per_category
        )
        family = family_of(candidate.name)
        if is_full or family in owned_families or family in families:
            continue
        chosen.append(candidate)
        families.add(family)
        shelves[candidate.category_id] += 1
    return chosen

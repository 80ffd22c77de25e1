"""Which products that meet a wish are shown: what may be, what is liked, what comes first."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm_backend.analytics.product_search.index import Floats
from crm_backend.analytics.product_search.sorting import KEYS, Sort
from crm_backend.analytics.recommendations.purchases import Learnt
from crm_backend.analytics.recommendations.reading import read_products
from crm_backend.analytics.recommendations.rules import Candidate, ShopRules, choose, family_of

LIKED = 0.3  # how much more what the customer may like counts, at most
LEAST_NEAR, SORTED = 0.8, 200  # of the best score, and how many: what is put in order by its price


@dataclass(frozen=True)
class Limits:
    """What keeps a product from being shown; `currency` is empty where the price does not matter.

    `ordered` are ids of what the customer had, `among` of the kind that was named, if any was;
    `without` are families that are left out.
    """

    rules: ShopRules
    ordered: Container[int]
    currency: str
    category_id: int | None
    among: Container[int] | None
    without: Container[str]

    def allow(self, one: Candidate) -> bool:
        """Tell whether a product may be shown."""
        is_asked = self.category_id is None or one.category_id == self.category_id
        is_kind = self.among is None or one.product_id in self.among
        is_barred = self.rules.excludes(one.product_id, one.category_id)
        is_priced = not self.currency or one.currency == self.currency
        is_known = one.product_id in self.ordered or family_of(one.name) in self.without
        return is_asked and is_kind and is_priced and not is_barred and not is_known


def prefer(
    scored: Sequence[Candidate], learnt: Learnt, liking: Floats, *, limit: int
) -> list[Candidate]:
    """Return the best, those first among equals that the customer may like."""
    highest = float(liking.max(initial=0.0)) or 1.0
    weighed = []
    for one in scored:
        column = learnt.columns.get(one.product_id)
        liked = 0.0 if column is None else max(float(liking[column]), 0.0) / highest
        weighed.append(one._replace(score=one.score * (1 + LIKED * liked)))
    # Who asks for a lamp may want a second one like theirs: no family is left out.
    return choose(weighed, owned_families=frozenset(), limit=limit, most_per_category=None)


def put_first(
    session: Session, scored: Sequence[Candidate], sort: Sort, *, is_one_kind: bool, limit: int
) -> list[Candidate]:
    """Return the cheapest, dearest or newest of those that meet the wish about equally well.

    What is of the kind that was named meets it well enough.
    """
    least = 0.0 if is_one_kind else LEAST_NEAR
    best = max((one.score for one in scored), default=0.0)
    near = sorted((one for one in scored if one.score >= least * best), key=lambda one: -one.score)[
        :SORTED
    ]
    products = read_products(session, [one.product_id for one in near])
    near.sort(key=lambda one: KEYS[sort](products[one.product_id]))
    placed = [one._replace(score=1 / place) for place, one in enumerate(near, start=1)]
    return choose(placed, owned_families=frozenset(), limit=limit, most_per_category=None)

"""Why a product is recommended: parts that sum to its score, and the one that may be named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.recommendations.purchases import Learnt
from crm_backend.analytics.recommendations.rules import Basis, Candidate, ShopRules, name_basis
from crm_backend.catalog.models import Product

PartKind = Literal["bought", "prior", "shop", "price", "again", "text"]


class Part(NamedTuple):
    """What adds `amount` to a score: a product the customer has (or has chosen), or a rule.

    `prior` is what sells anyway, `shop` a boost of the shop's, `price` what the customer usually
    pays; the last two can be below nought.
    """

    kind: PartKind
    amount: float
    product_id: int | None = None


@dataclass(frozen=True)
class Recommendation:
    """A product to show; `because` is the one product that may be named as its reason, if any.

    The amounts of `parts` sum to `score`. `strategy` says what ranked it. In a list of what is
    bought again `times` is how often it was, and `gap_weeks` its rhythm where there is one.
    """

    product: Product
    score: float
    because: Product | None
    basis: Basis
    parts: tuple[Part, ...] = ()
    strategy: str = "item_item"
    times: int = 0
    gap_weeks: int | None = None


@dataclass(frozen=True)
class Reasoned:
    """A candidate with its parts, before products are loaded."""

    candidate: Candidate
    parts: tuple[Part, ...]
    cause: int | None
    basis: Basis

    def load(self, products: Mapping[int, Product], strategy: str) -> Recommendation:
        """Return it with the products themselves."""
        return Recommendation(
            product=products[self.candidate.product_id],
            score=self.candidate.score,
            because=products[self.cause] if self.cause is not None else None,
            basis=self.basis,
            parts=self.parts,
            strategy=strategy,
        )


def explain(
    learnt: Learnt,
    candidate: Candidate,
    items: NDArray[np.intp],
    rules: ShopRules,
    *,
    basis: Basis,
    has_prior: bool = True,
) -> Reasoned:
    """Return what speaks for a candidate that was scored by these columns.

    Without items the whole score is the prior's. `basis` is said where no purchase may be named.
    """
    column = learnt.columns.get(candidate.product_id)
    raw = candidate.score / candidate.factor
    parts: tuple[Part, ...]
    if column is None or not len(items):
        parts, named = (Part("prior", raw),), "none"
    else:
        found, prior = learnt.model.explain(items, column)
        bought = [Part("bought", one.part, learnt.product_ids[one.item]) for one in found]
        given = prior if has_prior else 0.0
        named = name_basis([part.amount for part in bought], given)
        parts = (*bought, Part("prior", prior)) if has_prior else tuple(bought)
    cause = parts[0].product_id if named == "one" else None
    if named == "one":
        is_new = bool(learnt.is_new[learnt.columns[candidate.product_id]])
        together: Basis = "alike" if is_new else "bought_together"
        basis = together if has_prior else "goes_with"
    elif named == "all":
        basis = "history" if has_prior else "goes_with"
    if cause is None and candidate.product_id in rules.included_products:
        basis = "chosen"
    return Reasoned(candidate, parts + weighed_parts(candidate, raw, rules), cause, basis)


def weighed_parts(candidate: Candidate, raw: float, rules: ShopRules) -> tuple[Part, ...]:
    """Return what the shop's boost and the customer's prices add to a raw score, where they do."""
    boost = rules.factor(candidate.product_id, candidate.category_id)
    amounts = (
        Part("shop", raw * (boost - 1)),
        Part("price", raw * (candidate.factor - boost)),
    )
    return tuple(part for part in amounts if abs(part.amount) > 0)

"""Recommendations for one customer, from what they have bought until now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from crm_backend.analytics.recommendations.cache import get_learnt
from crm_backend.analytics.recommendations.model import Floats
from crm_backend.analytics.recommendations.purchases import IS_KEPT, Learnt
from crm_backend.analytics.recommendations.rules import (
    MOST_PER_CATEGORY,
    Basis,
    Candidate,
    Group,
    choose,
    family_of,
)
from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine

# Built once: building a statement costs more than running it.
HISTORY = (
    select(OrderLine.product_id, Product.name_en, IS_KEPT.label("is_kept"))
    .join(Order, Order.id == OrderLine.order_id)
    .join(Product, Product.id == OrderLine.product_id)
    .where(Order.customer_id == bindparam("customer_id"), Order.status != "cancelled")
)
CANDIDATES = select(Product.id, Product.category_id, Product.name_en).where(
    Product.is_active, Product.stock > 0
)


@dataclass(frozen=True)
class Recommendation:
    """A product to show; `because` is the owned product that speaks for it most, if any does."""

    product: Product
    score: float
    because: Product | None
    basis: Basis


@dataclass(frozen=True)
class History:
    """What a customer ever ordered (by family too), and which columns of the model they kept."""

    ordered: frozenset[int]
    families: frozenset[str]
    kept: NDArray[np.intp]


def recommend(
    session: Session, *, customer_id: int | None, limit: int = 3, category_id: int | None = None
) -> list[Recommendation]:
    """Return up to `limit` products in stock that the customer has not, the best first.

    Nobody (`None`) gets what sells; a customer without orders what sells to customers of the same
    language and country; all others what is bought together with what they have. At most two are
    of one category unless a category is asked for. Fewer come back where the shop knows no more.
    """
    learnt = get_learnt(session)
    history = read_history(session, learnt, customer_id)
    scores, basis = score_all(session, learnt, history, customer_id)
    chosen = choose(
        read_candidates(session, learnt, scores, history.ordered, category_id),
        owned_families=history.families,
        limit=limit,
        most_per_category=MOST_PER_CATEGORY if category_id is None else None,
    )
    causes = [find_cause(learnt, history, candidate.product_id) for candidate in chosen]
    ids = [candidate.product_id for candidate in chosen] + [id_ for id_ in causes if id_]
    products = read_products(session, ids)
    return [
        Recommendation(
            product=products[candidate.product_id],
            score=candidate.score,
            because=products[cause] if cause else None,
            basis="bought_together" if cause else basis,
        )
        for candidate, cause in zip(chosen, causes, strict=True)
    ]


def read_history(session: Session, learnt: Learnt, customer_id: int | None) -> History:
    """Return what the customer ordered; what was cancelled or sent back is no reason."""
    if customer_id is None:
        return History(frozenset(), frozenset(), np.array([], dtype=np.intp))
    rows = session.execute(HISTORY, {"customer_id": customer_id}).all()
    columns = {learnt.columns[id_] for id_, _, is_kept in rows if is_kept and id_ in learnt.columns}
    return History(
        ordered=frozenset(id_ for id_, _, _ in rows),
        families=frozenset(family_of(name) for _, name, _ in rows),
        kept=np.array(sorted(columns), dtype=np.intp),
    )


def score_all(
    session: Session, learnt: Learnt, history: History, customer_id: int | None
) -> tuple[Floats, Basis]:
    """Return the score of every column, and what it rests on where no owned product does."""
    if len(history.kept):
        return learnt.model.score(history.kept), "popular"
    query = select(Customer.language, Customer.country).where(Customer.id == customer_id)
    found = session.execute(query).first() if customer_id is not None else None
    if found is None:
        return learnt.shares, "popular"
    return learnt.popularity_in(Group(*found)), "similar_customers"


def read_candidates(
    session: Session,
    learnt: Learnt,
    scores: Floats,
    ordered: frozenset[int],
    category_id: int | None,
) -> list[Candidate]:
    """Return what is in stock, active and not ordered before, of one category or of all."""
    query = CANDIDATES
    if category_id is not None:
        query = query.where(Product.category_id == category_id)
    listed, columns = scores.tolist(), learnt.columns
    return [
        Candidate(id_, shelf, name, listed[columns[id_]])
        for id_, shelf, name in session.execute(query)
        if id_ in columns and id_ not in ordered
    ]


def find_cause(learnt: Learnt, history: History, product_id: int) -> int | None:
    """Return the id of the owned product that adds most to the score of this one."""
    if not len(history.kept):
        return None
    reasons, _prior = learnt.model.explain(history.kept, learnt.columns[product_id])
    return learnt.product_ids[reasons[0].item] if reasons else None


def read_products(session: Session, ids: Sequence[int]) -> dict[int, Product]:
    """Return the products by id, each with its category."""
    query = select(Product).where(Product.id.in_(ids)).options(joinedload(Product.category))
    return {product.id: product for product in session.scalars(query)}

"""Recommendations from what customers have bought until now: four lists, each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.analytics.recommendations.again import Rhythm, rank_again
from crm_backend.analytics.recommendations.cache import get_learnt
from crm_backend.analytics.recommendations.candidates import Scored, find_best
from crm_backend.analytics.recommendations.explaining import Part, Recommendation, explain
from crm_backend.analytics.recommendations.model import Floats
from crm_backend.analytics.recommendations.purchases import Learnt
from crm_backend.analytics.recommendations.reading import (
    History,
    read_history,
    read_products,
    read_sellable,
)
from crm_backend.analytics.recommendations.rules import (
    MOST_PER_CATEGORY,
    Band,
    Basis,
    Candidate,
    Group,
    Holdout,
    choose,
)
from crm_backend.analytics.recommendations.shop_rules import read_rules
from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from kernel.errors import Invalid

NOBODY = Holdout()
POPULARITY, OWN_RHYTHM = "popularity", "own-rhythm"
MAX_BASKET = 100
MAX_AGAIN = 50  # looked at for what is in stock
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scores:
    """The score of every column, what ranked it, and what it rests on where nothing is named."""

    values: Floats
    strategy: str
    basis: Basis


def recommend(
    session: Session,
    *,
    customer_id: int | None,
    now: datetime,
    limit: int = 3,
    category_id: int | None = None,
    holdout: Holdout = NOBODY,
    band: Band = "soft",
    is_popular: bool = False,
) -> list[Recommendation]:
    """Return what is new for a customer: up to `limit` products in stock, the best first.

    Nobody (`None`) gets what sells; a customer without orders what sells to customers of the same
    language and country; all others what is bought together with what they have, near the prices
    they pay. Who is held out gets what sells, whatever they have; with
    `is_popular` so does anybody, but by the shop's rules and near the prices they pay. At most two
    are of one category unless one is asked for. The shop's rules come first. Fewer come back where
    the shop knows no more.
    """
    learnt, rules = get_learnt(session, now=now), read_rules(session, now=now)
    history = read_history(session, learnt, customer_id)
    is_held = holdout.holds(customer_id)
    if is_held:
        rules, band = rules.without_wishes(), "off"
        scores = Scores(learnt.shares, POPULARITY, "popular")
    elif is_popular:
        scores = Scores(learnt.shares, POPULARITY, "popular")
    else:
        scores = score_all(session, learnt, history, customer_id)
    chosen = find_best(
        session,
        learnt,
        Scored(scores.values, history, rules, band),
        limit=limit,
        category_id=category_id,
        most_per_category=MOST_PER_CATEGORY if category_id is None else None,
    )
    items = history.kept[:0] if is_held or is_popular else history.kept
    reasoned = [explain(learnt, one, items, rules, basis=scores.basis) for one in chosen]
    needed = [one.candidate.product_id for one in reasoned]
    products = read_products(session, needed + [one.cause for one in reasoned if one.cause])
    return [one.load(products, scores.strategy) for one in reasoned]


def recommend_with(
    session: Session,
    *,
    product_ids: Sequence[int],
    now: datetime,
    customer_id: int | None = None,
    limit: int = 3,
    holdout: Holdout = NOBODY,
) -> list[Recommendation]:
    """Return what goes with these products (a basket, an order, or one product), the best first.

    Only what was bought with them counts, not what sells anyway. What is in the basket or what the
    customer has is left out, in every colour. Who is held out gets nothing. Raises `Invalid` for
    more than 100 products.
    """
    if len(product_ids) > MAX_BASKET:
        raise Invalid(f"A basket holds at most {MAX_BASKET} products.", field="skus")
    if holdout.holds(customer_id):
        return []
    learnt, rules = get_learnt(session, now=now), read_rules(session, now=now)
    columns = {learnt.columns[id_] for id_ in product_ids if id_ in learnt.columns}
    items = np.array(sorted(columns), dtype=np.intp)
    if not len(items):
        return []
    history = read_history(session, learnt, customer_id)
    basket = read_products(session, product_ids)
    around = history.beside(basket.values())
    alone = learnt.model.score(items) - learnt.model.score(items[:0])
    scored = Scored(alone, around, rules.without_includes(), "soft")
    chosen = find_best(session, learnt, scored, limit=limit)
    reasoned = [
        explain(learnt, one, items, rules, basis="goes_with", has_prior=False) for one in chosen
    ]
    products = read_products(session, [one.candidate.product_id for one in reasoned]) | basket
    return [one.load(products, learnt.strategy) for one in reasoned]


def recommend_again(
    session: Session,
    *,
    customer_id: int,
    now: datetime,
    limit: int = 3,
    is_asked: bool = False,
    holdout: Holdout = NOBODY,
) -> list[Recommendation]:
    """Return what the customer may buy again, in stock: often, lately, and bought again by others.

    Asked for it themselves, anything they kept may be meant, by how often and how lately they had
    it alone; then who is held out is answered, too.
    """
    if holdout.holds(customer_id) and not is_asked:
        return []
    learnt, rules = get_learnt(session, now=now), read_rules(session, now=now)
    history = read_history(session, learnt, customer_id)
    rhythms = {one.product_id: one for one in rank_again(history.purchases, now)}
    scores = {id_: one.score for id_, one in rhythms.items()}
    if not is_asked:
        scores = score_again(learnt, history, now)
    sold = [
        one._replace(score=scores[one.product_id])
        for one in read_sellable(session, scores)
        if not rules.excludes(one.product_id, one.category_id)
    ]
    chosen = choose(sold, owned_families=frozenset(), limit=limit, most_per_category=None)
    products = read_products(session, [one.product_id for one in chosen])
    return [show_again(one, rhythms[one.product_id], products[one.product_id]) for one in chosen]


def score_again(learnt: Learnt, history: History, now: datetime) -> dict[int, float]:
    """Return the score of each product that is worth a second purchase, by its id."""
    known = [(learnt.columns[id_], at) for id_, at in history.purchases if id_ in learnt.columns]
    items = np.array([column for column, _at in known], dtype=np.intp)
    ages = np.array([(now - at) / DAY for _column, at in known], dtype=np.float64)
    ranked = learnt.again.rank(items, ages, limit=MAX_AGAIN)
    return {learnt.product_ids[one.item]: one.score for one in ranked}


def show_again(candidate: Candidate, rhythm: Rhythm, product: Product) -> Recommendation:
    """Return a product with how often and in which rhythm it was bought."""
    return Recommendation(
        product=product,
        score=candidate.score,
        because=None,
        basis="again",
        parts=(Part("again", candidate.score, candidate.product_id),),
        strategy=OWN_RHYTHM,
        times=rhythm.times,
        gap_weeks=rhythm.gap_weeks,
    )


def score_all(
    session: Session, learnt: Learnt, history: History, customer_id: int | None
) -> Scores:
    """Return the score of every column, and what it rests on where no owned product does."""
    if len(history.kept):
        return Scores(learnt.model.score(history.kept), learnt.strategy, "popular")
    query = select(Customer.language, Customer.country).where(Customer.id == customer_id)
    found = session.execute(query).first() if customer_id is not None else None
    if found is None:
        return Scores(learnt.shares, POPULARITY, "popular")
    return Scores(learnt.popularity_in(Group(*found)), POPULARITY, "similar_customers")

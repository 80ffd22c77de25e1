"""Finding products by a wish in words, among what can be sold, near to what the customer likes."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from sqlalchemy.orm import Session

from crm_backend.analytics.product_search.cache import get_index
from crm_backend.analytics.product_search.choosing import Limits, prefer, put_first
from crm_backend.analytics.product_search.index import CONCEPT, Floats, ProductIndex
from crm_backend.analytics.product_search.wishes import Wish
from crm_backend.analytics.recommendations.cache import get_learnt
from crm_backend.analytics.recommendations.reading import read_history, read_products, read_sellable
from crm_backend.analytics.recommendations.rules import Candidate, Holdout
from crm_backend.analytics.recommendations.shop_rules import read_rules
from crm_backend.catalog.models import Product
from crm_backend.matching import split_words

LOOKED_AT, GROWTH = 400, 4  # texts looked at, the best first; then four times as many, and so on
LEAST_MET = 0.4  # of the best score: less is another thing
LEAST_KIND = 0.6  # of what is said best by words: more than a mention in the description
DEARER = 1.2  # what is shown where nothing is within the price, and said to be near


@dataclass(frozen=True)
class Match:
    """A product with the terms of the wish that it meets: words as said, concepts by name."""

    product: Product
    terms: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Found:
    """What was found; not `is_exact` where all is a little dearer than was said.

    `other_currency` is that of the shop where the wish named one it does not sell in: then the
    price was left out of account.
    """

    matches: tuple[Match, ...] = ()
    is_exact: bool = True
    other_currency: str = ""


@dataclass(frozen=True)
class Terms:
    """The terms of a wish, each with the score of every text."""

    names: tuple[str, ...]
    scores: tuple[Floats, ...]
    required: tuple[Floats, ...]
    is_telling: bool
    meant: frozenset[str] = frozenset()  # names of concepts, colours and sizes
    avoided: tuple[Floats, ...] = ()

    @cached_property
    def total(self) -> Floats:
        """The score of every text; of what is not wanted 0. Who says no more wants all else."""
        said = (*self.scores, *self.required)
        whole = np.sum(said, axis=0) if said else np.ones_like(self.avoided[0])
        for one in self.avoided:
            whole = np.where(one > 0, 0.0, whole)
        total: Floats = whole
        return total


def find_described(
    session: Session,
    *,
    wish: Wish,
    customer_id: int | None,
    now: datetime,
    limit: int = 3,
    category_id: int | None = None,
    holdout: Holdout = Holdout(),  # noqa: B008 (frozen)
    among: Container[int] | None = None,
    without: Container[str] = (),
) -> Found | None:
    """Return up to `limit` products in stock that meet a wish, the best first.

    `among` are the ids of the kind that was named, `without` the families that are left out. Where
    the wish says what comes first, it does, of those that meet the rest about equally well.

    None where the words say nothing of a product: then it is a wish for anything. Nothing is
    found where something was said and nothing for sale meets it.
    """
    index = get_index(session, now=now)
    terms = read_terms(index, wish)
    if not terms.is_telling:
        return None
    wish, main, other = check_currency(index, wish)
    learnt, rules = get_learnt(session, now=now), read_rules(session, now=now)
    history = read_history(session, learnt, customer_id)
    places = pick_places(terms)
    ids = dict(zip(index.product_ids[places].tolist(), places, strict=True))
    total = terms.total

    limits = Limits(rules, history.ordered, main, category_id, among, without)
    fitting, is_exact = look_for(session, list(ids), wish, limits.allow, limit)
    scored = [one._replace(score=float(total[ids[one.product_id]])) for one in fitting]
    scored = keep_required(keep_kind(scored, terms, ids), terms, ids)
    is_known = len(history.kept) > 0 and not holdout.holds(customer_id)
    liking = learnt.model.score(history.kept) if is_known else learnt.shares
    chosen = (
        prefer(scored, learnt, liking, limit=limit)
        if wish.sort is None
        else put_first(session, scored, wish.sort, is_one_kind=among is not None, limit=limit)
    )
    products = read_products(session, [one.product_id for one in chosen])
    matches = tuple(
        Match(products[one.product_id], name_met(terms, ids[one.product_id], index), one.score)
        for one in chosen
    )
    return Found(matches, is_exact, other)


def read_terms(index: ProductIndex, wish: Wish) -> Terms:
    """Return the terms of a wish that stand in any text."""
    names: list[str] = []
    scores: list[Floats] = []
    is_telling = bool(wish.concepts or wish.colours or wish.sizes)
    for place in wish.places:
        score = index.score_place(place)
        if score.any():
            names.append(place.words[-1])
            scores.append(score)
            is_telling = is_telling or not index.labels.isdisjoint(place.words)
    for word in wish.words:
        near = index.find_near(word)
        score = index.score(near)
        if score.any():
            names.append(word)
            scores.append(score)
            is_telling = is_telling or bool(near.keys() & index.labels)
    for concept in wish.concepts:
        names.append(concept.name[0])
        scores.append(index.score_any(concept.words, CONCEPT))
    required = [index.score_any(colour.words, CONCEPT) for colour in wish.colours]
    required += [score_size(index, size) for size in wish.sizes]
    names += [colour.name[0] for colour in wish.colours] + list(wish.sizes)
    meant = frozenset(names[len(scores) - len(wish.concepts) :])
    avoided = [index.score_any(words, 1.0) for words in wish.avoided]
    # What is put on a sofa is no sofa.
    avoided += [index.are_of(place.kind) for place in wish.places]
    avoided = [one for one in avoided if one.any()]
    is_met = any(one.any() for one in (*scores, *required))
    is_telling = (is_telling and is_met) or bool(avoided)
    return Terms(tuple(names), tuple(scores), tuple(required), is_telling, meant, tuple(avoided))


def score_size(index: ProductIndex, size: str) -> Floats:
    """Return how well each text meets a size: all its numbers and letters must be there."""
    parts = [index.score({word: 1.0}) for word in split_words(size)]
    smallest: Floats = np.min(parts, axis=0)
    return smallest


def pick_places(terms: Terms) -> list[int]:
    """Return the places of the texts that meet a wish best."""
    total = terms.total
    best = float(total.max(initial=0.0))
    is_met = np.all([one > 0 for one in terms.required], axis=0) if terms.required else total > 0
    order = np.lexsort((-total, ~is_met))  # what has the colour and the size comes first
    ranked = total[order]
    places: list[int] = order[(ranked >= LEAST_MET * best) & (ranked > 0)].tolist()
    return places


def look_for(
    session: Session,
    ids: Sequence[int],
    wish: Wish,
    may_show: Callable[[Candidate], bool],
    limit: int,
) -> tuple[list[Candidate], bool]:
    """Return what can be sold and may be shown within the price, and whether it is.

    Products are read from the best down, until there are enough; only where none of all is within
    the price, those that are a little dearer are returned.
    """
    found: list[Candidate] = []
    start, count = 0, LOOKED_AT
    while start < len(ids):
        read = read_sellable(session, ids[start : start + count])
        found += [one for one in read if may_show(one)]
        if sum(wish.may_cost(one.price_cents) for one in found) >= limit:
            break
        start, count = start + count, count * GROWTH
    return keep_affordable(found, wish)


def check_currency(index: ProductIndex, wish: Wish) -> tuple[Wish, str, str]:
    """Return the wish, the currency its price is in, and the shop's where it named another.

    Without a currency that of most products is meant; a price in one that nothing is sold in is
    left out of account.
    """
    if not wish.has_price:
        return wish, "", ""
    sold_in = index.currencies
    if not sold_in or wish.currency in sold_in:
        return wish, wish.currency, ""
    if not wish.currency:
        return wish, sold_in[0], ""
    return replace(wish, low_cents=None, high_cents=None), "", sold_in[0]


def keep_affordable(sellable: Sequence[Candidate], wish: Wish) -> tuple[list[Candidate], bool]:
    """Return what is within the price; what is a little dearer where nothing is, and that it is."""
    exact = [one for one in sellable if wish.may_cost(one.price_cents)]
    if exact or wish.high_cents is None:
        return exact, True
    wider = replace(wish, high_cents=round(wish.high_cents * DEARER))
    near = [one for one in sellable if wider.may_cost(one.price_cents)]
    return near, not near


def keep_kind(scored: list[Candidate], terms: Terms, places: dict[int, int]) -> list[Candidate]:
    """Return what meets the words that were said: who wants a blue vase wants no blue rug."""
    if not terms.scores or not terms.required:
        return scored
    said = np.sum(terms.scores, axis=0)
    best = max((said[places[one.product_id]] for one in scored), default=0.0)
    return [one for one in scored if said[places[one.product_id]] >= LEAST_KIND * best]


def keep_required(scored: list[Candidate], terms: Terms, places: dict[int, int]) -> list[Candidate]:
    """Return what has the colour and the size that were said, where anything has."""
    for required in terms.required:
        having = [one for one in scored if required[places[one.product_id]] > 0]
        scored = having or scored
    return scored


def name_met(terms: Terms, place: int, index: ProductIndex) -> tuple[str, ...]:
    """Return the terms that the text at a place meets and that can be said back.

    Pairs of Chinese characters are no words, and what stands in descriptions alone says little.
    """
    scores = (*terms.scores, *terms.required)
    met = [name for name, one in zip(terms.names, scores, strict=True) if one[place] > 0]
    return tuple(
        name for name in met if name in terms.meant or (name.isascii() and name in index.labels)
    )

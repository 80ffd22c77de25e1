"""What a wish wants of products: the kind it names, its price, none shown twice."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.mentions import find_item
from actions.product_cards import name_words
from actions.refining import Asked
from actions.turn import Turn
from crm_backend.analytics.product_search.sorting import KEYS
from crm_backend.analytics.recommendations.rules import family_of
from crm_backend.catalog.models import Product
from crm_backend.catalog.service import find_products
from crm_backend.matching import split_words

MANY = 60  # products of a kind that are looked at
# Before a name: what is said with it is for that thing, and not that thing.
PLACE = re.compile(
    r"\b(?:for|on|under|above|beside|behind|with|next to|match(?:es|ing)?)"
    r" (?:the|my|our) (?:\w+ )?$",
    re.IGNORECASE,
)


def describes(asked: Asked) -> bool:
    """Tell whether a wish says more than the name of a product or category."""
    wish = asked.wish
    if wish.concepts or wish.colours or wish.sizes or wish.avoided:
        return True
    said = set(filter(str.isascii, wish.words))  # pairs of Chinese characters need not be words
    more = said.difference(split_words(find_item(asked.turn)))
    is_limited = wish.has_price or wish.sort or not find_item(asked.turn)
    return bool(more) or (wish.has_words and bool(is_limited))


def find_kind(session: Session, turn: Turn) -> frozenset[int] | None:
    """Return the ids of the products that a message names, or None where it names none we have."""
    named = turn.entities.get("product", ())
    item = " ".join(one for one in named if not PLACE.search(turn.text.partition(one)[0]))
    if not item:
        return None
    found = find_products(session, text=item, language=turn.language, limit=MANY)
    return frozenset(product.id for product in keep_called(found, item)) or None


def keep_called(products: Sequence[Product], item: str) -> list[Product]:
    """Return those that are called what was named, where any is: a rod goes with curtains."""
    said = set(split_words(item))
    return [one for one in products if said & name_words(one)] or list(products)


def keep_wanted(products: Sequence[Product], asked: Asked) -> list[Product]:
    """Return those within the price that are not to be left out, another colour of one last."""
    kept = [
        one
        for one in products
        if asked.wish.may_cost(one.price_cents) and family_of(one.name_en) not in asked.without
    ]
    if asked.wish.sort is not None:
        kept.sort(key=KEYS[asked.wish.sort])
    first = {family_of(one.name_en): one.id for one in reversed(kept)}
    return sorted(kept, key=lambda one: first[family_of(one.name_en)] != one.id)

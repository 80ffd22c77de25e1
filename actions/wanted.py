"""What a wish wants of products: the kind it names, its price, none shown twice."""

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
from crm_backend.matching import name_heads, split_words

MANY = 60  # products of a kind that are looked at


def describes(asked: Asked) -> bool:
    """Tell whether a wish says more than the name of a product or category."""
    wish = asked.wish
    if wish.is_limited or wish.places:
        return True
    said = set(filter(str.isascii, wish.words))  # pairs of Chinese characters need not be words
    more = said.difference(split_words(find_item(asked.turn)))
    is_limited = wish.has_price or wish.sort or not find_item(asked.turn)
    return bool(more) or (wish.has_words and bool(is_limited))


def find_called(session: Session, turn: Turn) -> list[Product]:
    """Return the products that a message names, best first; none where it names none we have."""
    named = turn.entities.get("product", ())
    if not named:
        return []
    text = " ".join(named)
    return keep_called(find_products(session, text=text, language=turn.language, limit=MANY), named)


def keep_called(products: Sequence[Product], named: Sequence[str]) -> list[Product]:
    """Return those that are what was named; else called so; else all.

    A rug underlay is called a rug and is none; a rod goes with curtains and is not called so.
    """
    heads = {head for one in named for head in name_heads(one)}
    words = {word for one in named for word in split_words(one)}
    kinds = [
        one for one in products if heads & {*name_heads(one.name_en), *name_heads(one.name_zh)}
    ]
    return kinds or [one for one in products if words & name_words(one)] or list(products)


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

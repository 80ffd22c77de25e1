"""What the shop took in last, for who asks what is new and names nothing."""

from collections.abc import Container
from datetime import datetime

from sqlalchemy.orm import Session

from crm_backend.analytics.product_search.service import Match
from crm_backend.analytics.recommendations.reading import (
    SELLABLE,
    make_candidate,
    read_products,
)
from crm_backend.analytics.recommendations.rules import choose, family_of
from crm_backend.analytics.recommendations.shop_rules import read_rules
from crm_backend.catalog.models import Product
from kernel.db import read_rows

LOOKED_AT = 200
NEWEST = SELLABLE.order_by(Product.created_at.desc(), Product.id.desc()).limit(LOOKED_AT)


def find_newest(
    session: Session,
    *,
    now: datetime,
    limit: int = 3,
    category_id: int | None = None,
    without: Container[str] = (),
) -> list[Match]:
    """Return up to `limit` products in stock, the newest first, at most two of a category.

    None is of the families `without` or barred by the shop's rules; of one category, where it is
    asked for, there may be more.
    """
    rules = read_rules(session, now=now)
    query = NEWEST if category_id is None else NEWEST.where(Product.category_id == category_id)
    rows = [make_candidate(row) for row in read_rows(session, query)]
    fresh = [
        one._replace(score=1 / place)
        for place, one in enumerate(rows, start=1)
        if family_of(one.name) not in without
        and not rules.excludes(one.product_id, one.category_id)
    ]
    most = {} if category_id is None else {"most_per_category": None}
    chosen = choose(fresh, owned_families=frozenset(), limit=limit, **most)
    products = read_products(session, [one.product_id for one in chosen])
    return [Match(products[one.product_id], (), one.score) for one in chosen]

"""What one request for recommendations reads: the customer's history, and what can be sold."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from crm_backend.analytics.recommendations.purchases import IS_KEPT, Learnt
from crm_backend.analytics.recommendations.rules import Candidate, PriceBand, family_of, read_band
from crm_backend.catalog.models import Product
from crm_backend.orders.models import Order, OrderLine
from kernel.db import read_rows

# Built once: building a statement costs more than running it.
HISTORY = (
    select(
        OrderLine.product_id,
        Product.name_en,
        IS_KEPT.label("is_kept"),
        OrderLine.unit_price_cents,
        Order.currency,
        Order.placed_at,
    )
    .join(Order, Order.id == OrderLine.order_id)
    .join(Product, Product.id == OrderLine.product_id)
    .where(Order.customer_id == bindparam("customer_id"), Order.status != "cancelled")
)
SELLABLE = select(
    Product.id, Product.category_id, Product.name_en, Product.price_cents, Product.currency
).where(Product.is_active, Product.stock > 0)
SELLABLE_AMONG = SELLABLE.where(Product.id.in_(bindparam("ids", expanding=True)))
SELLABLE_OF = SELLABLE.where(Product.category_id == bindparam("category_id"))
PRODUCTS = (
    select(Product)
    .where(Product.id.in_(bindparam("ids", expanding=True)))
    .options(joinedload(Product.category))
)
MANY = 4_000  # ids from which on the whole catalog is read at once


@dataclass(frozen=True)
class History:
    """What a customer ever ordered (by family too), and which columns of the model they kept.

    `purchases` are (product, when) of what was kept; `band` is what they pay a piece.
    """

    ordered: frozenset[int] = frozenset()
    families: frozenset[str] = frozenset()
    kept: NDArray[np.intp] = field(default_factory=lambda: np.array([], dtype=np.intp))
    purchases: tuple[tuple[int, datetime], ...] = ()
    band: PriceBand | None = None

    def beside(self, basket: Iterable[Product]) -> "History":
        """Return this history as it will be once the basket is bought."""
        products = list(basket)
        return replace(
            self,
            ordered=self.ordered | {product.id for product in products},
            families=self.families | {family_of(product.name_en) for product in products},
        )


NOTHING = History()


def read_history(session: Session, learnt: Learnt, customer_id: int | None) -> History:
    """Return what the customer ordered; what was cancelled or sent back is no reason."""
    if customer_id is None:
        return NOTHING
    rows = read_rows(session, HISTORY, customer_id=customer_id)
    kept = [(id_, cents, currency, at) for id_, _, is_kept, cents, currency, at in rows if is_kept]
    columns = {learnt.columns[id_] for id_, *_ in kept if id_ in learnt.columns}
    return History(
        ordered=frozenset(row[0] for row in rows),
        families=frozenset(family_of(row[1]) for row in rows),
        kept=np.array(sorted(columns), dtype=np.intp),
        purchases=tuple((id_, at) for id_, _cents, _currency, at in kept),
        band=read_band([(cents, currency) for _, cents, currency, _ in kept]),
    )


def read_sellable(session: Session, ids: Iterable[int]) -> list[Candidate]:
    """Return those of the products that are in stock and active, each with the score 0."""
    wanted = set(ids)
    if not wanted:
        return []
    if len(wanted) > MANY:
        rows = read_rows(session, SELLABLE)
    else:
        rows = read_rows(session, SELLABLE_AMONG, ids=sorted(wanted))
    return [make_candidate(row) for row in rows if row[0] in wanted]


def read_shelf(session: Session, category_id: int) -> list[Candidate]:
    """Return what is in stock and active of one category, each with the score 0."""
    rows = read_rows(session, SELLABLE_OF, category_id=category_id)
    return [make_candidate(row) for row in rows]


def make_candidate(row: "tuple[int, int, str, int, str]") -> Candidate:
    """Return a row of what can be sold as a candidate."""
    id_, shelf, name, cents, currency = row
    return Candidate(id_, shelf, name, 0.0, cents, currency)


def read_products(session: Session, ids: Iterable[int]) -> dict[int, Product]:
    """Return the products by id, each with its category."""
    found = session.scalars(PRODUCTS, {"ids": sorted(set(ids))})
    return {product.id: product for product in found}

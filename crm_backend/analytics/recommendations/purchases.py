"""Reads from the orders what the recommendations learn from."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from crm_backend.analytics.recommendations.model import CoPurchaseModel, Floats, Matrix
from crm_backend.analytics.recommendations.rules import Group
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine, Return

HALF_LIFE = timedelta(days=60)  # of a sale's weight in popularity: seasons come and go
GROUP_SHRINKAGE = 200.0  # sales of the whole shop mixed into those of a group of customers

NEWEST = select(func.max(Order.id))
# A line that its customer wanted and kept.
IS_KEPT = and_(
    Order.status.not_in(("cancelled", "returned")),
    ~exists().where(Return.order_line_id == OrderLine.id, Return.status != "refused"),
)


@dataclass(frozen=True)
class Learnt:
    """A fitted model with what its columns mean, and what sells to whom."""

    order_count: int
    newest_id: int
    columns: dict[int, int]
    product_ids: list[int]
    model: CoPurchaseModel
    popularity: Floats
    by_group: dict[Group, Floats]

    @property
    def shares(self) -> Floats:
        """The share of each product in what sells."""
        total = float(self.popularity.sum())
        return self.popularity / total if total > 0 else self.popularity

    def popularity_in(self, group: Group) -> Floats:
        """Return the shares of sales in a group, drawn towards the whole shop where it is small."""
        own = self.by_group.get(group, np.zeros_like(self.popularity))
        shares: Floats = (own + GROUP_SHRINKAGE * self.shares) / (own.sum() + GROUP_SHRINKAGE)
        return shares


@dataclass(frozen=True)
class Sales:
    """Purchases as columns of equal length: who, what (by column), and how much it weighs today."""

    customers: NDArray[np.intp]
    columns: NDArray[np.intp]
    weights: Floats


def read_newest_id(session: Session) -> int:
    """Return the id of the newest order; 0 where there is none."""
    return session.scalar(NEWEST) or 0


def learn(session: Session) -> Learnt:
    """Return a model of all orders."""
    query = (
        select(Order.customer_id, OrderLine.product_id, Order.placed_at)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(IS_KEPT)
        .order_by(OrderLine.id)
    )
    rows = session.execute(query).all()
    product_ids = sorted({product_id for _, product_id, _ in rows})
    columns = {product_id: place for place, product_id in enumerate(product_ids)}
    newest = max((placed_at for _, _, placed_at in rows), default=None)
    sales = Sales(
        customers=np.array([customer_id for customer_id, _, _ in rows], dtype=np.intp),
        columns=np.array([columns[product_id] for _, product_id, _ in rows], dtype=np.intp),
        weights=np.array([0.5 ** ((newest - at) / HALF_LIFE) for _, _, at in rows if newest]),
    )
    popularity = add_up(sales.columns, sales.weights, len(columns))
    return Learnt(
        order_count=session.scalar(select(func.count(Order.id))) or 0,
        newest_id=read_newest_id(session),
        columns=columns,
        product_ids=product_ids,
        model=CoPurchaseModel().fit(make_matrix(sales, len(columns)), popularity),
        popularity=popularity,
        by_group=count_by_group(session, sales, len(columns)),
    )


def add_up(places: NDArray[np.intp], weights: Floats, length: int) -> Floats:
    """Return the sum of the weights at each place."""
    return np.bincount(places, weights, minlength=length).astype(np.float64)


def make_matrix(sales: Sales, width: int) -> Matrix:
    """Return customers x products; a row for each id up to the highest."""
    height = int(sales.customers.max(initial=-1)) + 1
    entries = (np.ones(len(sales.columns)), (sales.customers, sales.columns))
    return csr_array(entries, shape=(height, width))


def count_by_group(session: Session, sales: Sales, width: int) -> dict[Group, Floats]:
    """Return the weighted sales of each product in each group of customers."""
    query = select(Customer.id, Customer.language, Customer.country)
    group_of = {id_: Group(language, country) for id_, language, country in session.execute(query)}
    groups = sorted(set(group_of.values()))
    places = {group: place for place, group in enumerate(groups)}
    rows = np.array([places[group_of[int(id_)]] for id_ in sales.customers], dtype=np.intp)
    counts = add_up(rows * width + sales.columns, sales.weights, len(groups) * width)
    return dict(zip(groups, counts.reshape(len(groups), width), strict=True))

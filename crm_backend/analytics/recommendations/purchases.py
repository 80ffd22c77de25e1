"""Reads from the orders what the recommendations learn from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session
from threadpoolctl import threadpool_limits

from crm_backend.analytics.recommendations.blend import add_content, choose_model, take_evenly
from crm_backend.analytics.recommendations.content import ContentKnn
from crm_backend.analytics.recommendations.model import Floats, ItemModel, Matrix, Scorer
from crm_backend.analytics.recommendations.neighbours import ItemKnn
from crm_backend.analytics.recommendations.rhythm import BuyAgain
from crm_backend.analytics.recommendations.rules import Group
from crm_backend.analytics.recommendations.wares import Shelf, read_wares
from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine, Return

HALF_LIFE = timedelta(days=60)  # of a sale's weight in popularity: seasons come and go
DAY_SECONDS = 86_400.0
GROUP_SHRINKAGE = 200.0  # sales of the whole shop mixed into those of a group of customers
LEAST_BUYERS = 500  # with two products or more: below, a closed form has too little to learn from

NEWEST = select(func.max(Order.id))
# What a fitted model knows of the products: changed by a new one, one given up, another price.
CATALOG = select(
    func.count(Product.id),
    func.max(Product.id),
    func.sum(Product.id),
    func.sum(Product.price_cents),
    func.sum(Product.category_id * Product.id),
).where(Product.is_active)
# A line that its customer wanted and kept.
IS_KEPT = and_(
    Order.status.not_in(("cancelled", "returned")),
    ~exists().where(Return.order_line_id == OrderLine.id, Return.status != "refused"),
)


@dataclass(frozen=True)
class Learnt:
    """A fitted model with what its columns mean, and what sells to whom.

    `strategy` is the model's name. `categories`, `prices` (cents) and `currencies` are those of
    each column's product at the time of fitting; what is new nobody has bought, and is scored by
    what it is like.
    """

    order_count: int
    newest_id: int
    catalog: tuple[int | None, ...]
    columns: dict[int, int]
    product_ids: list[int]
    model: Scorer
    strategy: str
    again: BuyAgain
    popularity: Floats
    categories: NDArray[np.intp]
    prices: Floats
    currencies: NDArray[np.str_]
    is_new: NDArray[np.bool_]
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
    """Purchases as columns of equal length: who, what (by column), when, what it weighs today.

    `days` count from 1970.
    """

    customers: NDArray[np.intp]
    columns: NDArray[np.intp]
    days: Floats
    weights: Floats


def read_newest_id(session: Session) -> int:
    """Return the id of the newest order; 0 where there is none."""
    return session.scalar(NEWEST) or 0


def read_catalog_mark(session: Session) -> tuple[int | None, ...]:
    """Return figures that change when products come, go, or move to a price or category."""
    return tuple(None if value is None else int(value) for value in session.execute(CATALOG).one())


def learn(session: Session, *, now: datetime, is_quick: bool = False) -> Learnt:
    """Return a model of all orders and of what is for sale; sales weigh less with their age.

    A quick one is the item-kNN: seconds at any size, for a request that finds no model. The other
    is chosen by size and may take half a minute; products nobody bought are scored by what they
    are like. One thread calculates: the others serve.
    """
    order_count = session.scalar(select(func.count(Order.id))) or 0
    newest_id, catalog = read_newest_id(session), read_catalog_mark(session)
    query = (
        select(Order.customer_id, OrderLine.product_id, Order.placed_at)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(IS_KEPT)
        .order_by(OrderLine.id)
    )
    rows = session.execute(query).all()
    shelf = read_wares(session, {product_id for _, product_id, _ in rows})
    sales = Sales(
        customers=np.array([customer_id for customer_id, _, _ in rows], dtype=np.intp),
        columns=np.array([shelf.columns[product_id] for _, product_id, _ in rows], dtype=np.intp),
        days=np.array([at.timestamp() / DAY_SECONDS for _, _, at in rows], dtype=np.float64),
        weights=np.array([weigh_sale(at, now) for _, _, at in rows], dtype=np.float64),
    )
    popularity = add_up(sales.columns, sales.weights, len(shelf.columns))
    matrix = make_matrix(sales, len(shelf.columns))
    is_new = np.bincount(sales.columns, minlength=len(shelf.columns)) == 0
    chosen = ItemKnn() if is_quick else choose_for(matrix)
    with threadpool_limits(limits=1):
        model: Scorer = chosen.fit(matrix, popularity)
        if not is_quick and len(rows) and is_new.any():
            model = add_what_is_new(model, shelf, matrix, is_new)
    return Learnt(
        order_count=order_count,
        newest_id=newest_id,
        catalog=catalog,
        columns=shelf.columns,
        product_ids=shelf.product_ids,
        model=model,
        strategy=chosen.name,
        again=BuyAgain().fit(sales.customers, sales.columns, sales.days, len(shelf.columns)),
        popularity=popularity,
        categories=np.array([ware.category_id for ware in shelf.wares], dtype=np.intp),
        prices=np.array([ware.price_cents for ware in shelf.wares], dtype=np.float64),
        currencies=np.array([ware.currency for ware in shelf.wares], dtype=np.str_),
        is_new=is_new,
        by_group=count_by_group(session, sales, len(shelf.columns)),
    )


def weigh_sale(at: datetime, now: datetime) -> float:
    """Return what a sale weighs in popularity now; one to come weighs as one of now."""
    return float(0.5 ** (max(now - at, timedelta()) / HALF_LIFE))


def add_what_is_new(
    model: Scorer, shelf: Shelf, matrix: Matrix, is_new: NDArray[np.bool_]
) -> Scorer:
    """Return the model with scores for what nobody bought yet, by what it is like."""
    targets = np.concatenate([np.flatnonzero(is_new), take_evenly(np.flatnonzero(~is_new))])
    content = ContentKnn().fit(shelf.attributes(), matrix, targets)
    return add_content(model, content.weights_, matrix, least_buyers=1)


def choose_for(matrix: Matrix) -> ItemModel:
    """Return the model for so many sold products; the simplest where few customers bought."""
    buyers = int((np.diff(matrix.indptr) > 1).sum())
    sold = int((np.bincount(matrix.indices, minlength=matrix.shape[1]) > 0).sum())
    return choose_model(sold) if buyers >= LEAST_BUYERS else ItemKnn()


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

"""Customers of the demo shop to recommend to, chosen by what they bought, and looks into its data.

What a test expects of a card is read from the orders themselves, not from the recommender.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import func, select, update

from benchmarks.product import Product as RunningProduct
from crm_backend.analytics.recommendations import read_holdout, recommend
from crm_backend.analytics.recommendations.holds import find_complaint
from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine
from crm_backend.orders.schemas import Address, LineCreate, OrderCreate
from crm_backend.orders.service import place_order
from frontdesk.installation import make_database
from kernel.db import Database
from kernel.settings import Settings

MOST_TOLD = 10  # ids of the customers told by hand, whom other tests take
LIST = 3


@dataclass(frozen=True)
class Shopper:
    """A customer with the names, in both languages, of all they ever ordered and of what they kept.

    `numbers` are their orders, the newest first.
    """

    id: int
    name: str
    email: str
    ordered: frozenset[str]
    numbers: tuple[str, ...]


class ShopData:
    """The data of a running product, read and changed beside it."""

    def __init__(self, product: RunningProduct) -> None:
        self.settings = Settings(
            _env_file=None,
            data=product.data,
            models=Path(product.environment["FRONTDESK_MODELS"]),
            secret=SecretStr(product.environment["FRONTDESK_SECRET"]),
        )
        self.db: Database = make_database(self.settings)

    def pick_shoppers(self, count: int) -> list[Shopper]:
        """Return customers whose first three differ and each rest on a purchase of their own.

        Those with most orders come first. No two of them are shown the same product.
        """
        found: list[Shopper] = []
        shown: set[int] = set()
        with self.db.session() as session:
            orders = func.count(Order.id)
            query = (
                select(Order.customer_id)
                .join(Customer, Customer.id == Order.customer_id)
                .where(Customer.id > MOST_TOLD, Customer.email.is_not(None))
                .group_by(Order.customer_id)
                .order_by(orders.desc(), Order.customer_id)
            )
            holdout, now = read_holdout(self.settings), datetime.now(UTC)
            for id_ in session.scalars(query):
                best = recommend(session, customer_id=id_, now=now, limit=LIST, holdout=holdout)
                ids = {one.product.id for one in best}
                is_named = len(best) == LIST and all(one.because for one in best)
                if not is_named or ids & shown or find_complaint(session, customer_id=id_):
                    continue
                shown |= ids
                found.append(self.read_shopper(id_))
                if len(found) == count:
                    return found
        raise AssertionError(f"The demo shop has only {len(found)} customers that differ.")

    def read_shopper(self, customer_id: int) -> Shopper:
        """Return a customer with what they ordered until now."""
        with self.db.session() as session:
            customer = session.get_one(Customer, customer_id)
            names = session.execute(
                select(Product.name_en, Product.name_zh)
                .join(OrderLine, OrderLine.product_id == Product.id)
                .join(Order, Order.id == OrderLine.order_id)
                .where(Order.customer_id == customer_id)
            )
            numbers = session.scalars(
                select(Order.number)
                .where(Order.customer_id == customer_id)
                .order_by(Order.placed_at.desc(), Order.id.desc())
            )
            return Shopper(
                customer_id,
                customer.name,
                customer.email or "",
                frozenset(name for pair in names for name in pair),
                tuple(numbers),
            )

    def stock_of(self, name: str) -> int:
        """Return how many there are of the product of this name, in either language."""
        with self.db.session() as session:
            named = (Product.name_en == name) | (Product.name_zh == name)
            return session.scalars(select(Product.stock).where(named)).one()

    @contextmanager
    def sold_out(self, name: str) -> Iterator[None]:
        """Have nothing left of a product for a while."""
        before = self.stock_of(name)
        self._set_stock(name, 0)
        try:
            yield
        finally:
            self._set_stock(name, before)

    def order(self, shopper: Shopper, name: str) -> str:
        """Place an order of one piece, as the shop does, and return its number."""
        with self.db.transaction() as session:
            named = (Product.name_en == name) | (Product.name_zh == name)
            sku = session.scalars(select(Product.sku).where(named)).one()
            made = place_order(
                session,
                order=OrderCreate(
                    customer_id=shopper.id,
                    lines=[LineCreate(sku=sku)],
                    address=Address(
                        street="Mill Lane 1", city="York", postcode="YO1 7EP", country="GB"
                    ),
                ),
                now=datetime.now(UTC),
            )
            return made.number

    def _set_stock(self, name: str, stock: int) -> None:
        with self.db.transaction() as session:
            named = (Product.name_en == name) | (Product.name_zh == name)
            session.execute(update(Product).where(named).values(stock=stock))

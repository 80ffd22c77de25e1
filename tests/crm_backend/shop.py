"""A maker of rows for the tests of the CRM."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from crm_backend.catalog.models import Category, Product
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine, OrderStatus, OrderStatusChange, Shipment
from crm_backend.orders.schemas import Address

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # where the clock of the tests stands


ADDRESS = Address(street="Hauptstr. 1", city="Berlin", postcode="10115", country="DE")


class Shop:
    """Puts rows into a session, with sensible values for what a test does not care about."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, row: object) -> None:
        self.session.add(row)
        self.session.flush()

    def customer(self, email: str = "ada@example.com", name: str = "Ada Lovelace") -> Customer:
        made = Customer(name=name, email=email, language="en", created_at=NOW)
        self.add(made)
        return made

    def category(self, slug: str = "lamps", name: str = "Lamps", zh: str = "灯具") -> Category:
        made = Category(slug=slug, name_en=name, name_zh=zh)
        self.add(made)
        return made

    def product(
        self,
        sku: str,
        category: Category,
        name: str = "Floor Lamp",
        zh: str = "落地灯",
        **more: object,
    ) -> Product:
        values = {"price_cents": 4_900, "stock": 10, "created_at": NOW} | more
        made = Product(sku=sku, category=category, name_en=name, name_zh=zh, **values)
        self.add(made)
        return made

    def order(
        self,
        customer: Customer,
        *lines: tuple[Product, int],
        number: str = "FD-1000001",
        status: OrderStatus = "placed",
        placed_at: datetime = NOW,
        delivered_at: datetime | None = None,
    ) -> Order:
        made = Order(
            number=number,
            customer_id=customer.id,
            status=status,
            placed_at=placed_at,
            total_cents=sum(product.price_cents * count for product, count in lines),
            lines=[
                OrderLine(product=product, quantity=count, unit_price_cents=product.price_cents)
                for product, count in lines
            ],
            history=[OrderStatusChange(status="placed", at=placed_at)],
        )
        if status in ("shipped", "delivered", "returned"):
            made.shipment = Shipment(
                carrier="DHL",
                tracking_number="JD01",
                shipped_at=placed_at + timedelta(days=1),
                expected_at=placed_at + timedelta(days=3),
                delivered_at=delivered_at,
            )
        self.add(made)
        return made

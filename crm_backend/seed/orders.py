"""The orders of the demo shop: who bought what when, and what was sent back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from crm_backend.orders.models import ReturnStatus
from crm_backend.orders.service import ORDERS
from crm_backend.seed.baskets import Basket, Household, Shopping
from crm_backend.seed.chance import Wheel
from crm_backend.seed.life import Life, count_shipping, draw_life
from crm_backend.seed.people import YEARS_OPEN, Person
from crm_backend.seed.products import Catalog, Item
from crm_backend.seed.seasons import Seasons

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class SentBack:
    """A return of so many of the line at place `line`."""

    line: int
    quantity: int
    reason: str
    status: ReturnStatus
    refund_cents: int
    requested_at: datetime
    refunded_at: datetime | None


@dataclass(slots=True)
class Line:
    """So many of an item at the price of the day."""

    item: Item
    quantity: int
    unit_price_cents: int


@dataclass(slots=True)
class Purchase:
    """An order. Its id, and with it its number, is given when all are in order of time."""

    person: Person
    placed_at: datetime
    lines: list[Line]
    life: Life
    sent_back: list[SentBack] = field(default_factory=list)
    id: int = 0
    is_told: bool = False  # written by hand for a customer of the demonstration

    @property
    def number(self) -> str:
        """The number people read out."""
        return ORDERS.render(ORDERS.start + self.id)

    @property
    def goods_cents(self) -> int:
        """What the lines cost together."""
        return sum(line.quantity * line.unit_price_cents for line in self.lines)

    @property
    def shipping_cents(self) -> int:
        """What the parcel costs."""
        return count_shipping(self.person.address, self.goods_cents)

    def row(self) -> dict[str, Any]:
        """Return the row of the order itself."""
        shipping, home = self.shipping_cents, self.person.address
        return {
            "id": self.id,
            "number": self.number,
            "customer_id": self.person.id,
            "status": self.life.status,
            "placed_at": self.placed_at,
            "total_cents": self.goods_cents + shipping,
            "shipping_cents": shipping,
            "currency": "EUR",
            "street": home.street,
            "city": home.city,
            "postcode": home.postcode,
            "country": home.country,
        }


def price_lines(basket: Basket, moment: datetime) -> list[Line]:
    """Return the lines of a basket at the prices of that day."""
    return [Line(item, quantity, item.price_at(moment)) for item, quantity in basket]


def make_purchases(
    chance: Random, people: Sequence[Person], catalog: Catalog, now: datetime, count: int
) -> list[Purchase]:
    """Return `count` purchases of these people, person by person and in order of time."""
    seasons = Seasons(now - YEARS_OPEN, now)
    shopping = Shopping(chance, catalog, seasons)
    found: list[Purchase] = []
    for person, moments in spread(chance, people, seasons, count):
        home = Household(person)
        for moment in sorted(moments):
            life = draw_life(chance, moment, person.address, now)
            basket = shopping.fill(home, moment)
            found.append(Purchase(person, moment, price_lines(basket, moment), life))
    return found


def spread(
    chance: Random, people: Sequence[Person], seasons: Seasons, count: int
) -> Iterable[tuple[Person, list[datetime]]]:
    """Give each person the moments of their orders, `count` in all."""
    moments: dict[int, list[datetime]] = {person.id: [] for person in people}
    # The first order comes on the first day: hardly anybody signs up without one.
    buyers = Wheel(
        (person, person.pace * seasons.measure(person.created_at, person.last_seen_at))
        for person in people
    )
    first = [p for p in people if p.created_at > seasons.first and chance.random() < 0.93]
    for person in first[:count]:
        moments[person.id].append(person.created_at)
    for _ in range(count - len(first[:count])):
        person = buyers.spin(chance)
        start = max(person.created_at + ONE_DAY, seasons.first)
        end = max(person.last_seen_at, start + ONE_DAY)
        moments[person.id].append(seasons.draw(chance, min(start, end - ONE_DAY), end))
    return ((person, moments[person.id]) for person in people)


def number_purchases(purchases: Iterable[Purchase]) -> list[Purchase]:
    """Return them in order of time, each with its id."""
    ordered = sorted(purchases, key=lambda purchase: (purchase.placed_at, purchase.person.id))
    for number, purchase in enumerate(ordered, start=1):
        purchase.id = number
    return ordered

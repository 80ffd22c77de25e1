"""Ten customers written by hand, so that there is always something telling to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from crm_backend.seed.life import SHIPPING, Life, Parcel, Step
from crm_backend.seed.orders import Purchase, SentBack, make_purchases, price_lines
from crm_backend.seed.people import Address, Person
from crm_backend.seed.products import Catalog
from crm_backend.seed.texts import read_document
from crm_backend.seed.tickets import Case, Comment

# Days after the order was placed.
PACE = {"placed": 0.0, "paid": 0.01, "packed": 0.8, "shipped": 1.2, "delivered": 4.0}
CANCELLED_AFTER, REFUNDED_AFTER = 0.1, 9.0
MORE_BEFORE = 45  # the orders of chance are older than those told here
SPEAKERS = ("customer", "staff")


@dataclass(frozen=True)
class Story:
    """A customer with their orders and tickets."""

    person: Person
    purchases: list[Purchase]
    cases: list[Case]


def read_emails() -> list[str]:
    """Return the addresses of the ten, in the order they are shown."""
    return [told["email"] for told in read_document("demo")["customers"]]


def make_stories(chance: Random, catalog: Catalog, now: datetime) -> list[Story]:
    """Return the ten with the ids from 1 on."""
    told = read_document("demo")["customers"]
    return [Teller(chance, catalog, now).tell(number, one) for number, one in enumerate(told, 1)]


@dataclass(frozen=True)
class Teller:
    """Turns the text of one customer into a story that ends now."""

    chance: Random
    catalog: Catalog
    now: datetime

    def tell(self, number: int, told: dict[str, Any]) -> Story:
        """Return the story of one customer."""
        person = self.make_person(number, told)
        purchases = [self.make_purchase(person, order) for order in told.get("orders", ())]
        cases = [self.make_case(person, case, purchases) for case in told.get("tickets", ())]
        if told.get("more"):
            more = make_purchases(self.chance, [person], self.catalog, self.now, told["more"])
            purchases += more
        return Story(person, purchases, cases)

    def make_person(self, number: int, told: dict[str, Any]) -> Person:
        """Return the customer."""
        return Person(
            id=number,
            name=told["name"],
            email=told["email"],
            phone=told["phone"],
            language=told["language"],
            address=Address(*told["address"]),
            created_at=self.before(told["joined"]),
            last_seen_at=self.before(told.get("last_seen", MORE_BEFORE)),
            pace=1.0,
            persona=told["persona"],
            style=told["style"],
            notes=told.get("notes", ""),
        )

    def make_purchase(self, person: Person, told: dict[str, Any]) -> Purchase:
        """Return an order whose last step lies `ago` days back."""
        after = PACE.get(told["status"], CANCELLED_AFTER)
        placed_at = self.before(told["ago"] + after)
        basket = [(self.catalog.by_name[name], 1) for name in told["items"]]
        life = self.make_life(told["status"], placed_at, person)
        purchase = Purchase(person, placed_at, price_lines(basket, placed_at), life, is_told=True)
        if "back" in told:
            self.send_back(purchase, told["back"])
        return purchase

    def make_life(self, status: str, placed_at: datetime, person: Person) -> Life:
        """Return the steps up to `status`."""
        names = list(PACE)
        reached = names[: names.index(status) + 1] if status in PACE else names[:2]
        moments = {name: placed_at + timedelta(days=PACE[name]) for name in reached}
        steps = [Step(name, at) for name, at in moments.items()]  # type: ignore[arg-type]
        if status == "cancelled":
            at = placed_at + timedelta(days=CANCELLED_AFTER)
            steps.append(Step("cancelled", at, "Cancelled by request."))
        if "shipped" not in moments:
            return Life(tuple(steps), None)
        return Life(tuple(steps), self.make_parcel(person, moments))

    def make_parcel(self, person: Person, moments: dict[str, datetime]) -> Parcel:
        """Return the parcel of an order that was sent."""
        days = SHIPPING[person.address.is_near][2]
        return Parcel(
            carrier="DHL",
            tracking_number=f"DH{self.chance.randrange(10**10):010d}",
            shipped_at=moments["shipped"],
            expected_at=moments["shipped"] + timedelta(days=days),
            delivered_at=moments.get("delivered"),
        )

    def send_back(self, purchase: Purchase, told: dict[str, Any]) -> None:
        """Send one line back; the refund of the only line makes the order "returned"."""
        requested_at = self.before(told["ago"])
        is_paid_back = told["status"] == "refunded"
        refunded_at = requested_at + timedelta(days=REFUNDED_AFTER) if is_paid_back else None
        line = purchase.lines[told["line"]]
        purchase.sent_back.append(
            SentBack(
                line=told["line"],
                quantity=line.quantity,
                reason=told["reason"],
                status=told["status"],
                refund_cents=line.unit_price_cents * line.quantity,
                requested_at=requested_at,
                refunded_at=refunded_at,
            )
        )
        if refunded_at is not None and len(purchase.lines) == 1:
            steps = (*purchase.life.steps, Step("returned", refunded_at))
            purchase.life = Life(steps, purchase.life.parcel)

    def make_case(self, person: Person, told: dict[str, Any], purchases: list[Purchase]) -> Case:
        """Return a ticket; customer and staff take turns, an hour apart, the last one `ago`."""
        texts = told["comments"]
        comments = [
            Comment(
                SPEAKERS[place % 2],  # type: ignore[arg-type]
                person.name if place % 2 == 0 else "Maya Lindqvist",
                text,
                self.before(told["ago"]) - timedelta(hours=len(texts) - 1 - place),
            )
            for place, text in enumerate(texts)
        ]
        is_over = told["status"] in ("resolved", "closed")
        return Case(
            person=person,
            purchase=purchases[told["order"]] if "order" in told else None,
            subject=told["subject"],
            kind=told["kind"],
            priority=told["priority"],
            status=told["status"],
            comments=comments,
            resolved_at=comments[-1].at if is_over else None,
        )

    def before(self, days: float) -> datetime:
        """Return the moment so many days ago."""
        return (self.now - timedelta(days=days)).replace(microsecond=0)

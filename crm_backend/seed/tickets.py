"""The tickets of the demo shop: what was asked, what was answered, what still waits."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from crm_backend.seed.chance import Wheel, hours
from crm_backend.seed.orders import Purchase
from crm_backend.seed.people import Person
from crm_backend.seed.products import Catalog
from crm_backend.seed.texts import read_document
from crm_backend.tickets.models import AuthorKind, TicketKind, TicketPriority, TicketStatus
from crm_backend.tickets.rules import sla_due_at
from crm_backend.tickets.service import TICKETS

MEAN_AGE_DAYS = 130
NEARBY = 40  # orders before and after
# What became of tickets: for those younger than so many days, the weight of each status.
FATES: tuple[tuple[float, dict[TicketStatus, float]], ...] = (
    (2.0, {"open": 70, "pending": 20, "resolved": 10}),
    (7.0, {"open": 25, "pending": 30, "resolved": 45}),
    (21.0, {"pending": 6, "resolved": 54, "closed": 40}),
    (float("inf"), {"resolved": 6, "closed": 94}),
)


@dataclass(frozen=True, slots=True)
class Comment:
    """Something said on a ticket."""

    author_kind: AuthorKind
    author_name: str
    text: str
    at: datetime
    is_public: bool = True


@dataclass(slots=True)
class Case:
    """A ticket. Its id, and with it its number, is given when all are in order of time."""

    person: Person
    purchase: Purchase | None
    subject: str
    kind: TicketKind
    priority: TicketPriority
    status: TicketStatus
    comments: list[Comment]
    resolved_at: datetime | None = None
    id: int = 0

    @property
    def created_at(self) -> datetime:
        """When the customer wrote."""
        return self.comments[0].at

    def row(self) -> dict[str, Any]:
        """Return the row of the ticket itself."""
        return {
            "id": self.id,
            "number": TICKETS.render(TICKETS.start + self.id),
            "customer_id": self.person.id,
            "order_id": self.purchase.id if self.purchase else None,
            "subject": self.subject[:200],
            "kind": self.kind,
            "priority": self.priority,
            "status": self.status,
            "created_at": self.created_at,
            "updated_at": max(self.comments[-1].at, self.resolved_at or self.created_at),
            "due_at": sla_due_at(self.priority, self.created_at),
            "resolved_at": self.resolved_at,
        }


@dataclass
class Desk:
    """Writes tickets about what was bought."""

    chance: Random
    now: datetime
    texts: dict[str, Any] = field(default_factory=lambda: read_document("tickets"))

    def __post_init__(self) -> None:
        self.topics = Wheel((topic, float(topic["weight"])) for topic in self.texts["topics"])
        self.fates = [(days, Wheel.of(fates)) for days, fates in FATES]

    def write(self, purchases: Sequence[Purchase], catalog: Catalog) -> Case | None:
        """Return a ticket on one of the purchases (in order of time), if its moment has come."""
        topic = self.topics.spin(self.chance)
        age = timedelta(days=self.chance.expovariate(1 / MEAN_AGE_DAYS))
        purchase = draw_about(self.chance, purchases, self.now - age)
        written_at = self.moment_of(topic, purchase)
        if written_at is None or written_at >= self.now:
            return None
        item = purchase.lines[0].item
        if not topic["after"] and topic["kind"] == "question":
            item = self.chance.choice(catalog.items)
        words = {"order": purchase.number, "product": item.name(purchase.person.language)}
        about = purchase if topic["after"] else None
        return self.tell(topic, purchase.person, about, words, written_at)

    def moment_of(self, topic: dict[str, Any], purchase: Purchase) -> datetime | None:
        """Return when the customer would write, or `None` where the order gives no reason."""
        low, high = topic["days"]
        wait = hours(self.chance, low * 24, high * 24)
        if not topic["after"]:
            return purchase.placed_at + hours(self.chance, 1, 20 * 24)
        steps = {step.status: step.at for step in purchase.life.steps}
        start = steps.get(topic["after"])
        if start is None:
            return None
        arrived = purchase.life.delivered_at
        is_moot = topic["after"] == "shipped" and arrived is not None and arrived < start + wait
        return None if is_moot else start + wait

    def tell(
        self,
        topic: dict[str, Any],
        person: Person,
        purchase: Purchase | None,
        words: dict[str, str],
        written_at: datetime,
    ) -> Case:
        """Return the ticket with what was said on it until now."""
        age_days = (self.now - written_at) / timedelta(days=1)
        fates = next(wheel for days, wheel in self.fates if age_days < days)
        lines = {key: text.format(**words) for key, text in topic[person.language].items()}
        comments = [Comment("customer", person.name, lines["text"], written_at)]
        case = Case(
            person=person,
            purchase=purchase,
            subject=lines["subject"],
            kind=topic["kind"],
            priority=topic["priority"],
            status=fates.spin(self.chance),
            comments=comments,
        )
        if case.status != "open":
            self.answer(case, lines["answer"])
        return case

    def answer(self, case: Case, text: str) -> None:
        """Let staff answer, and the customer after them where the matter is settled."""
        language, staff = case.person.language, self.chance.choice(self.texts["staff"])
        at = self.soon(case.created_at, 20)
        case.comments.append(Comment("staff", staff, text, at))
        if case.status == "pending":
            return
        at = self.soon(at, 30)
        if self.chance.random() < 0.5:
            thanks = self.chance.choice(self.texts["thanks"][language])
            case.comments.append(Comment("customer", case.person.name, thanks, at))
            at = self.soon(at, 6)
        note = self.chance.choice(self.texts["closing"][language])
        case.comments.append(Comment("staff", staff, note, at, is_public=False))
        case.resolved_at = at

    def soon(self, moment: datetime, most_hours: float) -> datetime:
        """Return a moment some hours later, but not after now."""
        room = (self.now - moment) / timedelta(hours=1)
        return moment + hours(self.chance, 0.05 * min(room, 1), min(most_hours, room * 0.8))


def draw_about(chance: Random, purchases: Sequence[Purchase], moment: datetime) -> Purchase:
    """Return one of the purchases that were made around the moment."""
    place = bisect_left(purchases, moment, key=lambda purchase: purchase.placed_at)
    place += chance.randint(-NEARBY, NEARBY)
    return purchases[min(max(place, 0), len(purchases) - 1)]


def make_cases(
    chance: Random, purchases: Sequence[Purchase], catalog: Catalog, now: datetime, count: int
) -> list[Case]:
    """Return `count` tickets on these purchases, which must be in order of time."""
    desk = Desk(chance, now)
    found: list[Case] = []
    while len(found) < count:
        case = desk.write(purchases, catalog)
        if case is not None:
            found.append(case)
    return found


def number_cases(cases: Iterable[Case]) -> list[Case]:
    """Return them in order of time, each with its id."""
    ordered = sorted(cases, key=lambda case: (case.created_at, case.person.id, case.subject))
    for number, case in enumerate(ordered, start=1):
        case.id = number
    return ordered

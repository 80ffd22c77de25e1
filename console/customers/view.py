"""What is known of a customer, read in one go for the panel and for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from actions.order_cards import name_items
from bot.handoff.desk import read_setting
from bot.handoff.outcomes import Outcomes
from bot.history import PastChat, Satisfaction, list_chats, read_satisfaction
from bot.ledger.messages import read_moods
from console.customers.foretold import Foretold, read_foretold
from console.customers.offers import Action, find_actions
from crm_backend.analytics.recommendations import (
    Basis,
    Holdout,
    Recommendation,
    recommend,
    recommend_again,
)
from crm_backend.analytics.recommendations.holds import Hold, find_complaint, find_mood_hold
from crm_backend.catalog.models import Product
from crm_backend.customers.models import ChannelIdentity, Customer, CustomerNote
from crm_backend.customers.notes import list_notes
from crm_backend.customers.service import get_customer, list_identities
from crm_backend.orders.models import Order
from crm_backend.orders.service import list_orders
from crm_backend.orders.spending import Spent, sum_spent
from crm_backend.tickets.models import Ticket
from crm_backend.tickets.service import Choice, list_tickets
from kernel.principals import Principal, require
from kernel.turns import Language

ORDERS, TICKETS, CHATS = 5, 5, 5  # shown at first
YEAR = timedelta(days=365)
AGAIN = 3  # products that are bought again and again
LAST = 3  # messages whose mood is looked at
NOBODY = Holdout()
NEEDED = ("customers:read", "orders:read", "tickets:read", "conversations:read")


@dataclass(frozen=True)
class OrderRow:
    """An order and what may be done with it now."""

    order: Order
    items: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class NextBest:
    """A product the customer may like, and why: what they have that speaks for it, or the basis."""

    product: Product
    basis: Basis
    because: str


@dataclass(frozen=True)
class Ask:
    """For whom something is looked for, when, and for whose eyes."""

    customer_id: int
    language: Language
    now: datetime
    holdout: Holdout = NOBODY


@dataclass(frozen=True)
class CustomerView:
    """All there is; `more_orders` is the cursor of older ones."""

    customer: Customer
    identities: Sequence[ChannelIdentity]
    orders: list[OrderRow]
    more_orders: str | None
    tickets: Sequence[Ticket]
    chats: list[PastChat]
    notes: Sequence[CustomerNote]
    satisfaction: Satisfaction | None
    spent: list[Spent]
    next_best: NextBest | None
    outcomes: Outcomes
    again: Sequence[Recommendation] = ()
    hold: Hold | None = None
    foretold: Foretold | None = None

    @property
    def note_mark(self) -> str:
        """What changes with each new note: from it comes the key of the form for the next."""
        return str(max((note.id for note in self.notes), default=0))


def read_customer(
    session: Session,
    principal: Principal,
    *,
    customer_id: int,
    language: Language,
    now: datetime,
    chat: str | None = None,
    orders: int = ORDERS,
    after: str | None = None,
    holdout: Holdout = NOBODY,
) -> CustomerView:
    """Return what `principal` may see of the customer; `chat` is the conversation beside it.

    Raises `Forbidden`, `NotFound`.
    """
    for permission in NEEDED:
        require(principal, permission, customer_id=customer_id)
    found = list_orders(session, customer_id=customer_id, after=after, limit=orders)
    hold = read_hold(session, customer_id, chat)
    ask = Ask(customer_id, language, now, holdout)
    opened = Choice(is_open=True)
    return CustomerView(
        customer=get_customer(session, customer_id=customer_id),
        identities=list_identities(session, customer_id=customer_id),
        orders=[make_row(order, principal, language, now) for order in found.items],
        more_orders=found.next,
        tickets=list_tickets(session, customer_id=customer_id, choice=opened, limit=TICKETS).items,
        chats=list_chats(session, customer_id=customer_id, without=chat, limit=CHATS),
        notes=list_notes(session, customer_id=customer_id),
        satisfaction=read_satisfaction(session, customer_id=customer_id),
        spent=sum_spent(session, customer_id=customer_id, since=now - YEAR),
        next_best=None if hold else find_next_best(session, ask),
        again=[] if hold else find_again(session, ask),
        outcomes=read_setting(session, Outcomes),
        hold=hold,
        foretold=read_foretold(session, customer_id=customer_id, language=language, now=now),
    )


def make_row(order: Order, principal: Principal, language: Language, now: datetime) -> OrderRow:
    """Return an order with what may be done with it."""
    return OrderRow(order, name_items(order, language), find_actions(order, principal, now))


def find_next_best(session: Session, ask: Ask) -> NextBest | None:
    """Return what the bot would recommend first."""
    found = recommend(
        session, customer_id=ask.customer_id, now=ask.now, limit=1, holdout=ask.holdout
    )
    if not found:
        return None
    cause = found[0].because
    because = cause.name(ask.language) if cause is not None else ""
    return NextBest(found[0].product, found[0].basis, because)


def find_again(session: Session, ask: Ask) -> list[Recommendation]:
    """Return what the customer buys again and again, in stock."""
    return recommend_again(
        session, customer_id=ask.customer_id, now=ask.now, limit=AGAIN, holdout=ask.holdout
    )


def read_hold(session: Session, customer_id: int, chat: str | None) -> Hold | None:
    """Return why nothing is offered now: the mood of the chat beside it, or an open complaint."""
    moods = read_moods(session, conversation_id=chat, limit=LAST) if chat is not None else []
    found = find_mood_hold(moods)
    if found is None and find_complaint(session, customer_id=customer_id, conversation_id=chat):
        return "complaint"
    return found

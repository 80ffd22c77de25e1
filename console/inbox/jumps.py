"""What a search names exactly: an order, a ticket, an address or a phone number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.matching import find_phone
from bot.ledger.models import Conversation
from console.inbox.rows import InboxRow, read_rows
from console.inbox.views import Viewer
from crm_backend.customers.models import Customer
from crm_backend.customers.phones import normalise_phone
from crm_backend.customers.service import find_customer_by_email
from crm_backend.orders.models import Order
from crm_backend.orders.rules import read_order_number
from crm_backend.tickets.models import Ticket
from crm_backend.tickets.rules import read_ticket_number
from kernel.principals import Principal, may

JumpKind = Literal["order", "ticket", "email", "phone"]
NEWEST = 3  # conversations shown of one customer, and customers of one number
MOST_LIKELY = 50  # customers whose number is looked at


@dataclass(frozen=True)
class Jump:
    """One thing that was named, whose it is, and the newest conversations about it.

    `label` is the number or address as it is stored. A ticket brings the conversation it was
    opened in, all others those of the customer.
    """

    kind: JumpKind
    label: str
    customer_id: int | None
    customer_name: str
    rows: tuple[InboxRow, ...]


def find_jumps(
    session: Session, *, words: str, principal: Principal, viewer: Viewer
) -> tuple[Jump, ...]:
    """Return what `words` are the whole name of, as far as the reader may see such things."""
    found: list[Jump] = []
    if may(principal, "orders:read"):
        found += _find_order(session, words, viewer)
    if may(principal, "tickets:read"):
        found += _find_ticket(session, words, viewer)
    if may(principal, "customers:read"):
        found += _find_customers(session, words, viewer)
    return tuple(found)


def _find_order(session: Session, words: str, viewer: Viewer) -> list[Jump]:
    number = read_order_number(words)
    if number is None:
        return []
    query = (
        select(Order.number, Customer.id, Customer.name)
        .join(Customer, Customer.id == Order.customer_id)
        .where(Order.number == number)
    )
    return [
        Jump("order", row.number, row.id, row.name, _newest_of(session, row.id, viewer))
        for row in session.execute(query)
    ]


def _find_ticket(session: Session, words: str, viewer: Viewer) -> list[Jump]:
    number = read_ticket_number(words)
    if number is None:
        return []
    query = (
        select(Ticket.number, Ticket.conversation_id, Ticket.customer_id, Customer.name)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.number == number)
    )
    found: list[Jump] = []
    for row in session.execute(query):
        rows = _read(session, [row.conversation_id] if row.conversation_id else [], viewer)
        if not rows and row.customer_id is not None:
            rows = _newest_of(session, row.customer_id, viewer)
        found.append(Jump("ticket", row.number, row.customer_id, row.name or "", rows))
    return found


def _find_customers(session: Session, words: str, viewer: Viewer) -> list[Jump]:
    found: list[tuple[JumpKind, str, Customer]] = []
    digits = normalise_phone(words)
    if "@" in words and (one := find_customer_by_email(session, email=words)) is not None:
        found.append(("email", one.email, one))
    elif digits:
        query = find_phone(digits, session.get_bind().dialect.name).limit(MOST_LIKELY)
        same = [one for one in session.scalars(query) if normalise_phone(one.phone) == digits]
        found += [("phone", one.phone, one) for one in same[:NEWEST]]
    return [
        Jump(kind, label, one.id, one.name, _newest_of(session, one.id, viewer))
        for kind, label, one in found
    ]


def _newest_of(session: Session, customer_id: int, viewer: Viewer) -> tuple[InboxRow, ...]:
    query = (
        select(Conversation.id)
        .where(Conversation.customer_id == customer_id)
        .order_by(Conversation.updated_at.desc(), Conversation.id.desc())
        .limit(NEWEST)
    )
    return _read(session, session.scalars(query).all(), viewer)


def _read(session: Session, ids: Sequence[str], viewer: Viewer) -> tuple[InboxRow, ...]:
    return tuple(read_rows(session, ids, viewer))

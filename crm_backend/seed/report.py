"""What scripts and people need to know of the ten customers of the demonstration."""

from itertools import groupby
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine
from crm_backend.seed.demo import read_emails
from crm_backend.tickets.models import Ticket
from kernel.errors import NotFound

UNKNOWN_FROM = 7_340_912  # far above what the shop will give out


class OrderShown(TypedDict):
    """An order in the report."""

    number: str
    status: str
    items: list[str]
    total: str


class TicketShown(TypedDict):
    """A ticket in the report."""

    number: str
    status: str
    subject: str


class CustomerShown(TypedDict):
    """A customer in the report."""

    name: str
    email: str
    language: str
    orders: list[OrderShown]
    tickets: list[TicketShown]


class DemoReport(TypedDict):
    """The report of `frontdesk demo --json`."""

    customers: list[CustomerShown]
    unknown_order_number: str


def demo_report(session: Session) -> DemoReport:
    """Return the ten with orders and tickets, newest first, and a number no order has.

    Raises `NotFound` where the demo shop was never made.
    """
    emails = read_emails()
    found = session.scalars(select(Customer).where(Customer.email.in_(emails)))
    customers = sorted(found, key=lambda customer: emails.index(customer.email))
    if not customers:
        raise NotFound("There is no demo shop in this database; `frontdesk seed` makes one.")
    ids = [customer.id for customer in customers]
    orders, tickets = read_orders(session, ids), read_tickets(session, ids)
    return {
        "customers": [
            {
                "name": customer.name,
                "email": customer.email,
                "language": customer.language,
                "orders": [
                    show_order(order, customer.language) for order in orders.get(customer.id, ())
                ],
                "tickets": [show_ticket(ticket) for ticket in tickets.get(customer.id, ())],
            }
            for customer in customers
        ],
        "unknown_order_number": find_unknown_number(session),
    }


def read_orders(session: Session, customer_ids: list[int]) -> dict[int, list[Order]]:
    """Return the orders of each of the customers, newest first."""
    query = (
        select(Order)
        .where(Order.customer_id.in_(customer_ids))
        .options(selectinload(Order.lines).options(joinedload(OrderLine.product)))
        .order_by(Order.customer_id, Order.placed_at.desc(), Order.id.desc())
    )
    grouped = groupby(session.scalars(query), key=lambda order: order.customer_id)
    return {customer_id: list(orders) for customer_id, orders in grouped}


def read_tickets(session: Session, customer_ids: list[int]) -> dict[int | None, list[Ticket]]:
    """Return the tickets of each of the customers, newest first."""
    query = (
        select(Ticket)
        .where(Ticket.customer_id.in_(customer_ids))
        .order_by(Ticket.customer_id, Ticket.created_at.desc(), Ticket.id.desc())
    )
    grouped = groupby(session.scalars(query), key=lambda ticket: ticket.customer_id)
    return {customer_id: list(tickets) for customer_id, tickets in grouped}


def show_order(order: Order, language: str) -> OrderShown:
    """Return an order with its items named in `language`."""
    return {
        "number": order.number,
        "status": order.status,
        "items": [line.product.name(language) for line in order.lines],
        "total": f"{order.total_cents // 100}.{order.total_cents % 100:02d} {order.currency}",
    }


def show_ticket(ticket: Ticket) -> TicketShown:
    """Return a ticket by number, status and subject."""
    return {"number": ticket.number, "status": ticket.status, "subject": ticket.subject}


def find_unknown_number(session: Session) -> str:
    """Return a well-formed number that no order has."""
    value = UNKNOWN_FROM
    while session.scalar(select(Order.id).where(Order.number == f"FD-{value}")) is not None:
        value += 1
    return f"FD-{value}"

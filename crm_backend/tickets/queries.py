"""Reading tickets. Every ticket comes with its comments, customer and order."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from crm_backend.customers.models import Customer
from crm_backend.paging import Page, page_by_newest
from crm_backend.scope import EVERYONE, Scope, is_visible
from crm_backend.text import plain
from crm_backend.tickets.models import Ticket, TicketPriority, TicketStatus
from crm_backend.tickets.rules import OPEN_STATUSES, read_ticket_number
from kernel.errors import NotFound

WHOLE = (selectinload(Ticket.comments), joinedload(Ticket.customer), joinedload(Ticket.order))
HISTORY = (*WHOLE, selectinload(Ticket.changes))


@dataclass(frozen=True)
class Choice:
    """Which tickets are wanted; what is left out does not count.

    `overdue_at` picks what is open and was due before that moment; `text` is a part of number,
    subject, or the customer's name or address.
    """

    status: TicketStatus | None = None
    priority: TicketPriority | None = None
    conversation_id: str | None = None
    assignee_id: str | None = None
    is_unassigned: bool = False
    is_open: bool = False
    overdue_at: datetime | None = None
    text: str = ""

    def clauses(self) -> list[ColumnElement[bool]]:
        """Return the conditions."""
        wanted = {
            Ticket.status: self.status,
            Ticket.priority: self.priority,
            Ticket.conversation_id: self.conversation_id,
            Ticket.assignee_id: self.assignee_id,
        }
        found = [column == value for column, value in wanted.items() if value is not None]
        if self.is_unassigned:
            found.append(Ticket.assignee_id.is_(None))
        if self.is_open or self.is_unassigned or self.overdue_at is not None:
            found.append(Ticket.status.in_(OPEN_STATUSES))
        if self.overdue_at is not None:
            found.append(Ticket.due_at < self.overdue_at)
        if self.text.strip():
            found.append(_holds(plain(self.text).strip()))
        return found


def _holds(text: str) -> ColumnElement[bool]:
    columns = (Ticket.number, Ticket.subject, Customer.name, Customer.email)
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def find_ticket(session: Session, *, customer_id: Scope, number: str) -> Ticket:
    """Return the ticket; `NotFound`, in the same words, where it is missing or another's.

    `number` may be written as people do. `EVERYONE` as `customer_id` is for staff.
    """
    query = _visible(customer_id).where(Ticket.number == read_ticket_number(number))
    return take_ticket(session, query)


def lock_ticket(session: Session, *, ticket_id: int) -> Ticket:
    """Return the ticket, kept from other writers until the transaction ends."""
    query = select(Ticket).where(Ticket.id == ticket_id).options(*WHOLE)
    locking = query.with_for_update(of=Ticket).execution_options(populate_existing=True)
    return take_ticket(session, locking)


def take_ticket(session: Session, query: Select[Ticket]) -> Ticket:
    """Return the one ticket of `query`, or raise `NotFound`."""
    ticket = session.scalar(query)
    if ticket is None:
        raise NotFound("There is no such ticket.")
    return ticket


def latest_ticket(session: Session, *, customer_id: Scope, only_open: bool = True) -> Ticket | None:
    """Return the customer's newest ticket, or `None`; open means open or pending."""
    query = _visible(customer_id)
    if only_open:
        query = query.where(Ticket.status.in_(OPEN_STATUSES))
    return session.scalar(query.order_by(Ticket.created_at.desc(), Ticket.id.desc()).limit(1))


def find_ticket_with_history(session: Session, *, number: str) -> Ticket:
    """Return the ticket for staff, with its changes too; raise `NotFound`."""
    query = select(Ticket).where(Ticket.number == read_ticket_number(number)).options(*HISTORY)
    return take_ticket(session, query.execution_options(populate_existing=True))


def list_tickets(
    session: Session,
    *,
    customer_id: Scope = EVERYONE,
    choice: Choice | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Ticket]:
    """Return tickets, newest first; of all customers where `customer_id` is left out."""
    query = _visible(customer_id)
    if choice is not None:
        query = query.outerjoin(Ticket.customer).where(*choice.clauses())
    return page_by_newest(
        session, query, moment=Ticket.created_at, column=Ticket.id, after=after, limit=limit
    )


def _visible(customer_id: Scope) -> Select[Ticket]:
    return select(Ticket).where(is_visible(Ticket.customer_id, customer_id)).options(*WHOLE)

"""Reading tickets. Every ticket comes with its comments, customer and order."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from crm_backend.paging import Page, page_by_newest
from crm_backend.scope import EVERYONE, Scope, is_visible
from crm_backend.tickets.models import Ticket, TicketPriority, TicketStatus
from crm_backend.tickets.rules import OPEN_STATUSES, read_ticket_number
from kernel.errors import NotFound

WHOLE = (selectinload(Ticket.comments), joinedload(Ticket.customer), joinedload(Ticket.order))


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


def list_tickets(
    session: Session,
    *,
    customer_id: Scope = EVERYONE,
    status: TicketStatus | None = None,
    priority: TicketPriority | None = None,
    conversation_id: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Ticket]:
    """Return tickets, newest first; of all customers where `customer_id` is left out."""
    wanted = {
        Ticket.status: status,
        Ticket.priority: priority,
        Ticket.conversation_id: conversation_id,
    }
    query = _visible(customer_id)
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    return page_by_newest(
        session, query, moment=Ticket.created_at, column=Ticket.id, after=after, limit=limit
    )


def _visible(customer_id: Scope) -> Select[Ticket]:
    return select(Ticket).where(is_visible(Ticket.customer_id, customer_id)).options(*WHOLE)

"""What can be done with tickets: open, comment on, change, close."""

from datetime import datetime
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.customers.service import get_customer
from crm_backend.numbers import Series, next_number
from crm_backend.orders.models import Order
from crm_backend.scope import Scope
from crm_backend.text import tidy_line, tidy_text
from crm_backend.tickets.models import AuthorKind, Ticket, TicketComment, TicketKind, TicketPriority
from crm_backend.tickets.queries import find_ticket, latest_ticket, list_tickets, lock_ticket
from crm_backend.tickets.rules import (
    OPEN_STATUSES,
    may_close,
    may_comment,
    sla_due_at,
    status_after_comment,
)
from crm_backend.tickets.schemas import TicketUpdate
from kernel.errors import Conflict, Invalid, NotFound

__all__ = [
    "close_ticket",
    "comment_ticket",
    "find_ticket",
    "latest_ticket",
    "list_tickets",
    "open_ticket",
    "update_ticket",
]

TICKETS = Series(prefix="T", start=20_000)
VISITOR = "Visitor"
CLOSED_NOTE = "Closed by request."


class TicketAlreadyClosed(Conflict):
    """A closed ticket takes no more words of a customer; a new one can be opened."""

    code = "ticket_closed"


def open_ticket(
    session: Session,
    *,
    customer_id: int | None,
    subject: str,
    kind: TicketKind,
    details: str,
    conversation_id: str | None = None,
    order_id: int | None = None,
    priority: TicketPriority = "normal",
    now: datetime,
    idempotency_key: str | None = None,
) -> Ticket:
    """Open a ticket whose first comment is `details`; a known key returns the ticket it made.

    A long subject is shortened. Raises `Invalid` for empty words, `NotFound` for an order that is
    missing or another customer's.
    """
    if kind not in get_args(TicketKind) or priority not in get_args(TicketPriority):
        raise Invalid("There is no such kind or priority of ticket.")
    customer = None if customer_id is None else get_customer(session, customer_id=customer_id)
    # The number first: its row makes a second writer with the same key wait for this one.
    number = next_number(session, TICKETS, Ticket.number)
    done = _opened_before(session, idempotency_key, customer_id)
    if done is not None:
        return lock_ticket(session, ticket_id=done.id)
    _check_order(session, order_id, customer_id)
    author = customer.name if customer else VISITOR
    ticket = Ticket(
        number=number,
        customer_id=customer_id,
        conversation_id=conversation_id,
        order_id=order_id,
        subject=tidy_line(subject, what="subject"),
        kind=kind,
        priority=priority,
        status="open",
        created_at=now,
        updated_at=now,
        due_at=sla_due_at(priority, now),
        idempotency_key=idempotency_key,
        comments=[_comment("customer", author, tidy_text(details, what="description"), now)],
    )
    session.add(ticket)
    session.flush()
    return lock_ticket(session, ticket_id=ticket.id)


def comment_ticket(
    session: Session,
    *,
    ticket_id: int,
    author_kind: AuthorKind,
    author_name: str,
    text: str,
    now: datetime,
    is_public: bool = True,
    idempotency_key: str | None = None,
) -> TicketComment:
    """Add to a ticket that the caller has found before (which is where ownership is checked).

    A customer's words reopen what was waiting or resolved; on a closed ticket they raise
    `TicketAlreadyClosed`.
    """
    ticket = lock_ticket(session, ticket_id=ticket_id)
    done = _said_before(session, idempotency_key, ticket)
    if done is not None:
        return done
    if not may_comment(ticket.status, author_kind).is_allowed:
        raise TicketAlreadyClosed("The ticket is closed.", number=ticket.number)
    name = tidy_line(author_name, what="name of the author")
    comment = _comment(author_kind, name, tidy_text(text, what="comment"), now)
    comment.is_public, comment.idempotency_key = is_public, idempotency_key
    ticket.comments.append(comment)
    ticket.status = status_after_comment(ticket.status, author_kind, is_public=is_public)
    ticket.resolved_at = None if ticket.status in OPEN_STATUSES else ticket.resolved_at
    ticket.updated_at = now
    session.flush()
    return comment


def close_ticket(
    session: Session,
    *,
    customer_id: Scope,
    number: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> Ticket:
    """Close a ticket; raise `TicketAlreadyClosed` where it is, `NotFound` where it is another's."""
    found = find_ticket(session, customer_id=customer_id, number=number)
    ticket = lock_ticket(session, ticket_id=found.id)
    if _said_before(session, idempotency_key, ticket) is not None:
        return ticket
    if not may_close(ticket.status).is_allowed:
        raise TicketAlreadyClosed("The ticket is closed.", number=ticket.number)
    note = _comment("system", "Frontdesk", CLOSED_NOTE, now)
    note.idempotency_key = idempotency_key
    ticket.comments.append(note)
    ticket.status, ticket.updated_at = "closed", now
    ticket.resolved_at = ticket.resolved_at or now
    session.flush()
    return ticket


def update_ticket(
    session: Session, *, customer_id: Scope, number: str, changes: TicketUpdate, now: datetime
) -> Ticket:
    """Change the fields that `changes` sets; another priority moves the time it is due."""
    found = find_ticket(session, customer_id=customer_id, number=number)
    ticket = lock_ticket(session, ticket_id=found.id)
    for field, value in changes.model_dump(exclude_unset=True).items():
        setattr(ticket, field, value)
    ticket.due_at = sla_due_at(ticket.priority, ticket.created_at)
    is_done = ticket.status not in OPEN_STATUSES
    ticket.resolved_at = (ticket.resolved_at or now) if is_done else None
    ticket.updated_at = now
    session.flush()
    return ticket


def _comment(kind: AuthorKind, name: str, text: str, now: datetime) -> TicketComment:
    return TicketComment(
        author_kind=kind, author_name=name, text=text, created_at=now, is_public=True
    )


def _opened_before(session: Session, key: str | None, customer_id: int | None) -> Ticket | None:
    if key is None:
        return None
    found = session.scalar(select(Ticket).where(Ticket.idempotency_key == key))
    if found is not None and found.customer_id != customer_id:
        raise Conflict("This idempotency key was used for another ticket.")
    return found


def _said_before(session: Session, key: str | None, ticket: Ticket) -> TicketComment | None:
    if key is None:
        return None
    found = session.scalar(select(TicketComment).where(TicketComment.idempotency_key == key))
    if found is not None and found.ticket_id != ticket.id:
        raise Conflict("This idempotency key was used for another ticket.")
    return found


def _check_order(session: Session, order_id: int | None, customer_id: int | None) -> None:
    if order_id is None:
        return
    order = session.get(Order, order_id)
    if order is None or order.customer_id != customer_id:
        raise NotFound("There is no such order.")

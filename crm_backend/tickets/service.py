"""What can be done with tickets: open, comment on, change, close."""

from datetime import datetime
from typing import get_args

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm_backend.customers.service import get_customer
from crm_backend.numbers import Series, next_number
from crm_backend.orders.models import Order
from crm_backend.scope import Scope
from crm_backend.text import tidy_line, tidy_text
from crm_backend.tickets.changing import add_change, assign_ticket, update_ticket
from crm_backend.tickets.models import AuthorKind, Ticket, TicketComment, TicketKind, TicketPriority
from crm_backend.tickets.queries import (
    Choice,
    find_ticket,
    find_ticket_with_history,
    latest_ticket,
    list_tickets,
    lock_ticket,
)
from crm_backend.tickets.rules import (
    OPEN_STATUSES,
    may_close,
    may_comment,
    sla_due_at,
    status_after_comment,
)
from kernel.errors import Conflict, Invalid, NotFound

__all__ = [
    "Choice",
    "assign_ticket",
    "close_ticket",
    "comment_ticket",
    "find_ticket",
    "find_ticket_with_history",
    "latest_ticket",
    "list_tickets",
    "move_tickets",
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
    staff_name: str | None = None,
    now: datetime,
    idempotency_key: str | None = None,
) -> Ticket:
    """Open a ticket whose first comment is `details`; a known key returns the ticket it made.

    The words are the customer's, or those of the member of staff named by `staff_name`. A long
    subject is shortened. Raises `Invalid` for empty words, `NotFound` for an order that is
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
    kind_of_author: AuthorKind = "customer" if staff_name is None else "staff"
    author = staff_name or (customer.name if customer else VISITOR)
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
        comments=[_comment(kind_of_author, author, tidy_text(details, what="description"), now)],
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
    status = status_after_comment(ticket.status, author_kind, is_public=is_public)
    add_change(session, ticket, "status", ticket.status, status, name, now)
    ticket.status = status
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
    add_change(session, ticket, "status", ticket.status, "closed", "", now)
    ticket.status, ticket.updated_at = "closed", now
    ticket.resolved_at = ticket.resolved_at or now
    session.flush()
    return ticket


def move_tickets(
    session: Session, *, from_conversation: str, to_conversation: str, now: datetime
) -> int:
    """Have the open tickets of one conversation point to another; returns how many there were."""
    moved = session.scalars(
        update(Ticket)
        .where(Ticket.conversation_id == from_conversation, Ticket.status.in_(OPEN_STATUSES))
        .values(conversation_id=to_conversation, updated_at=now)
        .returning(Ticket.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(moved)


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

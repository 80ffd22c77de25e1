"""Changing what a ticket says of itself, with a record of who changed what."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm_backend.scope import EVERYONE, Scope
from crm_backend.text import plain
from crm_backend.tickets.models import Ticket, TicketChange
from crm_backend.tickets.queries import find_ticket, lock_ticket
from crm_backend.tickets.rules import OPEN_STATUSES, sla_due_at
from crm_backend.tickets.schemas import TicketUpdate

SHOWN = 200  # characters of a value that are kept


def update_ticket(
    session: Session,
    *,
    customer_id: Scope,
    number: str,
    changes: TicketUpdate,
    by_name: str = "",
    now: datetime,
) -> Ticket:
    """Change the fields that `changes` sets; another priority moves the time it is due.

    A time that is set by hand stays, also when the priority changes in the same breath.
    """
    found = find_ticket(session, customer_id=customer_id, number=number)
    ticket = lock_ticket(session, ticket_id=found.id)
    values = changes.model_dump(exclude_unset=True)
    if "due_at" not in values and values.get("priority", ticket.priority) != ticket.priority:
        values["due_at"] = sla_due_at(values["priority"], ticket.created_at)
    for field, value in values.items():
        add_change(session, ticket, field, getattr(ticket, field), value, by_name, now)
        setattr(ticket, field, value)
    is_done = ticket.status not in OPEN_STATUSES
    ticket.resolved_at = (ticket.resolved_at or now) if is_done else None
    ticket.updated_at = now
    session.flush()
    return ticket


def assign_ticket(
    session: Session,
    *,
    number: str,
    assignee_id: str | None,
    assignee_name: str | None,
    by_name: str,
    now: datetime,
) -> Ticket:
    """Make a member of staff the one who sees to it, or nobody; raise `NotFound`."""
    found = find_ticket(session, customer_id=EVERYONE, number=number)
    ticket = lock_ticket(session, ticket_id=found.id)
    if ticket.assignee_id == assignee_id:
        return ticket
    before, after = ticket.assignee_name or "", assignee_name or ""
    add_change(session, ticket, "assignee", before, after, by_name, now)
    ticket.assignee_id, ticket.assignee_name = assignee_id, assignee_name
    ticket.updated_at = now
    session.flush()
    return ticket


def add_change(
    session: Session, ticket: Ticket, field: str, before: Any, after: Any, by: str, now: datetime
) -> None:
    """Note that a field was changed; nothing where it is as it was."""
    if before == after:
        return
    session.add(
        TicketChange(
            ticket_id=ticket.id,
            field=field,
            before=_write(before),
            after=_write(after),
            by_name=plain(by)[:SHOWN],
            at=now,
        )
    )


def _write(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)[:SHOWN]

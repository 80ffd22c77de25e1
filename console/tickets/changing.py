"""The form beside a ticket, saved as a whole or not at all."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from console.tickets.people import find_assignable
from crm_backend.scope import EVERYONE
from crm_backend.tickets.models import Ticket, TicketKind, TicketPriority, TicketStatus
from crm_backend.tickets.queries import lock_ticket
from crm_backend.tickets.schemas import TicketUpdate
from crm_backend.tickets.service import assign_ticket, find_ticket, update_ticket
from kernel.errors import Conflict, Invalid

MINUTE = "%Y-%m-%dT%H:%M"  # what a browser sends of a field for day and time


class StaleForm(Conflict):
    """Somebody changed the ticket since the form was shown."""

    code = "stale_form"


class NotAPerson(Invalid):
    """The form names somebody who cannot take tickets."""

    code = "not_a_person"


class UnreadableTime(Invalid):
    """What stands in the field for the time is no time."""

    code = "unreadable_time"


@dataclass(frozen=True)
class TicketForm:
    """What was sent. `seen` is when the ticket was last changed, as the form knew it."""

    number: str
    seen: str
    status: TicketStatus
    priority: TicketPriority
    kind: TicketKind
    assignee: str
    due: str


def change(session: Session, form: TicketForm, *, by_name: str, now: datetime) -> None:
    """Save what differs; raise `StaleForm`, `NotAPerson`, `UnreadableTime`, `NotFound`."""
    found = find_ticket(session, customer_id=EVERYONE, number=form.number)
    ticket = lock_ticket(session, ticket_id=found.id)
    if ticket.updated_at.isoformat() != form.seen:
        raise StaleForm("Somebody changed this ticket meanwhile.")
    changes = find_changes(ticket, form)
    if form.assignee != (ticket.assignee_id or ""):
        person = find_assignable(session, form.assignee)
        if person is None and form.assignee:
            raise NotAPerson("Nobody of this number takes tickets.")
        assign_ticket(
            session,
            number=ticket.number,
            assignee_id=None if person is None else str(person.id),
            assignee_name=None if person is None else person.name,
            by_name=by_name,
            now=now,
        )
    if changes:
        update_ticket(
            session,
            customer_id=EVERYONE,
            number=ticket.number,
            changes=TicketUpdate.model_validate(changes),
            by_name=by_name,
            now=now,
        )


def find_changes(ticket: Ticket, form: TicketForm) -> dict[str, Any]:
    """Return the fields that the form changes. A time that was left as shown is not set by hand."""
    wanted = {"status": form.status, "priority": form.priority, "kind": form.kind}
    changes: dict[str, Any] = {
        name: value for name, value in wanted.items() if value != getattr(ticket, name)
    }
    if form.due and form.due != ticket.due_at.strftime(MINUTE):
        changes["due_at"] = read_minute(form.due)
    return changes


def read_minute(text: str) -> datetime:
    """Return the moment (UTC) that a field for day and time holds."""
    try:
        return datetime.strptime(text, MINUTE).replace(tzinfo=UTC)
    except ValueError as error:
        raise UnreadableTime("This is no time.") from error

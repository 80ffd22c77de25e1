"""When a ticket is due, and what may be done with it."""

import re
from datetime import datetime, timedelta
from unicodedata import normalize

from crm_backend.decisions import ALLOWED, Decision, refuse
from crm_backend.tickets.models import AuthorKind, TicketPriority, TicketStatus

# Hours by the calendar, nights and weekends included: the promise a customer can check by a clock.
SLA_HOURS: dict[TicketPriority, int] = {"urgent": 4, "high": 8, "normal": 24, "low": 72}
OPEN_STATUSES: tuple[TicketStatus, ...] = ("open", "pending")

NUMBER = re.compile(r"(?:ticket)?[\s#-]*(?:T[\s-]*)?([0-9]{5,9})", re.IGNORECASE)


def read_ticket_number(text: str) -> str | None:
    """Return "T-20481" for any way people write it ("t20481", "ticket #20481"), else `None`."""
    found = NUMBER.fullmatch(normalize("NFKC", text).strip())
    return f"T-{found[1]}" if found else None


def sla_due_at(priority: TicketPriority, created_at: datetime) -> datetime:
    """Return by when a person must have answered."""
    return created_at + timedelta(hours=SLA_HOURS[priority])


def may_close(status: TicketStatus) -> Decision:
    """Anything that is not closed yet can be closed."""
    return refuse("already_closed") if status == "closed" else ALLOWED


def may_comment(status: TicketStatus, author_kind: AuthorKind) -> Decision:
    """A customer cannot write on a closed ticket: nobody would look; staff may add notes."""
    if status == "closed" and author_kind in ("customer", "bot"):
        return refuse("already_closed")
    return ALLOWED


def status_after_comment(
    status: TicketStatus, author_kind: AuthorKind, *, is_public: bool
) -> TicketStatus:
    """The word of the customer opens what waited for it; an answer of staff waits for them."""
    if author_kind == "customer" and status in ("pending", "resolved"):
        return "open"
    if author_kind == "staff" and is_public and status == "open":
        return "pending"
    return status

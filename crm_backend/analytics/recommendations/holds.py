"""When nothing is offered to somebody: an open complaint, or a mood that falls."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm_backend.tickets.models import Ticket
from kernel.moods import is_falling

ANGRY = -0.7  # sentiment, -1 to 1, from which nothing is recommended
# From here a falling mood is one: a plain wish ("something warm under 50") may read as -0.32.
UNHAPPY = -0.35
OPEN = ("open", "pending")
Hold = Literal["angry", "falling", "complaint"]


def find_mood_hold(moods: Sequence[float]) -> Hold | None:
    """Return why the mood of a conversation (-1 to 1, oldest first) forbids offers; None mostly."""
    if moods and moods[-1] <= ANGRY:
        return "angry"
    return "falling" if is_falling(moods) and moods[-1] <= UNHAPPY else None


def find_complaint(
    session: Session, *, customer_id: int | None, conversation_id: str | None = None
) -> str | None:
    """Return the number of the newest complaint that is open: the customer's, or of this chat."""
    whose = [Ticket.customer_id == customer_id] if customer_id is not None else []
    if conversation_id is not None:
        whose.append(Ticket.conversation_id == conversation_id)
    if not whose:
        return None
    query = select(Ticket.number).where(
        Ticket.kind == "complaint", Ticket.status.in_(OPEN), or_(*whose)
    )
    return session.scalar(query.order_by(Ticket.id.desc()).limit(1))

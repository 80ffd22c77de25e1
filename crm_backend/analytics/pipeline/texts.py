"""Reads what customers wrote, for the feedback step alone: it masks them before anything else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import column, inspect, select, table
from sqlalchemy.orm import Session

from crm_backend.analytics.feedback.documents import Document
from crm_backend.customers.models import Customer
from crm_backend.tickets.models import Ticket, TicketComment
from kernel.db import UtcDateTime

MOST = 20_000  # texts of each kind, the newest
LOOKED_BACK = timedelta(days=365)


def list_documents(session: Session, *, as_of: datetime) -> list[Document]:
    """Return tickets (subject and the customer's first words) and comments on ratings."""
    since = as_of - LOOKED_BACK
    return [*_read_tickets(session, since, as_of), *_read_ratings(session, since, as_of)]


def _read_tickets(session: Session, since: datetime, as_of: datetime) -> Iterator[Document]:
    first = (
        select(TicketComment.text)
        .where(TicketComment.ticket_id == Ticket.id, TicketComment.author_kind == "customer")
        .order_by(TicketComment.created_at, TicketComment.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Ticket.id, Ticket.kind, Ticket.subject, first, Ticket.created_at, Customer.name)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(Ticket.created_at >= since, Ticket.created_at <= as_of)
        .order_by(Ticket.created_at.desc(), Ticket.id.desc())
        .limit(MOST)
    )
    for key, kind, subject, words, at, name in session.execute(query):
        text = f"{subject}\n{words}" if words else str(subject)
        private = (str(name),) if name else ()
        yield Document(f"ticket:{key}", text, at, kind=kind, private=private)


def _read_ratings(session: Session, since: datetime, as_of: datetime) -> Iterator[Document]:
    if "message" not in inspect(session.connection()).get_table_names():
        return
    said: Any = table(
        "message",
        *map(column, ("conversation_id", "id", "rating", "rating_comment")),
        column("at", UtcDateTime()),
    )
    chats: Any = table("conversation", column("id"), column("customer_id"), column("language"))
    query = (
        select(said, chats.c.language, Customer.name)
        .join(chats, chats.c.id == said.c.conversation_id)
        .outerjoin(Customer, Customer.id == chats.c.customer_id)
        .where(said.c.rating_comment.is_not(None), said.c.at >= since, said.c.at <= as_of)
        .order_by(said.c.at.desc())
        .limit(MOST)
    )
    for row in session.execute(query):
        yield Document(
            f"rating:{row.conversation_id}:{row.id}",
            str(row.rating_comment),
            row.at.astimezone(UTC),
            language=row.language,
            rating=row.rating,
            kind="rating",
            private=(row.name,) if row.name else (),
        )

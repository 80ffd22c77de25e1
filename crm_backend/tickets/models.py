"""Tables of tickets and their comments."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Enum, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order
from kernel.db import Base, UtcDateTime

TicketKind = Literal["question", "problem", "complaint", "return", "delivery", "account"]
TicketPriority = Literal["low", "normal", "high", "urgent"]
TicketStatus = Literal["open", "pending", "resolved", "closed"]
AuthorKind = Literal["customer", "bot", "staff", "system"]

KIND = Enum(*get_args(TicketKind), native_enum=False, length=16, validate_strings=True)
PRIORITY = Enum(*get_args(TicketPriority), native_enum=False, length=16, validate_strings=True)
STATUS = Enum(*get_args(TicketStatus), native_enum=False, length=16, validate_strings=True)
AUTHOR = Enum(*get_args(AuthorKind), native_enum=False, length=16, validate_strings=True)


class Ticket(Base):
    """Something a person must see to, until `due_at`."""

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # T-20481
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id"), index=True, default=None
    )
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True, default=None)
    order_id: Mapped[int | None] = mapped_column(
        ForeignKey("purchase_order.id"), index=True, default=None
    )
    subject: Mapped[str] = mapped_column(String(200))
    kind: Mapped[TicketKind] = mapped_column(KIND, default="question")
    priority: Mapped[TicketPriority] = mapped_column(PRIORITY, default="normal")
    status: Mapped[TicketStatus] = mapped_column(STATUS, default="open", index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    assignee_id: Mapped[str | None] = mapped_column(String(64), index=True, default=None)
    assignee_name: Mapped[str | None] = mapped_column(String(200), default=None)
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)

    customer: Mapped[Customer | None] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
    comments: Mapped[list["TicketComment"]] = relationship(
        lazy="raise", order_by="TicketComment.created_at, TicketComment.id"
    )

    changes: Mapped[list["TicketChange"]] = relationship(
        lazy="raise", order_by="TicketChange.at, TicketChange.id"
    )

    @property
    def public_comments(self) -> list["TicketComment"]:
        """The comments a customer may read, oldest first; `comments` must have been loaded."""
        return [comment for comment in self.comments if comment.is_public]


class TicketComment(Base):
    """Something said on a ticket. Customers see the public ones only."""

    __tablename__ = "ticket_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    author_kind: Mapped[AuthorKind] = mapped_column(AUTHOR)
    author_name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    is_public: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)


class TicketChange(Base):
    """One field that was changed by somebody: what it was and what it is now."""

    __tablename__ = "ticket_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(200), default="")
    after: Mapped[str] = mapped_column(String(200), default="")
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

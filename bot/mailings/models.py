"""Tables: when a customer was last there and what they have seen; which mails they were sent."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import one_of
from kernel.db import Base, UtcDateTime

MailKind = Literal["answers", "transcript"]


class Visit(Base):
    """When a browser last had a conversation open, up to which message it was shown, and where.

    `mailed_id` is the newest message that needs no mail any more. `site` is the origin of the page,
    empty for programs.
    """

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_seen", "seen_at"),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_id: Mapped[int] = mapped_column(default=0)
    site: Mapped[str] = mapped_column(String(300), default="")
    mailed_id: Mapped[int] = mapped_column(default=0)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class CustomerMail(Base):
    """One mail that was queued, kept to count by; of the address only a keyed hash."""

    __tablename__ = "customer_mail"
    __table_args__ = (
        Index("ix_customer_mail_conversation", "conversation_id", "created_at"),
        Index("ix_customer_mail_address", "address_hash", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    kind: Mapped[MailKind] = mapped_column(one_of(MailKind))
    address_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

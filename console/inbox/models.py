"""Tables of what members of staff keep for themselves: what they have seen, filters they saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import ID_LENGTH, JSON_OR_NULL
from kernel.db import Base, UtcDateTime


class Seen(Base):
    """The newest message of a conversation that a member of staff had on their screen."""

    __tablename__ = "seen"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    conversation_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    message_id: Mapped[int]


class SavedFilter(Base):
    """A view with filters under a name; a shared one is everybody's. `place` is its order."""

    __tablename__ = "saved_filter"
    __table_args__ = (Index("ix_saved_filter_staff", "staff_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    view: Mapped[str] = mapped_column(String(16))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON_OR_NULL)
    is_shared: Mapped[bool] = mapped_column(default=False, index=True)
    place: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""The table of test chats."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime
from kernel.turns import Language


class StudioTalk(Base):
    """A test chat of one person with one model; `turns` are what `TalkTurn` says of each.

    `customer_id` is whom the chat pretends to be, None for a stranger.
    """

    __tablename__ = "studio_talk"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    model: Mapped[str] = mapped_column(String(200))
    language: Mapped[Language] = mapped_column(String(8))
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), default=None
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    turns: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

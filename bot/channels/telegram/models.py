"""Tables of what came from Telegram and of chats that may not be written to."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import JSON_OR_NULL, one_of
from kernel.db import Base, UtcDateTime

UpdateState = Literal["waiting", "done", "dead"]


class TelegramUpdate(Base):
    """One row per update, kept so that a repeat is known: a set of ids, never a highest one.

    `lane` is the chat it belongs to. `body` is emptied once it is done; a dead one keeps it, and
    `reason` says what went wrong.
    """

    __tablename__ = "telegram_update"
    __table_args__ = (
        Index("ix_telegram_update_state", "state", "bot", "next_at"),
        Index("ix_telegram_update_lane", "bot", "lane", "state", "update_id"),
        Index("ix_telegram_update_age", "state", "received_at"),
    )

    bot: Mapped[str] = mapped_column(String(64), primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lane: Mapped[str] = mapped_column(String(64), default="")
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL, default=None)
    state: Mapped[UpdateState] = mapped_column(one_of(UpdateState), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300), default="")
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TelegramChat(Base):
    """A chat that is not written to: its customer blocked the bot, or it is a group it left."""

    __tablename__ = "telegram_chat"

    bot: Mapped[str] = mapped_column(String(64), primary_key=True)
    chat: Mapped[str] = mapped_column(String(64), primary_key=True)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

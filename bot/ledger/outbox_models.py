"""Tables of what leaves the house: letters until they are delivered, and who speaks for a bot."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import one_of
from kernel.db import Base, UtcDateTime

OutboxState = Literal["queued", "sending", "sent", "unknown", "dead"]
OutboxKind = Literal["mail", "telegram", "webhook"]


class Outbox(Base):
    """One row per mail, Telegram message or event for a webhook until it is delivered.

    A mail carries its text, which is emptied once it has left. An event is its text, kept while it
    is dead: staff may send it again. A Telegram message is read from
    `message_id` when it is sent, as so many calls as it takes: `parts_sent` of them are done.
    Rows of one `bot` and `recipient` are a lane. `failures` counts the tries that Telegram
    answered by a fault of its own, `attempts` all; `reason` says why it is dead.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state", "state", "next_at"),
        Index("ix_outbox_order", "kind", "state", "priority", "id"),
        Index("ix_outbox_lane", "kind", "recipient", "state", "priority", "id"),
        Index("uq_outbox_message", "conversation_id", "message_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OutboxKind] = mapped_column(one_of(OutboxKind), default="mail")
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversation.id", ondelete="SET NULL"), default=None
    )
    message_id: Mapped[int | None] = mapped_column(default=None)
    bot: Mapped[str] = mapped_column(String(64), default="")
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[int] = mapped_column(default=0)
    parts_sent: Mapped[int] = mapped_column(default=0)
    state: Mapped[OutboxState] = mapped_column(one_of(OutboxState), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300), default="")
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    useless_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class ChannelBot(Base):
    """A bot account on a channel, and which process speaks for it until when.

    `id` is channel and account, such as "telegram:123456"; `username` is what people search for.
    """

    __tablename__ = "channel_bot"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    username: Mapped[str] = mapped_column(String(64), default="")
    holder: Mapped[str] = mapped_column(String(64), default="")
    held_until: Mapped[datetime] = mapped_column(UtcDateTime)

"""Tables of the ledger. Rows of conversations are written by this package alone."""

from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import JSON, Enum, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime
from kernel.turns import Language, Level

Channel = Literal["web", "telegram"]
Owner = Literal["bot", "waiting", "person", "closed"]
Sender = Literal["customer", "bot", "agent", "system"]
InboxState = Literal["waiting", "done"]
TurnState = Literal["running", "done", "taken_over", "lost"]
OutboxState = Literal["queued", "sending", "sent", "unknown", "dead"]

ID_LENGTH = 32  # a UUID as hexadecimal digits
CID_LENGTH = 64  # the longest id a client may give its message
JSON_OR_NULL = JSON(none_as_null=True)


def one_of(literal: Any) -> Enum:
    """Return a text column type that takes the values of a `Literal` and no others."""
    return Enum(*get_args(literal), native_enum=False, length=16, validate_strings=True)


class Conversation(Base):
    """All messages between one visitor and the shop on one channel.

    `last_id` is the id of the newest message. While a turn runs, `lease_until` is set; `fence` is
    the number of the newest claim, and a write that carries an older one is refused.
    """

    __tablename__ = "conversation"
    __table_args__ = (Index("ix_conversation_updated", "updated_at", "id"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel), default="web")
    session_hash: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    page: Mapped[str] = mapped_column(String(500), default="")
    language: Mapped[Language] = mapped_column(one_of(Language), default="en")
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id", ondelete="SET NULL"), index=True, default=None
    )
    level: Mapped[Level] = mapped_column(one_of(Level), default="anonymous")
    verified_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    owner: Mapped[Owner] = mapped_column(one_of(Owner), default="bot", index=True)
    agent_id: Mapped[str | None] = mapped_column(String(64), default=None)
    agent_name: Mapped[str | None] = mapped_column(String(200), default=None)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    last_id: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    fence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Message(Base):
    """One line of a conversation; ids grow by one per conversation and have no gaps.

    `payload` is what the dialogue engine is told instead of the text: what a button stands for, or
    the outcome of a checked code. It never leaves the server, nor do the sentiment columns.
    """

    __tablename__ = "message"
    __table_args__ = (Index("uq_message_cid", "conversation_id", "cid", unique=True),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sender: Mapped[Sender] = mapped_column(one_of(Sender))
    name: Mapped[str | None] = mapped_column(String(200), default=None)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text, default="")
    payload: Mapped[str | None] = mapped_column(Text, default=None)
    buttons: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON_OR_NULL, default=None)
    cards: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON_OR_NULL, default=None)
    cid: Mapped[str | None] = mapped_column(String(CID_LENGTH), default=None)
    understanding: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL, default=None)
    sentiment_label: Mapped[str | None] = mapped_column(String(16), default=None)
    sentiment_score: Mapped[float | None] = mapped_column(default=None)
    rating: Mapped[int | None] = mapped_column(default=None)
    rating_comment: Mapped[str | None] = mapped_column(Text, default=None)


class ButtonToken(Base):
    """What a button stands for; clients see the token alone."""

    __tablename__ = "button_token"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "message_id"],
            ["message.conversation_id", "message.id"],
            ondelete="CASCADE",
        ),
        Index("ix_button_token_message", "conversation_id", "message_id"),
    )

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    message_id: Mapped[int]
    label: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)


class Inbox(Base):
    """One row per message that came in, kept so that a repeat is known; `waiting` needs a turn."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("uq_inbox_external", "channel", "bot", "external_id", unique=True),
        Index("ix_inbox_state", "state", "id"),
        Index("ix_inbox_waiting", "conversation_id", "state", "id"),
        Index("ix_inbox_message", "conversation_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    bot: Mapped[str] = mapped_column(String(64), default="")
    external_id: Mapped[str] = mapped_column(String(200))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[int]
    state: Mapped[InboxState] = mapped_column(one_of(InboxState), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Turn(Base):
    """One claim of one message and how it ended: `lost` means the lease ran out."""

    __tablename__ = "turn"
    __table_args__ = (
        Index("uq_turn_fence", "conversation_id", "fence", unique=True),
        Index("ix_turn_state", "state", "conversation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[int]
    fence: Mapped[int]
    worker: Mapped[str] = mapped_column(String(64))
    state: Mapped[TurnState] = mapped_column(one_of(TurnState), default="running")
    result: Mapped[str | None] = mapped_column(String(32), default=None)
    model: Mapped[str | None] = mapped_column(String(200), default=None)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Outbox(Base):
    """One row per mail until it is delivered; the text is emptied once it has left."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state", "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), default="mail")
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversation.id", ondelete="SET NULL"), default=None
    )
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[OutboxState] = mapped_column(one_of(OutboxState), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    useless_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

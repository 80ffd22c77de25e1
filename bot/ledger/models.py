"""Tables of the ledger. Rows of conversations are written by this package alone."""

from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import JSON, Enum, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime
from kernel.turns import Language, Level

Channel = Literal["web", "telegram"]
Owner = Literal["bot", "waiting", "person", "closed"]
Sender = Literal["customer", "bot", "agent", "system"]
InboxState = Literal["waiting", "done", "dead"]
TurnState = Literal["running", "done", "taken_over", "postponed", "lost"]

ID_LENGTH = 32  # a UUID as hexadecimal digits
CID_LENGTH = 64  # the longest id a client may give its message
JSON_OR_NULL = JSON(none_as_null=True)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def one_of(literal: Any) -> Enum:
    """Return a text column type that takes the values of a `Literal` and no others."""
    return Enum(*get_args(literal), native_enum=False, length=16, validate_strings=True)


# Indexes of some conversations only: they cost nothing while the others change.
_CLOSED = "owner = 'closed'"
_SOME: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("ix_conversation_agent", ("agent_id",), "agent_id IS NOT NULL"),
    ("ix_conversation_snoozed", ("snoozed_until", "id"), "snoozed_until IS NOT NULL"),
    (
        "ix_conversation_unanswered",
        ("owner", "merged_into", "updated_at", "id"),
        "unanswered_since IS NOT NULL",
    ),
    ("ix_conversation_closed_channel", ("channel", "updated_at", "id"), _CLOSED),
    ("ix_conversation_closed_language", ("language", "updated_at", "id"), _CLOSED),
    ("ix_conversation_closed_team", ("team", "updated_at", "id"), _CLOSED),
)


def _index_some(name: str, *columns: str, where: str) -> Index:
    condition = text(where)
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


class Conversation(Base):
    """All messages between one visitor and the shop on one channel.

    `visitor_name` and `visitor_email` are what a visitor said of themselves: claims, never proofs.
    `last_id` is the id of the newest message. While a turn runs, `lease_until` is set; `fence` is
    the number of the newest claim, and a write that carries an older one is refused. `is_delayed`
    says that its next turn failed and waits for another try. `address_hash` is a keyed hash of the
    network address the visitor came from: it counts, and tells nobody where that was. `question_id`
    is the bot's message that asked what a form waits for. Who waits for a person stands in line by
    `priority` and then `waiting_since`. `served_at` is when its newest turn began: the conversation
    that was served least recently is next.
    `external_id` is the chat on the channel (on Telegram: of the account `bot`); empty on the web
    and once a customer let the conversation be forgotten.
    Who waits may wait for a `team` or somebody with a `skill` first. A person's chat that is
    snoozed sleeps until `snoozed_until` or the customer's next message; `woke_at` is when it last
    woke. `merged_into` is the conversation of the same customer that staff went on with.
    `unanswered_since` is when the customer first wrote after the newest word of the bot or an
    agent, or called for a person none of whom has spoken yet.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_updated", "updated_at", "id"),
        Index("ix_conversation_created", "created_at"),
        Index("uq_conversation_external", "channel", "bot", "external_id", unique=True),
        Index("ix_conversation_owner_updated", "owner", "updated_at", "id"),
        *(_index_some(name, *columns, where=where) for name, columns, where in _SOME),
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel), default="web")
    bot: Mapped[str] = mapped_column(String(64), default="")
    external_id: Mapped[str | None] = mapped_column(String(64), default=None)
    address_hash: Mapped[str] = mapped_column(String(64), index=True, default="")
    page: Mapped[str] = mapped_column(String(500), default="")
    language: Mapped[Language] = mapped_column(one_of(Language), default="en")
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id", ondelete="SET NULL"), index=True, default=None
    )
    level: Mapped[Level] = mapped_column(one_of(Level), default="anonymous")
    visitor_name: Mapped[str] = mapped_column(String(200), default="")
    visitor_email: Mapped[str] = mapped_column(String(254), default="")
    verified_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    owner: Mapped[Owner] = mapped_column(one_of(Owner), default="bot")
    agent_id: Mapped[str | None] = mapped_column(String(64), default=None)
    agent_name: Mapped[str | None] = mapped_column(String(200), default=None)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    unanswered_since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    priority: Mapped[int] = mapped_column(default=0)
    team: Mapped[str] = mapped_column(String(64), default="")
    skill: Mapped[str] = mapped_column(String(64), default="")
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    woke_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    merged_into: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True, default=None)
    question_id: Mapped[int | None] = mapped_column(default=None)
    last_id: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    fence: Mapped[int] = mapped_column(default=0)
    is_delayed: Mapped[bool] = mapped_column(default=False)
    served_at: Mapped[datetime] = mapped_column(UtcDateTime, default=NEVER)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Message(Base):
    """One line of a conversation; ids grow by one per conversation and have no gaps.

    `payload` is what the dialogue engine is told instead of the text: what a button stands for, or
    the outcome of a checked code. It never leaves the server, nor do the sentiment columns.
    `attachments` describes files; `asks_rating` marks the question how a person's help was.
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
    attachments: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON_OR_NULL, default=None)
    cid: Mapped[str | None] = mapped_column(String(CID_LENGTH), default=None)
    understanding: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL, default=None)
    sentiment_label: Mapped[str | None] = mapped_column(String(16), default=None)
    sentiment_score: Mapped[float | None] = mapped_column(default=None)
    asks_rating: Mapped[bool] = mapped_column(default=False)
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
    """One row per message that came in, kept so that a repeat is known; `waiting` needs a turn.

    `next_at` is when its turn may be tried (again), `reason` why the last try failed. A `dead` one
    was given up: the customer has an apology, and staff may have it tried once more.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index("uq_inbox_external", "channel", "bot", "external_id", unique=True),
        Index("ix_inbox_state", "state", "id"),
        Index("ix_inbox_waiting", "conversation_id", "state", "message_id"),
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
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(32), default=None)


class Turn(Base):
    """One claim of one message and how it ended: `lost` means that the lease ran out."""

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

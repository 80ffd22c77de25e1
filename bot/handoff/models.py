"""Tables of handoffs, of who is present, and of what the shop has set for its desk."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import JSON_OR_NULL, one_of
from kernel.db import Base, UtcDateTime

PresenceState = Literal["online", "away", "off"]


class Handoff(Base):
    """One call for a person, from the request to the end. `reasons` are kept as weighed then.

    `assigned_at` is set while its agent was given it without asking; `lost_by` had it last and did
    not keep it. `outcome` is one of the shop's list, or how else it ended. `first_answer_at` and
    `first_answer_by` tell of the first thing an agent said in it, whoever has the chat in the end.
    `rating_id` is the message that asked how it was, `rating` the answer.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        Index("ix_handoff_conversation", "conversation_id", "id"),
        Index("ix_handoff_taken", "taken_at"),
        Index("ix_handoff_requested", "requested_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(Text, default="")
    reasons: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON_OR_NULL, default=None)
    priority: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)  # later than that after a requeue
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    agent_id: Mapped[str | None] = mapped_column(String(64), default=None)
    agent_name: Mapped[str | None] = mapped_column(String(200), default=None)
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    lost_by: Mapped[str | None] = mapped_column(String(64), default=None)
    requeues: Mapped[int] = mapped_column(default=0)
    transfers: Mapped[int] = mapped_column(default=0, server_default="0")
    answers: Mapped[int] = mapped_column(default=0, server_default="0")
    first_answer_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    first_answer_by: Mapped[str | None] = mapped_column(String(64), default=None)
    rating_id: Mapped[int | None] = mapped_column(default=None)
    rating: Mapped[int | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    outcome: Mapped[str | None] = mapped_column(String(16), default=None)


class Presence(Base):
    """Whether an agent is there, and how many chats they take at once. `seen_at` is a heartbeat."""

    __tablename__ = "presence"

    agent_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[PresenceState] = mapped_column(one_of(PresenceState), default="off", index=True)
    capacity: Mapped[int] = mapped_column(default=4)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class AgentProfile(Base):
    """What an agent is good at, as a supervisor sees it; tags in small letters.

    `capacity` is how many chats they take unless they say otherwise, None for the desk's default.
    """

    __tablename__ = "agent_profile"

    agent_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    teams: Mapped[list[str]] = mapped_column(JSON, default=list)
    capacity: Mapped[int | None] = mapped_column(default=None)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(100))


class DeskSetting(Base):
    """Something the shop has set for its desk; `SETTINGS` of `desk` names the kinds."""

    __tablename__ = "desk_setting"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON_OR_NULL)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(100))

"""Tables of what only staff see of a conversation: notes, mentions, who looks at it."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import JSON_OR_NULL, one_of
from kernel.db import Base, UtcDateTime

StaffNoteKind = Literal[
    "note", "transfer", "requeue", "return", "close", "snooze", "wake", "merge", "split"
]
Gazing = Literal["looking", "typing"]


class StaffNote(Base):
    """Something staff wrote for staff, or a mark of what the customer does not see.

    It has no number of its own in the conversation: `after_id` is the newest message when it was
    written. A mark has no text but `facts`; one without an author was made by the clock or by the
    customer. A deleted note stays as an empty line.
    """

    __tablename__ = "staff_note"
    __table_args__ = (Index("ix_staff_note_conversation", "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    kind: Mapped[StaffNoteKind] = mapped_column(one_of(StaffNoteKind), default="note")
    author_id: Mapped[str | None] = mapped_column(String(64), default=None)
    author_name: Mapped[str | None] = mapped_column(String(200), default=None)
    text: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON_OR_NULL, default=None)
    after_id: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class StaffMention(Base):
    """One member of staff named in one note, and when they had read it."""

    __tablename__ = "staff_mention"
    __table_args__ = (Index("ix_staff_mention_staff", "staff_id", "read_at"),)

    note_id: Mapped[int] = mapped_column(
        ForeignKey("staff_note.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Gaze(Base):
    """A member of staff who has a conversation open right now; an old `seen_at` counts no more."""

    __tablename__ = "gaze"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    agent_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[Gazing] = mapped_column(one_of(Gazing), default="looking")
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

"""Tables of labelling: what was decided of which messages, and what agents proposed."""

from datetime import datetime
from typing import Literal

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import ID_LENGTH, one_of
from kernel.db import Base, UtcDateTime

LabelKind = Literal["accepted", "corrected", "new", "ignored"]


class LabelDecision(Base):
    """One label for one group. `lines` are the examples it put into the draft of who decided.

    `text` is the masked message that led the group, `messages` how many it had. What is undone
    stays as a row, without its messages.
    """

    __tablename__ = "label_decision"
    __table_args__ = (Index("ix_label_decision_staff", "staff_id", "undone_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id", ondelete="SET NULL"), default=None
    )
    staff_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[LabelKind] = mapped_column(one_of(LabelKind))
    intent: Mapped[str] = mapped_column(String(100), default="")
    proposed: Mapped[str] = mapped_column(String(100), default="")
    text: Mapped[str] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(8), default="")
    lines: Mapped[list[str]] = mapped_column(JSON, default=list)
    messages: Mapped[int] = mapped_column(default=1)
    gain: Mapped[float] = mapped_column(default=0.0)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class LabelledMessage(Base):
    """A message that was decided on: it does not come back, nor does what has the same `name`.

    `name` is a hash of what is the same for texts that differ in case, marks and digits alone; it
    is made of the masked text.
    """

    __tablename__ = "labelled_message"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "message_id"],
            ["message.conversation_id", "message.id"],
            ondelete="CASCADE",
        ),
        Index("ix_labelled_message_name", "name"),
        Index("ix_labelled_message_decision", "decision_id"),
    )

    conversation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decision_id: Mapped[int] = mapped_column(ForeignKey("label_decision.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(32))


class LabelProposal(Base):
    """What an agent says a message meant: a proposal, until somebody of the studio decides."""

    __tablename__ = "label_proposal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "message_id"],
            ["message.conversation_id", "message.id"],
            ondelete="CASCADE",
        ),
    )

    conversation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    staff_name: Mapped[str] = mapped_column(String(200))
    intent: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LabelKept(Base):
    """An example somebody looked at and left where it is; `key` is a hash of intent and words."""

    __tablename__ = "label_kept"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

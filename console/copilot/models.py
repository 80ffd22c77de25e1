"""The table of what was suggested to agents and what became of it."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import one_of
from kernel.db import Base, UtcDateTime
from kernel.turns import Language

Source = Literal["past", "saved", "article"]
Outcome = Literal["shown", "accepted", "edited", "ignored"]


class SuggestionEvent(Base):
    """One reply suggested to one agent for one message of a customer, and what became of it.

    `key` names the reply whatever its place: "saved:12", "article:warranty:0", "past:" and a hash
    of its masked text. `text_hash` is a hash of the text as it was filled in; the text itself is
    not kept, since it may hold what is the customer's.
    """

    __tablename__ = "suggestion_event"
    __table_args__ = (
        Index(
            "uq_suggestion_event_shown",
            "conversation_id",
            "message_id",
            "agent_id",
            "key",
            unique=True,
        ),
        Index("ix_suggestion_event_key", "key", "outcome"),
        Index("ix_suggestion_event_open", "outcome", "shown_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[int]
    agent_id: Mapped[str] = mapped_column(String(64))
    place: Mapped[int]
    key: Mapped[str] = mapped_column(String(120))
    source: Mapped[Source] = mapped_column(one_of(Source))
    language: Mapped[Language] = mapped_column(String(8))
    text_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome), default="shown")
    shown_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

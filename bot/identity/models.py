"""Table of one-time codes. Neither the code nor the address is stored, only their keyed hashes."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import one_of
from kernel.db import Base, UtcDateTime

ChallengeState = Literal["open", "used", "replaced", "dead"]


class Challenge(Base):
    """A code on its way to an address; without `code_hash` nobody has that address."""

    __tablename__ = "challenge"
    __table_args__ = (
        Index("ix_challenge_conversation", "conversation_id", "created_at"),
        Index("ix_challenge_address", "address_hash", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    address_hash: Mapped[str] = mapped_column(String(64))
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), default=None
    )
    code_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    state: Mapped[ChallengeState] = mapped_column(one_of(ChallengeState), default="open")
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

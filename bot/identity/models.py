"""Tables of one-time codes, sessions, log-outs and links. Of no secret more than a hash is kept."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import one_of
from kernel.db import Base, UtcDateTime

ChallengeState = Literal["open", "used", "replaced", "dead"]
LinkState = Literal["open", "opened", "used", "refused", "replaced"]


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


class BrowserSession(Base):
    """A browser that may open a conversation. `by_token`: only while its site says who it is.

    After a log-in `rotate_for` is the message that proved it: the browser that sent it gets a new
    secret, which opens `move_to`; the old secret opens nothing for anybody from `rotate_at` on.
    """

    __tablename__ = "browser_session"

    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    by_token: Mapped[bool] = mapped_column(default=False)
    token_id: Mapped[str | None] = mapped_column(String(200), index=True, default=None)
    rotate_for: Mapped[int | None] = mapped_column(default=None)
    rotate_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    move_to: Mapped[str | None] = mapped_column(String(32), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Revocation(Base):
    """What counts no more: one token, or all that were issued to a customer before a moment."""

    __tablename__ = "revocation"

    subject: Mapped[str] = mapped_column(String(220), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LinkToken(Base):
    """A link by which a verified conversation on the web invites one Telegram account.

    `account` is the first that opened it; only a yes in the conversation makes it the customer's.
    """

    __tablename__ = "link_token"
    __table_args__ = (Index("ix_link_token_conversation", "conversation_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[LinkState] = mapped_column(one_of(LinkState), default="open")
    account: Mapped[str | None] = mapped_column(String(64), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

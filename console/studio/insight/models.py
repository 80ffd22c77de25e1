"""Days of conversations added up once, so that a page of months reads a few lines of each.

Counts alone: nothing here is of a person. Days count from 1970 in the zone of `InsightDay`.
"""

from datetime import datetime

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime

NAME, TITLE = String(100), String(200)
UNKNOWN = text("''")  # of days that an older release has added up


class InsightDay(Base):
    """A day that was added up; by another `version` or in another zone it is no more."""

    __tablename__ = "insight_day"

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    zone: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InsightGroup(Base):
    """Messages of a day that are alike; see `queries.Group`."""

    __tablename__ = "insight_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    meant: Mapped[str] = mapped_column(NAME)
    kind: Mapped[str] = mapped_column(String(16))
    policy: Mapped[str] = mapped_column(NAME)
    story: Mapped[str] = mapped_column(TITLE, server_default=UNKNOWN)
    action: Mapped[str] = mapped_column(NAME)
    form: Mapped[str] = mapped_column(NAME)
    model: Mapped[str] = mapped_column(String(200))
    messages: Mapped[int]
    typed: Mapped[int]
    calls: Mapped[int]
    heard: Mapped[int] = mapped_column(server_default="0")
    lost: Mapped[int] = mapped_column(server_default="0")


class InsightEnding(Base):
    """Conversations of a day that ended alike; see `queries.Ending`."""

    __tablename__ = "insight_ending"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[int] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(16))
    meant: Mapped[str] = mapped_column(NAME)
    form: Mapped[str] = mapped_column(NAME)
    step: Mapped[str] = mapped_column(NAME)
    policy: Mapped[str] = mapped_column(NAME, server_default=UNKNOWN)
    story: Mapped[str] = mapped_column(TITLE, server_default=UNKNOWN)
    chats: Mapped[int]
    understood: Mapped[int]
    answered: Mapped[int]
    called: Mapped[int]
    rated: Mapped[int]
    good: Mapped[int]

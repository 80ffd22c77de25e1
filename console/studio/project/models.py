"""Tables of what was done to the project's files."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Base, UtcDateTime


class StudioText(Base):
    """A text that a file had once, under its SHA-256."""

    __tablename__ = "studio_text"

    sum: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class StudioFile(Base):
    """What a file of the project was when we last looked: another text came from elsewhere."""

    __tablename__ = "studio_file"

    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    sum: Mapped[str] = mapped_column(String(64))


class StudioPublication(Base):
    """Changes that became the project's files, by somebody or (`staff_id` None) outside."""

    __tablename__ = "studio_publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    note: Mapped[str] = mapped_column(String(500), default="")


class StudioRevision(Base):
    """One thing that somebody did. It is part of their draft until it is published or undone."""

    __tablename__ = "studio_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True, default=None)
    words: Mapped[str] = mapped_column(String(300))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    publication_id: Mapped[int | None] = mapped_column(
        ForeignKey("studio_publication.id"), index=True, default=None
    )
    changes: Mapped[list["StudioChange"]] = relationship(
        lazy="selectin", order_by="StudioChange.path", cascade="all, delete-orphan"
    )


class StudioChange(Base):
    """What a revision did to one file: sums of texts, None where there was or is no file.

    `base_sum` is the published text that `after_sum` is meant to follow on.
    """

    __tablename__ = "studio_change"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("studio_revision.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    base_sum: Mapped[str | None] = mapped_column(String(64), default=None)
    before_sum: Mapped[str | None] = mapped_column(String(64), default=None)
    after_sum: Mapped[str | None] = mapped_column(String(64), default=None)

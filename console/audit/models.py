"""The table of what staff did and read."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime


class AuditEntry(Base):
    """One thing that somebody of the staff did, read, or tried.

    It outlives what it tells of, so nothing refers to other tables. `actor_id` is None for nobody
    known (a failed login); `actor` and `role` are name and role at that time. `object_kind` and
    `object_id` say what it was done to. `details` are a few short facts: no secrets, no texts of
    messages. `once` makes a reading count once a person, object and hour; None for what counts
    each time.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "at", "id"),
        Index("ix_audit_entry_actor", "actor_id", "at"),
        Index("ix_audit_entry_action", "action", "at"),
        Index("ix_audit_entry_object", "object_kind", "object_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(default=None)
    actor: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20), default="")
    action: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(20), default="")
    object_id: Mapped[str] = mapped_column(String(64), default="")
    customer_id: Mapped[int | None] = mapped_column(index=True, default=None)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    address_hash: Mapped[str] = mapped_column(String(64), default="")
    once: Mapped[str | None] = mapped_column(String(160), unique=True, default=None)

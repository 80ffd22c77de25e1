"""The one table of jobs."""

from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import JSON, Enum, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime

State = Literal["queued", "running", "done", "failed", "cancelled"]
OPEN: tuple[State, ...] = ("queued", "running")

_IS_OPEN = text("state IN ('queued', 'running')")


class Job(Base):
    """One piece of work.

    Of two jobs of a kind with the same `dedupe_key` only one can be open. `payload` says what is to
    be done and may be large: it is read by who does the work alone. `attempts` counts the claims
    and is the fence of the newest: who holds an older one writes nothing more. A worker renews
    `lease_until` while it lives. `stage`, `percent` (0 to 100) and `log` (the last lines) tell how
    far it is, `result` what it came to, `error` why it came to nothing.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state", "state", "run_at", "id"),
        Index("ix_job_kind", "kind", "id"),
        Index(
            "uq_job_open_key",
            "kind",
            "dedupe_key",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    dedupe_key: Mapped[str | None] = mapped_column(String(100), default=None)
    state: Mapped[State] = mapped_column(
        Enum(*get_args(State), native_enum=False, length=16, validate_strings=True),
        default="queued",
    )
    stage: Mapped[str] = mapped_column(String(64), default="")
    percent: Mapped[int] = mapped_column(default=0)
    log: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    error: Mapped[str | None] = mapped_column(Text, default=None)
    asked_by: Mapped[str] = mapped_column(String(100), default="")
    worker: Mapped[str] = mapped_column(String(64), default="")
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=2)
    cancel_asked_by: Mapped[str | None] = mapped_column(String(100), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN

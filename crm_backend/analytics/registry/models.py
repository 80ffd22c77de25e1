"""The table of fitted models."""

from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import JSON, Enum, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime

ModelState = Literal["candidate", "live", "previous", "retired"]

_IS_LIVE = text("state = 'live'")


class AnalyticsModel(Base):
    """A fitted model whose files lie in the data folder. One of a kind is live at most.

    `scores` are those of a time split: what the model reached, what the naive rival did, on what,
    and whether the gate let it pass; beside them `is_held`: a person put it where it is, and no
    newer one takes its place until they let go. `window_start` to `window_end` is what it learnt
    from. `profile` is how its inputs and scores were spread then, to notice drift by. `sha256` is
    of the signed manifest's facts.
    """

    __tablename__ = "analytics_model"
    __table_args__ = (
        Index("uq_analytics_model_name", "kind", "name", unique=True),
        Index(
            "uq_analytics_model_live",
            "kind",
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(64))
    state: Mapped[ModelState] = mapped_column(
        Enum(*get_args(ModelState), native_enum=False, length=16, validate_strings=True),
        default="candidate",
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(100), default="")
    window_start: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    window_end: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    scores: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    profile: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    versions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    sha256: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(100), default="")
    why: Mapped[str] = mapped_column(String(500), default="")

    @property
    def is_held(self) -> bool:
        """Whether it stays live until a person lets go of it."""
        return self.state == "live" and bool(self.scores.get("is_held"))

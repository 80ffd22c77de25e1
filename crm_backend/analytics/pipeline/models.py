"""Tables of results: runs, reports, what is foretold of each customer, who was in which segment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import JSON, BigInteger, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime

RunState = Literal["running", "done", "incomplete", "failed", "cancelled", "lost"]


class AnalyticsRun(Base):
    """One run. `steps` tell of each: name, state, seconds, notes, error.

    A run is `incomplete` where some steps failed and the others' results are stored; `lost` where
    its process died.
    """

    __tablename__ = "analytics_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[RunState] = mapped_column(
        Enum(*get_args(RunState), native_enum=False, length=16, validate_strings=True),
        default="running",
    )
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    engine: Mapped[str] = mapped_column(String(16), default="")
    made_by: Mapped[str] = mapped_column(String(100), default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it goes on."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None


class AnalyticsReport(Base):
    """What a step found, as plain JSON. The newest of a kind is shown; some before are kept."""

    __tablename__ = "analytics_report"
    __table_args__ = (Index("uq_analytics_report_kind", "kind", "as_of", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)


class CustomerInsight(Base):
    """What is known and foretold of a customer; gone with the customer.

    Each step fills its own columns (`FILLED`): one that failed or refused leaves those of the run
    before, which are as of that step's newest report (`storing.date_insights`); `as_of` is of the
    newest of all. Spans of the
    forecasts are `churn_days` and `horizon_days`. `churn_reasons` are exact terms of the model, the
    largest first. `spend_low_cents` to `spend_high_cents` holds the truth four times of five.
    """

    __tablename__ = "customer_insight"
    __table_args__ = (
        Index("ix_customer_insight_churn", "churn_probability"),
        Index("ix_customer_insight_spend", "expected_spend_cents"),
        Index("ix_customer_insight_segment", "rfm_segment"),
    )

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True
    )
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    order_count: Mapped[int | None] = mapped_column(default=None)
    spend_cents: Mapped[int | None] = mapped_column(BigInteger, default=None)
    last_order_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    churn_probability: Mapped[float | None] = mapped_column(default=None)
    churn_days: Mapped[int | None] = mapped_column(default=None)
    churn_reasons: Mapped[list[dict[str, Any]] | None] = mapped_column(
        JSON(none_as_null=True), default=None
    )
    expected_orders: Mapped[float | None] = mapped_column(default=None)
    expected_spend_cents: Mapped[int | None] = mapped_column(BigInteger, default=None)
    spend_low_cents: Mapped[int | None] = mapped_column(BigInteger, default=None)
    spend_high_cents: Mapped[int | None] = mapped_column(BigInteger, default=None)
    horizon_days: Mapped[int | None] = mapped_column(default=None)
    p_alive: Mapped[float | None] = mapped_column(default=None)
    rfm_segment: Mapped[str | None] = mapped_column(String(32), default=None)
    cluster: Mapped[str | None] = mapped_column(String(64), default=None)
    next_category_id: Mapped[int | None] = mapped_column(default=None)
    next_category_probability: Mapped[float | None] = mapped_column(default=None)
    next_reason: Mapped[str | None] = mapped_column(String(64), default=None)
    next_reason_probability: Mapped[float | None] = mapped_column(default=None)


# Which step fills what of an insight. The report of the step's name says as of when.
FILLED: Mapping[str, tuple[str, ...]] = {
    "sales": ("order_count", "spend_cents", "last_order_at"),
    "value": (
        "p_alive",
        "expected_orders",
        "expected_spend_cents",
        "spend_low_cents",
        "spend_high_cents",
        "horizon_days",
    ),
    "segments": ("rfm_segment", "cluster"),
    "churn": ("churn_probability", "churn_days", "churn_reasons"),
    "next": (
        "next_category_id",
        "next_category_probability",
        "next_reason",
        "next_reason_probability",
    ),
}


class SegmentMembership(Base):
    """Who was in which segment, one picture a week: how customers move between them.

    `kind` is `rfm` or `cluster`.
    """

    __tablename__ = "segment_membership"
    __table_args__ = (Index("ix_segment_membership_segment", "kind", "as_of", "segment"),)

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    as_of: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    segment: Mapped[str] = mapped_column(String(64))

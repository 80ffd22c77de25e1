"""Tables of experiments: what is tried, who was given what, and each look at what came of it."""

from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import JSON, Enum, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime

State = Literal["draft", "running", "stopped"]
Subject = Literal["recommendation", "bot_response", "campaign", "model"]
Outcome = Literal["ship", "keep"]

STATE = Enum(*get_args(State), native_enum=False, length=16, validate_strings=True)
SUBJECT = Enum(*get_args(Subject), native_enum=False, length=16, validate_strings=True)
OUTCOME = Enum(*get_args(Outcome), native_enum=False, length=16, validate_strings=True)
RUNS = text("state = 'running'")


class Experiment(Base):
    """What is tried on whom, and how it is judged; nothing of that changes once it runs.

    `key` sorts the customers and is what programs ask by; `target` is the place within the subject
    (the recommender of the chat, a response's name, a campaign). `arms` are objects of `name` and
    `share`, the control first. A customer is measured for `window_days` from the first exposure
    on. `lift` is the smallest change that matters, as a share of the control's value; `customers`
    of all arms were planned for it. `cap` is the quantile at which values are capped, if any.
    `outcome` says whether `winner` was shipped or all was kept as it was.
    """

    __tablename__ = "experiment"
    __table_args__ = (
        Index("ix_experiment_place", "subject", "target", "state"),
        Index(  # one runs at a place at most
            "uq_experiment_running",
            "subject",
            "target",
            unique=True,
            sqlite_where=RUNS,
            postgresql_where=RUNS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    hypothesis: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[Subject] = mapped_column(SUBJECT)
    target: Mapped[str] = mapped_column(String(64), default="")
    arms: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    primary_metric: Mapped[str] = mapped_column(String(32))
    secondary_metrics: Mapped[list[str]] = mapped_column(JSON, default=list)
    window_days: Mapped[int]
    lift: Mapped[float]
    looks: Mapped[int] = mapped_column(default=1)
    customers: Mapped[int]
    cap: Mapped[float | None] = mapped_column(default=None)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[State] = mapped_column(STATE, default="draft", index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(200), default="")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    outcome: Mapped[Outcome | None] = mapped_column(OUTCOME, default=None)
    winner: Mapped[str] = mapped_column(String(40), default="")
    why: Mapped[str] = mapped_column(Text, default="")

    @property
    def shares(self) -> dict[str, float]:
        """The arms and their parts of the customers, the control first."""
        return {str(one["name"]): float(one["share"]) for one in self.arms}

    @property
    def control(self) -> str:
        """The arm that the others are compared with."""
        return str(self.arms[0]["name"])


class Exposure(Base):
    """When a customer was first given what, within an experiment. It is never changed."""

    __tablename__ = "exposure"
    __table_args__ = (Index("ix_exposure_at", "experiment_id", "at"),)

    experiment_id: Mapped[int] = mapped_column(
        ForeignKey("experiment.id", ondelete="CASCADE"), primary_key=True
    )
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    arm: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExperimentLook(Base):
    """One look: how many customers had been measured, and the analysis as it was then.

    `information` is that number as a part of the planned one.
    """

    __tablename__ = "experiment_look"
    __table_args__ = (UniqueConstraint("experiment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiment.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    customers: Mapped[int]
    information: Mapped[float]
    result: Mapped[dict[str, Any]] = mapped_column(JSON)

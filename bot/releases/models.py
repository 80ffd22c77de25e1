"""The table of who answers: each row is the whole state after one deed, the newest one counts."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import ID_LENGTH, one_of
from kernel.db import Base, UtcDateTime

# settled: the model that served before anybody chose one was written down; proposed: it waits for a
# second person; withdrawn: it does no more; trial_failed: the trial was ended by its test.
Deed = Literal[
    "settled",
    "proposed",
    "withdrawn",
    "promoted",
    "trial_began",
    "share_changed",
    "trial_ended",
    "trial_failed",
    "rolled_back",
]
Arm = Literal["live", "canary"]


class Release(Base):
    """One deed and what holds since. Ids grow by one: of two deeds at once one is refused.

    Models are archives' names. `trial_id` is the row with which the trial of `canary` began,
    `share` the part of customers it answers. `proposed` waits for a second person: to be live, or
    on trial where `proposed_share` is set. `staff_id` is who did it (None: the machine),
    `seconded_by` who proposed what they approved.
    """

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    deed: Mapped[Deed] = mapped_column(one_of(Deed))
    live: Mapped[str | None] = mapped_column(String(100), default=None)
    previous: Mapped[str | None] = mapped_column(String(100), default=None)
    canary: Mapped[str | None] = mapped_column(String(100), default=None)
    share: Mapped[float] = mapped_column(default=0.0)
    trial_id: Mapped[int | None] = mapped_column(default=None)
    proposed: Mapped[str | None] = mapped_column(String(100), default=None)
    proposed_share: Mapped[float | None] = mapped_column(default=None)
    proposed_by: Mapped[int | None] = mapped_column(default=None)
    proposed_by_name: Mapped[str] = mapped_column(String(200), default="")
    staff_id: Mapped[int | None] = mapped_column(default=None)
    staff_name: Mapped[str] = mapped_column(String(200), default="")
    seconded_by: Mapped[str] = mapped_column(String(200), default="")
    why: Mapped[str] = mapped_column(String(500), default="")


class TrialVisit(Base):
    """Which model a conversation was given to during a trial, and how it went.

    A conversation that has been quiet for long is given anew. `subject` is a keyed hash of the
    customer, or of the conversation of a stranger; `bad_why` says what made it a bad outcome.
    """

    __tablename__ = "trial_visit"
    __table_args__ = (
        Index("ix_trial_visit_open", "trial_id", "bad_why", "conversation_id"),
        Index("ix_trial_visit_subject", "trial_id", "release_id", "arm", "subject"),
    )

    trial_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    subject: Mapped[str] = mapped_column(String(32))
    arm: Mapped[Arm] = mapped_column(one_of(Arm))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    bad_why: Mapped[str | None] = mapped_column(String(16), default=None)
    bad_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class ModelServer(Base):
    """What one process serves, and what it could not load. `seen_at` is a heartbeat."""

    __tablename__ = "model_server"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    machine: Mapped[str] = mapped_column(String(200), default="")
    live: Mapped[str] = mapped_column(String(100), default="")
    canary: Mapped[str] = mapped_column(String(100), default="")
    loading: Mapped[str] = mapped_column(String(100), default="")
    failed: Mapped[str] = mapped_column(String(100), default="")
    error: Mapped[str] = mapped_column(String(500), default="")
    failures: Mapped[int] = mapped_column(default=0)
    switched_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

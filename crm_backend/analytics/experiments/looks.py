"""Looks at experiments: when the next one is due, and what was found when it was taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_backend.analytics.experiments.models import Experiment, ExperimentLook, Exposure
from crm_backend.analytics.experiments.results import Analysis, read_analysis
from crm_backend.analytics.experiments.service import (
    AlreadyConcluded,
    LookNotDue,
    WrongState,
    count_measured,
    get_experiment,
    list_looks,
)

CONCLUSIONS = ("better", "worse")


@dataclass(frozen=True)
class Due:
    """What the next look waits for: `needed` customers measured, of whom there are `measured`.

    `is_final` says that the experiment was stopped and it is the last whatever was planned.
    """

    number: int
    needed: int
    measured: int
    is_final: bool

    @property
    def is_due(self) -> bool:
        """Whether it may be taken."""
        return self.measured >= max(1, self.needed)


def find_due(session: Session, found: Experiment, *, now: datetime) -> Due | None:
    """Return what the next look waits for; None where none comes.

    The looks are even parts of the planned customers. After a stop there is one more, once
    everybody who was let in has been measured.
    """
    taken = list_looks(session, experiment_id=found.id)
    if found.state == "draft" or found.decided_at is not None or has_concluded(taken):
        return None
    if taken and taken[-1].result["looks"]["planned"] <= taken[-1].number:
        return None
    number, measured = len(taken) + 1, count_measured(session, found, now=now)
    if found.state == "stopped":
        everybody = session.scalar(select(func.count()).where(Exposure.experiment_id == found.id))
        if taken and taken[-1].customers >= (everybody or 0):
            return None
        return Due(number, everybody or 0, measured, is_final=True)
    return Due(number, -(-found.customers * number // found.looks), measured, is_final=False)


def take_look(session: Session, *, key: str, now: datetime) -> ExperimentLook:
    """Look at what came of an experiment, and keep it.

    Raises `LookNotDue` before enough customers were measured: each look costs some of the doubt
    that is allowed, and looks nobody planned make false alarms. Raises `WrongState` and
    `AlreadyConcluded` where none is left to take.
    """
    from crm_backend.analytics.experiments.looking import analyse_now  # heavy: when first asked

    found = get_experiment(session, key=key, for_change=True)
    taken = list_looks(session, experiment_id=found.id)
    if has_concluded(taken):
        raise AlreadyConcluded("An earlier look has ended the experiment: stop it and decide.")
    due = find_due(session, found, now=now)
    if due is None:
        raise WrongState("There is no look left to take.", state=found.state)
    if not due.is_due:
        raise LookNotDue(
            f"The look is due when {due.needed} customers are measured; now {due.measured} are.",
            needed=due.needed,
            measured=due.measured,
        )
    information = (*(one.information for one in taken), due.measured / found.customers)
    is_last = due.is_final or information[-1] >= 1  # taken late, it is the last all the same
    looks = due.number if is_last else found.looks
    made = analyse_now(session, found, information=information, looks=looks, now=now)
    look = ExperimentLook(
        experiment_id=found.id,
        number=due.number,
        at=now,
        customers=due.measured,
        information=information[-1],
        result=made.to_dict(),
    )
    session.add(look)
    session.flush()
    return look


def list_due(session: Session, *, now: datetime) -> list[str]:
    """Return the keys of the experiments whose next look may be taken."""
    begun = select(Experiment).where(Experiment.state != "draft", Experiment.decided_at.is_(None))
    found = session.scalars(begun.order_by(Experiment.id)).all()
    waited = [(one.key, find_due(session, one, now=now)) for one in found]
    return [key for key, due in waited if due is not None and due.is_due]


def read_look(look: ExperimentLook) -> Analysis:
    """Return the analysis that a look has kept."""
    return read_analysis(look.result)


def has_concluded(taken: list[ExperimentLook]) -> bool:
    """Tell whether a look has shown a difference."""
    return bool(taken) and taken[-1].result["verdict"]["key"].startswith(CONCLUSIONS)


def find_end(found: Experiment, days: int | None) -> datetime | None:
    """Return when the last customer planned is measured, as it was estimated before the start."""
    if days is None or found.started_at is None:
        return None
    return found.started_at + timedelta(days=days + found.window_days)

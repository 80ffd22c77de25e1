"""Experiments are written down, started, looked at, stopped and decided; customers get their arm.

What other code calls to sort customers is in `exposing`: `choose` and `assign`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm_backend.analytics.experiments.cache import forget
from crm_backend.analytics.experiments.models import (
    Experiment,
    ExperimentLook,
    Exposure,
    Outcome,
    Subject,
)
from crm_backend.analytics.experiments.registry import ARMS, FEWEST, METRICS, SUBJECTS
from kernel.errors import Conflict, Invalid, NotFound

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
ARM = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
MOST_ARMS, MOST_LOOKS, MOST_DAYS = 6, 20, 180
MOST_SECONDARY = 6
MOST_WORDS = 2_000


class ExperimentExists(Conflict):
    """There is one of this key already."""

    code = "experiment_exists"


class WrongState(Conflict):
    """The experiment is not in a state that allows this."""

    code = "experiment_wrong_state"


class PlaceTaken(Conflict):
    """Another experiment runs in the same place; both together could not be told apart."""

    code = "experiment_place_taken"


class LookNotDue(Conflict):
    """Too few customers have been measured for the next look."""

    code = "experiment_look_not_due"


class AlreadyConcluded(Conflict):
    """An earlier look has ended the experiment."""

    code = "experiment_concluded"


@dataclass(frozen=True)
class Draft:
    """What an experiment is to be; `arms` are names with shares, the control first."""

    key: str
    name: str
    subject: Subject
    target: str
    arms: Mapping[str, float]
    primary_metric: str
    window_days: int
    lift: float
    looks: int
    customers: int
    hypothesis: str = ""
    secondary_metrics: Sequence[str] = ()
    cap: float | None = None
    plan: Mapping[str, Any] = field(default_factory=dict)


def check_draft(draft: Draft) -> None:
    """Raise `Invalid`, in words that say what to do, for what cannot be an experiment. Pure."""
    metrics = (draft.primary_metric, *draft.secondary_metrics)
    there = ARMS.get((draft.subject, draft.target.strip()), draft.arms)
    wrong = (
        (not KEY.fullmatch(draft.key), "key"),
        (not draft.name.strip(), "name"),
        (draft.subject not in SUBJECTS, "subject"),
        (not 2 <= len(draft.arms) <= MOST_ARMS, "arms"),
        (any(not ARM.fullmatch(arm) for arm in draft.arms), "arm_names"),
        (any(share < 0.01 for share in draft.arms.values()), "shares"),
        (abs(sum(draft.arms.values()) - 1) > 1e-6, "shares"),
        (any(one not in METRICS for one in metrics), "metrics"),
        (len(set(metrics)) < len(metrics) or len(metrics) > 1 + MOST_SECONDARY, "metrics"),
        (not 1 <= draft.window_days <= MOST_DAYS, "window"),
        (not 0.001 <= abs(draft.lift) <= 10, "lift"),
        (not 1 <= draft.looks <= MOST_LOOKS, "looks"),
        (not FEWEST <= draft.customers <= 100_000_000, "customers"),
        (draft.cap is not None and not 0.5 < draft.cap < 1, "cap"),
        (any(arm not in there for arm in draft.arms), "arms_here"),
    )
    for is_wrong, what in wrong:
        if is_wrong:
            raise Invalid(f"The experiment's {what.replace('_', ' ')} cannot be so.", what=what)


def create_experiment(session: Session, draft: Draft, *, by: str, now: datetime) -> Experiment:
    """Write an experiment down. Raises `Invalid`, `ExperimentExists`."""
    check_draft(draft)
    made = Experiment(
        key=draft.key,
        name=draft.name.strip()[:200],
        hypothesis=draft.hypothesis.strip()[:MOST_WORDS],
        subject=draft.subject,
        target=draft.target.strip()[:64],
        arms=[{"name": arm, "share": share} for arm, share in draft.arms.items()],
        primary_metric=draft.primary_metric,
        secondary_metrics=list(draft.secondary_metrics),
        window_days=draft.window_days,
        lift=draft.lift,
        looks=draft.looks,
        customers=draft.customers,
        cap=draft.cap,
        plan=dict(draft.plan),
        created_at=now,
        created_by=by,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise ExperimentExists("There is an experiment of this key already.") from error
    return made


def get_experiment(session: Session, *, key: str, for_change: bool = False) -> Experiment:
    """Return an experiment; raise `NotFound`."""
    query = select(Experiment).where(Experiment.key == key)
    found = session.scalar(query.with_for_update() if for_change else query)
    if found is None:
        raise NotFound("There is no such experiment.")
    return found


def list_experiments(session: Session, *, limit: int = 200) -> list[Experiment]:
    """Return experiments, the newest first."""
    query = select(Experiment).order_by(Experiment.created_at.desc(), Experiment.id.desc())
    return list(session.scalars(query.limit(limit)))


def start_experiment(session: Session, *, key: str, now: datetime) -> Experiment:
    """Let customers in. Raises `WrongState`, `PlaceTaken`."""
    found = get_experiment(session, key=key, for_change=True)
    require_state(found, "draft")
    other = session.scalar(
        select(Experiment.key).where(
            Experiment.subject == found.subject,
            Experiment.target == found.target,
            Experiment.state == "running",
        )
    )
    if other is not None:
        raise PlaceTaken(f"The experiment {other} runs in the same place.", other=other)
    try:
        with session.begin_nested():
            found.state, found.started_at = "running", now
    except IntegrityError as error:  # another began in the same moment
        raise PlaceTaken("Another experiment runs in the same place.", other="") from error
    forget(session)
    return found


def stop_experiment(session: Session, *, key: str, now: datetime) -> Experiment:
    """Let nobody in any more; who is in keeps their arm until it is decided."""
    found = get_experiment(session, key=key, for_change=True)
    require_state(found, "running")
    found.state, found.stopped_at = "stopped", now
    forget(session)
    return found


def decide_experiment(
    session: Session, *, key: str, winner: str, why: str, now: datetime
) -> Experiment:
    """Give everybody the arm that was decided for, and say why. Raises `WrongState`, `Invalid`."""
    found = get_experiment(session, key=key, for_change=True)
    require_state(found, "stopped")
    if found.decided_at is not None:
        raise WrongState("It has been decided already.", state="decided")
    if winner not in found.shares:
        raise Invalid("The experiment has no such arm.", what="winner")
    outcome: Outcome = "keep" if winner == found.control else "ship"
    found.outcome, found.winner, found.decided_at = outcome, winner, now
    found.why = why.strip()[:MOST_WORDS]
    forget(session)
    return found


def require_state(found: Experiment, state: str) -> None:
    """Raise `WrongState` unless the experiment is in that state."""
    if found.state != state:
        raise WrongState(f"The experiment is {found.state}, not {state}.", state=found.state)


def list_looks(session: Session, *, experiment_id: int) -> list[ExperimentLook]:
    """Return the looks taken, in order."""
    query = select(ExperimentLook).where(ExperimentLook.experiment_id == experiment_id)
    return list(session.scalars(query.order_by(ExperimentLook.number)))


def count_exposed(session: Session, *, experiment_id: int) -> dict[str, int]:
    """Return how many customers were let into each arm."""
    query = select(Exposure.arm, func.count()).where(Exposure.experiment_id == experiment_id)
    rows = session.execute(query.group_by(Exposure.arm)).all()
    return {arm: int(count) for arm, count in rows}


def count_measured(session: Session, found: Experiment, *, now: datetime) -> int:
    """Return of how many customers the time of measurement is over."""
    until = now - timedelta(days=found.window_days)
    query = select(func.count()).where(Exposure.experiment_id == found.id, Exposure.at <= until)
    return session.scalar(query) or 0

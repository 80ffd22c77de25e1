"""What a worker does with a job: claims it under a lease, keeps it, tells of it, ends it.

Every write but the claim names the claim's attempt: who lost the lease changes nothing more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, undefer

from kernel.jobs.models import Job, State
from kernel.jobs.rules import add_lines, find_fate, find_pause

LEASE = timedelta(seconds=30)  # a dead worker's job is taken up after this long
DIED = "The worker died while it was at it."


@dataclass(frozen=True)
class Claim:
    """A job in somebody's hands. `attempt` is the fence of all that is written about it."""

    job_id: int
    kind: str
    payload: dict[str, Any]
    attempt: int
    asked_by: str


@dataclass(frozen=True)
class News:
    """What there is to tell of a running job; None leaves a value as it is."""

    stage: str | None = None
    percent: int | None = None
    lines: tuple[str, ...] = ()


def has_due(session: Session, *, kinds: frozenset[str], now: datetime) -> bool:
    """Tell whether a job could be claimed: a look that takes no write lock."""
    due = (Job.state == "queued", Job.run_at <= now, Job.kind.in_(kinds))
    return bool(session.scalar(select(exists().where(*due))))


def has_expired(session: Session, *, now: datetime) -> bool:
    """Tell whether a lease has run out."""
    return bool(session.scalar(select(exists().where(*_expired(now)))))


def claim_next(
    session: Session, *, worker: str, kinds: frozenset[str], now: datetime
) -> Claim | None:
    """Take the job that waits longest, or None."""
    waiting = (
        select(Job.id)
        .where(Job.state == "queued", Job.run_at <= now, Job.kind.in_(kinds))
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    chosen = session.scalar(waiting)
    if chosen is None:
        return None
    taking = (
        update(Job)
        .where(Job.id == chosen, Job.state == "queued")
        .values(
            state="running",
            worker=worker,
            attempts=Job.attempts + 1,
            lease_until=now + LEASE,
            started_at=now,
            ended_at=None,
            stage="",
            percent=0,
            error=None,
        )
        .returning(Job.id)
    )
    if session.scalar(taking) is None:
        return None
    job = session.get_one(Job, chosen, options=[undefer(Job.payload)])
    return Claim(job.id, job.kind, job.payload, job.attempts, job.asked_by)


def reclaim_expired(session: Session, *, now: datetime) -> int:
    """Let the jobs of dead workers wait again, or give them up; return how many there were."""
    jobs = session.scalars(select(Job).where(*_expired(now)).with_for_update(skip_locked=True))
    count = 0
    for job in jobs:
        _leave(job, DIED, now=now, is_final=False, pause=timedelta())
        count += 1
    session.flush()
    return count


def renew(session: Session, *, claim: Claim, now: datetime) -> str | None:
    """Keep a claim a while longer; return `lost`, `cancelled` or None for what is to be done."""
    keeping = (
        update(Job)
        .where(*_held(claim))
        .values(lease_until=now + LEASE)
        .returning(Job.id, Job.cancel_asked_by)
    )
    kept = session.execute(keeping).one_or_none()
    if kept is None:
        return "lost"
    return "cancelled" if kept.cancel_asked_by is not None else None


def tell(session: Session, *, claim: Claim, news: News) -> None:
    """Store how far a job is; nothing where the claim was lost."""
    job = _lock(session, claim)
    if job is None:
        return
    job.stage = job.stage if news.stage is None else news.stage[:64]
    job.percent = job.percent if news.percent is None else news.percent
    if news.lines:
        job.log = add_lines(job.log, list(news.lines))
    session.flush()


def finish(session: Session, *, claim: Claim, result: dict[str, Any], now: datetime) -> bool:
    """Note that the work is done; False where the claim was lost."""
    job = _lock(session, claim)
    if job is None:
        return False
    job.percent, job.result = 100, result
    _end(job, "done", now)
    session.flush()
    return True


def give_up(
    session: Session, *, claim: Claim, error: str, now: datetime, is_final: bool
) -> State | None:
    """Note that the work failed or was cancelled; return the state, None where it was lost."""
    job = _lock(session, claim)
    if job is None:
        return None
    _leave(job, error, now=now, is_final=is_final, pause=find_pause(job.attempts))
    session.flush()
    return job.state


def release(session: Session, *, claim: Claim, now: datetime) -> None:
    """Give a job back undone: this process ends, and its try does not count."""
    job = _lock(session, claim)
    if job is None:
        return
    job.max_attempts += 1  # not fewer attempts: they are the fence
    _leave(job, "", now=now, is_final=False, pause=timedelta())
    session.flush()


def _leave(job: Job, error: str, *, now: datetime, is_final: bool, pause: timedelta) -> None:
    fate = find_fate(
        attempts=job.attempts,
        max_attempts=job.max_attempts,
        is_cancelled=job.cancel_asked_by is not None,
        is_final=is_final,
    )
    if fate == "again":
        job.state, job.lease_until, job.run_at = "queued", None, now + pause
        job.log = add_lines(job.log, [error]) if error else job.log
        return
    job.error = error if fate == "failed" else None
    _end(job, fate, now)


def _end(job: Job, state: State, now: datetime) -> None:
    job.state, job.ended_at, job.lease_until = state, now, None
    job.payload = {}  # it may be large, and nobody needs it any more


def _lock(session: Session, claim: Claim) -> Job | None:
    query = select(Job).where(*_held(claim)).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _held(claim: Claim) -> tuple[Any, ...]:
    return (Job.id == claim.job_id, Job.state == "running", Job.attempts == claim.attempt)


def _expired(now: datetime) -> tuple[Any, ...]:
    return (Job.state == "running", Job.lease_until <= now)

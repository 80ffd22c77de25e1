"""Asking for jobs, looking at them, taking them back. All in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kernel.db import insert_into
from kernel.errors import Conflict, NotFound
from kernel.jobs.models import OPEN, Job

KEPT = timedelta(days=90)  # so long an ended job is kept to look at


class JobQueue:
    """Takes jobs of the kinds that somebody can do."""

    def __init__(self, kinds: frozenset[str]) -> None:
        self.kinds = kinds

    def enqueue(
        self,
        session: Session,
        *,
        kind: str,
        payload: Mapping[str, Any],
        now: datetime,
        asked_by: str = "",
        dedupe_key: str | None = None,
        run_at: datetime | None = None,
        max_attempts: int = 2,
    ) -> tuple[int, bool]:
        """Store a job in the transaction of the change that causes it; return id and True.

        Where one of this kind and key is open already, return its id and False. Raises `ValueError`
        for a kind that nobody does.
        """
        if kind not in self.kinds:
            raise ValueError(f"nobody does jobs of the kind {kind!r}")
        row = {
            "kind": kind,
            "payload": dict(payload),
            "dedupe_key": dedupe_key,
            "asked_by": asked_by,
            "max_attempts": max_attempts,
            "created_at": now,
            "run_at": run_at or now,
        }
        adding = insert_into(session, Job).values(row).on_conflict_do_nothing().returning(Job.id)
        made: int | None = session.scalar(adding)
        if made is not None:
            return made, True
        found = session.scalar(
            select(Job.id).where(
                Job.kind == kind, Job.dedupe_key == dedupe_key, Job.state.in_(OPEN)
            )
        )
        if found is None:  # it ended between the two statements
            raise Conflict("Such a job has ended just now; ask again.")
        return found, False


def get_job(session: Session, *, job_id: int) -> Job:
    """Return a job, or raise `NotFound`."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def list_jobs(session: Session, *, kind: str, limit: int = 20) -> list[Job]:
    """Return the newest jobs of a kind, newest first."""
    query = select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(limit)
    return list(session.scalars(query))


def ask_cancel(session: Session, *, job_id: int, who: str, now: datetime) -> bool:
    """Cancel a job that waits, or ask the one that runs to stop; False where it has ended."""
    waiting = (
        update(Job)
        .where(Job.id == job_id, Job.state == "queued")
        .values(state="cancelled", cancel_asked_by=who, ended_at=now, payload={})
        .returning(Job.id)
    )
    running = (
        update(Job)
        .where(Job.id == job_id, Job.state == "running")
        .values(cancel_asked_by=who)
        .returning(Job.id)
    )
    # It may be claimed between the two: the second then finds it running.
    return any(session.scalar(statement) is not None for statement in (waiting, running))


def forget_ended(session: Session, *, now: datetime) -> None:
    """Delete what ended long ago."""
    session.execute(delete(Job).where(Job.state.not_in(OPEN), Job.ended_at < now - KEPT))

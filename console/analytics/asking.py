"""Asking for a run of the analyses: a job that the application's worker does."""

from datetime import datetime

from sqlalchemy.orm import Session

from kernel.jobs.models import Job
from kernel.jobs.queue import JobQueue, list_jobs

ANALYTICS = "analytics"
LOOKED_AT = 20  # of the newest jobs


def ask_for_run(session: Session, *, asked_by: str, now: datetime) -> tuple[int, bool]:
    """Ask for a run now; return the job's number, and False where one waits or runs already."""
    open_job = find_open(session)
    if open_job is not None:
        return open_job.id, False
    return JobQueue(frozenset({ANALYTICS})).enqueue(
        session,
        kind=ANALYTICS,
        payload={},
        now=now,
        asked_by=asked_by,
        dedupe_key=f"{ANALYTICS}:now",
    )


def find_open(session: Session) -> Job | None:
    """Return the job that waits or runs, if any."""
    jobs = list_jobs(session, kind=ANALYTICS, limit=LOOKED_AT)
    return next((job for job in jobs if job.is_open), None)

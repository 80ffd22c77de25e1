"""The page of trainings: what one will take, how far it is, what came of the others."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.releases.archives import list_archives
from console.access import actor_of
from console.audit.service import record
from console.forms import RowId
from console.refusals import refusal
from console.staff.models import Staff
from console.studio.training.estimate import estimate
from console.studio.training.room import read_room
from console.studio.training.service import (
    TRAIN,
    Source,
    ask_training,
    read_snapshots,
)
from console.studio.training.view import Shown, show_job, span
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.errors import Conflict, NotFound
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.jobs.models import Job
from kernel.jobs.queue import ask_cancel, get_job, list_jobs
from kernel.jobs.worker import JobWorker
from kernel.principals import require
from kernel.runtime import Runtime

router = APIRouter(prefix="/studio/training")
HERE = "/staff/studio/training"
SHOWN = 12


@router.get("")
def show_trainings(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime
) -> HTMLResponse:
    """Show what can be trained on and what that will take, what runs, and what came of others."""
    require(as_principal(staff), "studio:read")
    snapshots = read_snapshots(session, runtime.settings.project, staff_id=staff.id)
    facts = [one.facts for one in list_archives(runtime.settings)]
    jobs = _show_all(request, session, staff, runtime)
    return render(
        request,
        "studio/training/training.html",
        staff,
        snapshots=snapshots,
        estimates={name: estimate(one.examples, facts) for name, one in snapshots.items()},
        room=read_room(runtime.settings.data),
        running=[one for one in jobs if one.job.is_open],
        ended=[one for one in jobs if not one.job.is_open],
        span=span,
    )


@router.get("/{job_id}")
def show_training(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime, job_id: RowId
) -> HTMLResponse:
    """Show one training; while it runs the page asks for this again and again."""
    require(as_principal(staff), "studio:read")
    job = _find(session, job_id)
    shown = show_job(job, language=language_of(request, staff), now=runtime.clock())
    return render(request, "studio/training/one.html", staff, one=shown, span=span)


@router.post("", dependencies=[SameOrigin])
def begin(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    source: Annotated[Source, Form()],
) -> Response:
    """Have a model trained on the files as they are now."""
    require(as_principal(staff), "studio:train")
    snapshots = read_snapshots(session, runtime.settings.project, staff_id=staff.id)
    if source not in snapshots:
        raise refusal(Conflict, "training_no_draft")
    worker: JobWorker | None = getattr(request.app.state, "jobs", None)
    job_id, is_new = ask_training(
        session,
        worker.queue if worker is not None else None,
        snapshots[source],
        staff=staff,
        now=runtime.clock(),
    )
    if is_new:
        details = {"source": source, "job": job_id, "examples": snapshots[source].examples}
        actor, now = actor_of(request, staff), runtime.clock()
        record(session, actor, "training_asked", now=now, kind="model", details=details)
    # The worker looks every second; told now, it would look before this is committed.
    return redirect(request, f"{HERE}/{job_id}")


@router.post("/{job_id}/cancel", dependencies=[SameOrigin])
def cancel(
    request: Request, staff: SignedIn, session: WriteSession, runtime: TheRuntime, job_id: RowId
) -> Response:
    """Have a training stopped."""
    require(as_principal(staff), "studio:train")
    job = _find(session, job_id)
    who, now = f"{staff.id} {staff.name}"[:100], runtime.clock()
    if not ask_cancel(session, job_id=job.id, who=who, now=now):
        raise refusal(Conflict, "training_ended")
    actor = actor_of(request, staff)
    details = {"job": job_id}
    record(session, actor, "training_cancelled", now=now, kind="model", details=details)
    return redirect(request, f"{HERE}/{job_id}")


def _find(session: Session, job_id: int) -> Job:
    job = get_job(session, job_id=job_id)
    if job.kind != TRAIN:
        raise NotFound("There is no such training.")
    return job


def _show_all(request: Request, session: Session, staff: Staff, runtime: Runtime) -> list[Shown]:
    spoken, now = language_of(request, staff), runtime.clock()
    jobs = list_jobs(session, kind=TRAIN, limit=SHOWN)
    return [show_job(job, language=spoken, now=now) for job in jobs]

"""Asking for a judgement and taking it back."""

from typing import Annotated, cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.releases.archives import find_archive
from console.access import actor_of
from console.audit.service import record
from console.studio.judging.asking import CONVERSATIONS, Ask, What, request_judging
from console.studio.judging.exporting import MOST_CONVERSATIONS
from console.studio.judging.routes import Model
from console.studio.judging.view import address
from console.web import SameOrigin, SignedIn, as_principal, redirect
from kernel.http import TheRuntime
from kernel.jobs.worker import JobWorker
from kernel.principals import require

router = APIRouter(prefix="/studio/judging")


def find_worker(request: Request) -> JobWorker | None:
    """Return who does jobs in this process, if anybody."""
    return cast("JobWorker | None", getattr(request.app.state, "jobs", None))


@router.post("/{model}", dependencies=[SameOrigin])
def ask_for(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    model: Model,
    what: Annotated[What, Form()],
    against: Annotated[str, Form(max_length=100)] = "",
    conversations: Annotated[int, Form(ge=1, le=MOST_CONVERSATIONS)] = CONVERSATIONS,
) -> Response:
    """Have a model judged; the page it leads to shows how far that is."""
    require(as_principal(staff), "studio:train")
    archive = find_archive(runtime.settings, model)
    is_beside = what in ("comparison", "replay")
    other = find_archive(runtime.settings, against).name if is_beside else ""
    ask = Ask(what, archive.name, other, conversations)
    worker, now = find_worker(request), runtime.clock()
    queue = worker.queue if worker is not None else None
    with runtime.db.transaction() as session:
        if request_judging(session, queue, ask, asked_by=staff.name, now=now):
            details = {"what": f"judging_{what}", "against": other or None}
            record(
                session,
                actor_of(request, staff),
                "studio_changed",
                now=now,
                kind="studio",
                object_id=model,
                details=details,
            )
    if worker is not None:
        worker.wake()
    pages = {"comparison": ("against", other), "replay": ("replay", other)}
    return redirect(request, address(model, *pages.get(what, ())))

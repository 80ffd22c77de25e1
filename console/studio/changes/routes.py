"""Pages of one's draft and of what was published: look, publish, undo, decide, discard."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.access import actor_of
from console.audit.service import record
from console.refusals import refusal, tell_error
from console.staff.models import Staff
from console.staff.rules import safe_return
from console.studio.changes.view import (
    list_changes,
    list_deeds,
    list_diffs,
    list_publications,
)
from console.studio.project import service
from console.studio.project.models import StudioRevision
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.errors import Conflict, FrontdeskError, NotFound
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require
from kernel.runtime import Runtime

router = APIRouter(prefix="/studio")
CHANGES, HISTORY = "/staff/studio/changes", "/staff/studio/history"
Number = Annotated[int, Path(ge=1, lt=2**31)]
Side = Literal["mine", "theirs"]


@router.get("/changes")
def show_changes(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    done: Annotated[str, Query(pattern="^(published|undone|discarded|decided)?$")] = "",
) -> HTMLResponse:
    """Show what one's draft changes, what others published of the same lines, and each step."""
    require(as_principal(staff), "studio:write")
    return _show(request, staff, session, runtime, done=done)


def _show(
    request: Request,
    staff: Staff,
    session: Session,
    runtime: Runtime,
    status: int = 200,
    *,
    done: str = "",
    problem: str = "",
    note: str = "",
) -> HTMLResponse:
    draft = service.read_draft(session, runtime.settings.project, staff_id=staff.id)
    return render(
        request,
        "studio/changes/changes.html",
        staff,
        status,
        draft=draft,
        diffs=list_diffs(draft),
        deeds=list_deeds(session, draft.revisions),
        done=done,
        problem=problem,
        note=note,
    )


@router.post("/changes/publish", dependencies=[SameOrigin])
def publish(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Make one's draft the project's files, or show why not and nothing of the note lost."""
    require(as_principal(staff), "studio:write")
    root, now = runtime.settings.project, runtime.clock()
    try:
        with session.begin_nested():  # what a refused one has begun is not kept
            made = service.publish(session, root, staff_id=staff.id, now=now, note=note.strip())
    except FrontdeskError as error:
        problem = tell_error(error, language_of(request, staff))
        return _show(request, staff, session, runtime, error.status, problem=problem, note=note)
    note_deed(request, session, staff, "published", made.id)
    return redirect(request, f"{CHANGES}?done=published")


@router.post("/changes/discard", dependencies=[SameOrigin])
def discard(
    request: Request, staff: SignedIn, session: WriteSession, runtime: TheRuntime
) -> Response:
    """Take back the whole of one's draft."""
    require(as_principal(staff), "studio:write")
    count = service.discard(session, staff_id=staff.id, now=runtime.clock())
    note_deed(request, session, staff, "discarded", "", count=count)
    return redirect(request, f"{CHANGES}?done=discarded")


@router.post("/changes/decide", dependencies=[SameOrigin])
def decide(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    path: Annotated[str, Form(max_length=200)],
    side: Annotated[Side, Form()],
) -> Response:
    """Settle a file whose lines others have published otherwise: mine stay, or theirs."""
    require(as_principal(staff), "studio:write")
    root = runtime.settings.project
    draft = service.read_draft(session, root, staff_id=staff.id)
    touched = draft.unclear.get(path)
    if touched is None:
        raise refusal(Conflict, "studio_decided")
    chosen = touched.text if side == "mine" else touched.theirs
    service.change(
        session,
        root,
        staff_id=staff.id,
        now=runtime.clock(),
        words=f"{path}: {side}",
        changes={path: chosen},
        decides=True,
    )
    note_deed(request, session, staff, "decided", path, side=side)
    return redirect(request, f"{CHANGES}?done=decided")


@router.post("/changes/{revision_id}/undo", dependencies=[SameOrigin])
def undo(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    revision_id: Number,
    back: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Take one change back; one that is published already by a new change of one's draft."""
    require(as_principal(staff), "studio:write")
    root = runtime.settings.project
    service.undo(session, root, revision_id=revision_id, staff_id=staff.id, now=runtime.clock())
    note_deed(request, session, staff, "undone", revision_id)
    return redirect(request, safe_return(back) if back else f"{CHANGES}?done=undone")


@router.get("/history")
def show_history(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    before: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> HTMLResponse:
    """List what was published, by whom and when, with what came from outside the studio."""
    require(as_principal(staff), "studio:read")
    shown, after = list_publications(session, before)
    return render(request, "studio/changes/history.html", staff, shown=shown, after=after)


@router.get("/history/{revision_id}")
def show_revision(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    revision_id: Number,
) -> HTMLResponse:
    """Show what one change did; that of another's draft is nobody else's business."""
    require(as_principal(staff), "studio:read")
    revision = session.get(StudioRevision, revision_id)
    if revision is None or (revision.publication_id is None and revision.staff_id != staff.id):
        raise refusal(NotFound, "studio_no_change")
    return render(
        request,
        "studio/changes/revision.html",
        staff,
        deed=list_deeds(session, [revision])[0],
        diffs=list_changes(session, revision),
        is_undone=revision.undone_at is not None,
    )


def note_deed(
    request: Request,
    session: Session,
    staff: Staff,
    what: str,
    about: str | int,
    **details: str | int,
) -> None:
    """Have the audit log say what was done in the studio."""
    record(
        session,
        actor_of(request, staff),
        "studio_changed",
        now=request.app.state.runtime.clock(),
        kind="studio",
        object_id=about,
        details={"what": what, **details},
    )

"""The page of examples whose intent looks wrong: each is moved or left where it is."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from console.access import actor_of
from console.audit.service import record
from console.studio.editing.examples import ExampleAt, move_examples
from console.studio.labelling.doubts import DoubtShelf, hash_example, keep, read_kept
from console.studio.labelling.errors import NoSuchIntent
from console.studio.labelling.examples import list_intents
from console.studio.labelling.routes import PageNumber, project_root
from console.studio.project import service
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import may, require
from nlu.core.project.examples import read_marks

DOUBTS = "/staff/studio/inbox/doubts"
PAGE_SIZE = 25
Line = Annotated[str, Form(min_length=1, max_length=2_000)]

router = APIRouter()


@router.get("/studio/inbox/doubts")
def show_doubts(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    page: PageNumber = 1,
    done: Annotated[str, Query(pattern="^(moved|kept)?$")] = "",
) -> HTMLResponse:
    """List examples of one's draft that look mislabelled, the likeliest mistakes first."""
    require(as_principal(staff), "studio:read")
    draft = service.read_draft(session, project_root(request), staff_id=staff.id)
    shelf: DoubtShelf = request.app.state.doubts
    found = shelf.get(draft.project.understood.examples)
    kept = read_kept(session)
    left = [one for one in found or () if one.key not in kept]
    pages = max(1, -(-len(left) // PAGE_SIZE))
    page = min(page, pages)
    return render(
        request,
        "studio/labelling/doubts.html",
        staff,
        is_ready=found is not None,
        rows=left[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        count=len(left),
        page=page,
        pages=pages,
        done=done,
        may_label=may(as_principal(staff), "studio:write"),
    )


@router.post("/studio/inbox/doubts", dependencies=[SameOrigin])
def settle_doubt(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    do: Annotated[Literal["move", "keep"], Form()],
    path: Annotated[str, Form(max_length=200)],
    line: Annotated[int, Form(ge=1, le=10_000_000)],
    raw: Line,
    intent: Annotated[str, Form(max_length=200)],
    proposed: Annotated[str, Form(max_length=200)] = "",
    page: Annotated[int, Form(ge=1, le=10_000)] = 1,
) -> Response:
    """Move an example to the intent proposed, in one's draft, or leave it where it is for good."""
    require(as_principal(staff), "studio:write")
    now, root = runtime.clock(), project_root(request)
    if do == "move":
        draft = service.read_draft(session, root, staff_id=staff.id)
        if proposed not in list_intents(draft.project):
            raise NoSuchIntent(f"There is no intent {proposed}.", name=proposed)
        changes = move_examples(draft.files, at=[ExampleAt(path, line, raw)], intent=proposed)
        words = f"{intent} → {proposed}: {raw}"
        service.change(session, root, staff_id=staff.id, now=now, words=words, changes=changes)
    else:
        text, _spans = read_marks(raw)
        keep(session, staff=staff, key=hash_example(intent, text), now=now)
    record(
        session,
        actor_of(request, staff),
        "example_settled",
        now=now,
        kind="label",
        details={"did": do, "intent": intent, "proposed": proposed},
    )
    done = "moved" if do == "move" else "kept"
    return redirect(request, f"{DOUBTS}?done={done}&page={page}")

"""The page that says what is wrong with one's draft, and takes repairs."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from console.studio.changes.routes import note_deed
from console.studio.editing.sheet import Kind, StoryKey
from console.studio.project import service
from console.studio.proving.service import mend, prove_files
from console.studio.proving.view import SHOWN, name_finding, say_repair, show_all
from console.studio.stories.addresses import story_url
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require
from nlu.core.dialogue.finding import Remove

router = APIRouter(prefix="/studio/prove")
PROVE = "/staff/studio/prove"


@router.get("")
def show_proof(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    done: Annotated[str, Query(pattern="^(gone|no_repair)?$")] = "",
    taken: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> HTMLResponse:
    """Show what is wrong with one's draft: errors first, then what is worth a look."""
    require(as_principal(staff), "studio:read")
    draft = service.read_draft(session, runtime.settings.project, staff_id=staff.id)
    proof = prove_files(draft.files)
    language = language_of(request, staff)
    shown = [*proof.errors, *proof.warnings][:SHOWN]
    mended = next((one.words for one in draft.revisions if one.id == taken), "")
    stories = draft.project.stories
    return render(
        request,
        "studio/proving/proof.html",
        staff,
        proof=proof,
        found=show_all(shown, language),
        left_out=len(proof.findings) - len(shown),
        counts={
            "stories": sum(one.kind == "story" for one in stories),
            "rules": sum(one.kind == "rule" for one in stories),
            "milliseconds": round(proof.seconds * 1000),
        },
        done=done,
        mended=mended,
    )


@router.post("/repair", dependencies=[SameOrigin])
def take_repair(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    finding: Annotated[str, Form(max_length=16)],
    number: Annotated[int, Form(ge=0, lt=10)],
    path: Annotated[str, Form(max_length=200)] = "",
    kind: Annotated[Kind, Form()] = "story",
    name: Annotated[str, Form(max_length=500)] = "",
    nth: Annotated[int, Form(ge=0, le=10_000)] = 0,
) -> Response:
    """Take a repair into one's draft, if it leaves nothing else wrong.

    A story that is named is where that is done from: it is shown again, unless something was
    taken out.
    """
    require(as_principal(staff), "studio:write")
    root = runtime.settings.project
    draft = service.read_draft(session, root, staff_id=staff.id)
    proof = prove_files(draft.files)
    found = next((one for one in proof.findings if name_finding(one) == finding), None)
    if found is None or number >= len(found.repairs):
        return redirect(request, f"{PROVE}?done=gone")
    chosen = found.repairs[number]
    changes = mend(draft.files, found, chosen)
    if changes is None:
        return redirect(request, f"{PROVE}?done=no_repair")
    words = say_repair(chosen, language_of(request, staff))
    made = service.change(
        session, root, staff_id=staff.id, now=runtime.clock(), words=words, changes=changes
    )
    if made is None:
        return redirect(request, f"{PROVE}?done=gone")
    note_deed(request, session, staff, "repaired", made.id, finding=found.kind)
    if name and not any(isinstance(one, Remove) for one in chosen.edits):
        return redirect(request, story_url(StoryKey(path, kind, name, nth), done=made.id))
    return redirect(request, f"{PROVE}?taken={made.id}")

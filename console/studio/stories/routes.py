"""The list of stories and rules, a story to look at, and the form for a new one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.refusals import tell_error
from console.staff.models import Staff
from console.studio.editing.checking import open_sheet
from console.studio.editing.sheet import CannotEdit, Kind, StoryKey
from console.studio.editing.stories import add_file, add_story
from console.studio.editing.story_steps import ListName
from console.studio.project import service
from console.studio.stories.addresses import AskedStory, story_url
from console.studio.stories.editor import TheEditor, lead_to
from console.studio.stories.listing import Wanted, list_paths, list_rows, suggest_path
from console.studio.stories.offers import Offers
from console.studio.stories.showing import Opened, Shown, Told, show_story
from console.studio.stories.step_forms import StepForm, What
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.errors import FrontdeskError
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.runtime import Runtime
from nlu.core.project.files import lay_over
from nlu.core.project.steps import ActionStep, Step, UserStep

router = APIRouter(prefix="/studio/stories")
Name = Annotated[str, Query(max_length=200)]
Typed = Annotated[str, Form(max_length=300)]
Line = Annotated[int, Query(ge=0, le=1_000_000)]
At = Annotated[int | None, Query(ge=0, le=10_000)]


def read_offers(request: Request, staff: Staff, session: Session, runtime: Runtime) -> Offers:
    """Return what the reader's draft offers, for somebody who may look at the studio."""
    require(as_principal(staff), "studio:read")
    draft = service.read_draft(session, runtime.settings.project, staff_id=staff.id)
    return Offers(draft.project, language_of(request, staff))


@router.get("")
def show_list(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    q: Name = "",
    kind: Kind | Literal[""] = "",
    path: Name = "",
    intent: Name = "",
    action: Name = "",
    form: Name = "",
    slot: Name = "",
) -> HTMLResponse:
    """List stories and rules by file; what is asked for picks those that hold it."""
    offers = read_offers(request, staff, session, runtime)
    wanted = Wanted(q.strip(), kind or None, path, intent, action, form, slot)
    return render(
        request,
        "studio/stories/list.html",
        staff,
        rows=list_rows(offers.project, wanted),
        count=len(offers.project.stories),
        wanted=wanted,
        offers=offers,
        paths=sorted({one.place.path for one in offers.project.stories}),
        faults=[one for one in offers.project.faults if not one.place.path.startswith("tests/")],
        url=story_url,
    )


@router.get("/story")
def show_one(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    key: AskedStory,
    add: At = None,
    what: Annotated[What | None, Query()] = None,
    where: ListName = "steps",
    at: At = None,
    done: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> HTMLResponse:
    """Show a story as cards; `add` and `what` open the form of a new step, `at` has the focus."""
    offers = read_offers(request, staff, session, runtime)
    draft = service.read_draft(session, runtime.settings.project, staff_id=staff.id)
    sheet = open_sheet(draft.files, key.path)
    shown = Shown(draft, offers, sheet, sheet.find(key))
    opened = None
    if add is not None and what is not None:
        opened = Opened(add, StepForm(what), where, is_new=True)
    told = Told(done=done, focus=at, focus_where=where)
    return show_story(request, staff, shown, told, opened)


@router.get("/at")
def find_line(
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    path: Name,
    line: Line,
) -> Response:
    """Lead to the card of what stands on a line of a file; to the file's text where it is none."""
    require(as_principal(staff), "studio:read")
    draft = service.read_draft(session, runtime.settings.project, staff_id=staff.id)
    try:
        sheet = open_sheet(draft.files, path)
        found = sheet.at_line(line)
    except CannotEdit:
        found = None
    if found is None:
        return lead_to(f"/staff/studio/files/{path}?line={line}")
    for where, listed in (("steps", found.steps), ("condition", found.conditions)):
        for number, one in enumerate(listed.entries):
            if one.head < line <= one.last + 1:
                return lead_to(story_url(found.key, at=number, where=where) + f"#{where}-{number}")
    return lead_to(story_url(found.key))


@router.get("/new")
def show_new(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    kind: Kind = "story",
    path: Name = "",
    intent: Name = "",
    action: Name = "",
) -> HTMLResponse:
    """Show the form for a new story or rule, and the one for a new file."""
    require(as_principal(staff), "studio:write")
    offers = read_offers(request, staff, session, runtime)
    path = path or suggest_path(offers.project, kind)
    typed = {"kind": kind, "path": path, "name": "", "intent": intent, "action": action}
    return _new_page(request, staff, offers, typed)


def _new_page(
    request: Request,
    staff: Staff,
    offers: Offers,
    typed: dict[str, str],
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "studio/stories/new.html",
        staff,
        status,
        offers=offers,
        typed=typed,
        problem=problem,
        paths=list_paths(offers.project),
    )


@router.post("/new", dependencies=[SameOrigin])
def add_new(
    editor: TheEditor,
    kind: Annotated[Kind, Form()],
    name: Typed = "",
    path: Typed = "",
    file: Typed = "",
    note: Typed = "",
    intent: Typed = "",
    action: Typed = "",
) -> Response:
    """Add a story with what it begins with, in a file that is there or (`file`) is made for it."""
    where = file.strip() or path
    first: list[list[Step]] = [[UserStep(intent)]] if intent else []
    first += [[ActionStep(action)]] if action else []
    key = StoryKey(where, kind, name.strip())
    try:
        files = editor.draft.files
        made = add_file(files, where, note) if file.strip() else {}
        there = lay_over(files, made)
        changes = {**made, **add_story(there, where, kind, name, first)}
        done = editor.change("added", key, changes)
    except FrontdeskError as error:
        typed = {"kind": kind, "path": path, "name": name, "intent": intent, "action": action}
        typed |= {"file": file, "note": note}
        problem = tell_error(error, editor.language)
        request, staff = editor.request, editor.staff
        return _new_page(request, staff, editor.offers, typed, problem, error.status)
    return redirect(editor.request, story_url(key, done=done))

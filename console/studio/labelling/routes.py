"""The page of the inbox: real messages to label, what was decided, taking back."""

from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.access import actor_of
from console.audit.service import record
from console.forms import RowId
from console.refusals import tell_error
from console.staff.models import Staff
from console.studio.labelling import deciding
from console.studio.labelling.deciding import Label
from console.studio.labelling.errors import DecidedMeanwhile
from console.studio.labelling.examples import list_intents
from console.studio.labelling.inbox import Group, find_group, leave_out
from console.studio.labelling.models import LabelKind
from console.studio.labelling.shelf import InboxShelf
from console.studio.labelling.view import KEYS, Typed, show_page
from console.studio.project import service
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from crm_backend.text import plain
from kernel.errors import FrontdeskError
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import may, require
from kernel.runtime import Runtime

INBOX = "/staff/studio/inbox"
DECISIONS = 50  # on a page
MOST_TYPED = 12_000

Key = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Spoken = Annotated[str, Query(pattern="^(en|zh|other)?$")]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]
SpokenForm = Annotated[str, Form(pattern="^(en|zh|other)?$")]

router = APIRouter()


def get_shelf(request: Request) -> InboxShelf:
    """Return the inbox of this process."""
    shelf: InboxShelf = request.app.state.labelling
    return shelf


def project_root(request: Request) -> FilePath:
    """Return the folder of the project."""
    root: FilePath = request.app.state.runtime.settings.project
    return root


def read_left(request: Request, session: Session) -> list[Group]:
    """Return the groups that are still to label, the best first."""
    runtime: Runtime = request.app.state.runtime
    groups = get_shelf(request).get(runtime.db, now=runtime.clock())
    return leave_out(groups, *deciding.read_decided(session))


@router.get("/studio/inbox")
def show_inbox(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    language: Spoken = "",
    page: PageNumber = 1,
    done: Annotated[str, Query(pattern="^(accepted|corrected|new|ignored|undone)?$")] = "",
) -> HTMLResponse:
    """Show messages the bot was not sure of, masked and in groups, the best to label first."""
    require(as_principal(staff), "studio:read")
    return draw_inbox(request, staff, session, language=language, page=page, done=done)


def draw_inbox(
    request: Request,
    staff: Staff,
    session: Session,
    *,
    language: str,
    page: int,
    done: str = "",
    typed: Typed | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return the page, with what was typed where something was wrong with it."""
    reader = language_of(request, staff)
    draft = service.read_draft(session, project_root(request), staff_id=staff.id)
    last = next(iter(deciding.list_own(session, staff=staff, limit=1)), None)
    return render(
        request,
        "studio/labelling/inbox.html",
        staff,
        status,
        shown=show_page(
            read_left(request, session),
            language=language,
            page=page,
            reader=reader,
            typed=typed or Typed(),
        ),
        intents=list_intents(draft.project),
        may_label=may(as_principal(staff), "studio:write"),
        last=last,
        done=done,
        label_keys=KEYS,
    )


@router.get("/studio/inbox/decided")
def show_decided(
    request: Request, staff: SignedIn, session: ReadSession, page: PageNumber = 1
) -> HTMLResponse:
    """List what was decided, newest first; one's own can be taken back."""
    require(as_principal(staff), "studio:read")
    rows = deciding.list_decisions(session, limit=DECISIONS + 1, offset=(page - 1) * DECISIONS)
    return render(
        request,
        "studio/labelling/decided.html",
        staff,
        rows=rows[:DECISIONS],
        has_more=len(rows) > DECISIONS,
        page=page,
        may_label=may(as_principal(staff), "studio:write"),
    )


@router.post("/studio/inbox/undo", dependencies=[SameOrigin])
def undo_label(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    decision_id: Annotated[RowId | None, Form()] = None,
    language: SpokenForm = "",
) -> Response:
    """Take back one's newest decision, or the one that is named."""
    require(as_principal(staff), "studio:write")
    taken = deciding.undo(
        session,
        project_root(request),
        staff=staff,
        now=runtime.clock(),
        decision_id=decision_id,
    )
    note(request, session, staff, "label_undone", taken.id, taken.kind, taken.intent)
    return redirect(request, f"{INBOX}?done=undone&language={language}")


@router.post("/studio/inbox/{key}", dependencies=[SameOrigin])
def label_group(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    key: Key,
    kind: Annotated[LabelKind, Form()],
    intent: Annotated[str, Form(max_length=200)] = "",
    lines: Annotated[str | None, Form(max_length=MOST_TYPED)] = None,
    language: SpokenForm = "",
    page: Annotated[int, Form(ge=1, le=10_000)] = 1,
) -> Response:
    """Label a group, or show the inbox with what is wrong and nothing of it lost."""
    require(as_principal(staff), "studio:write")
    typed = Typed(key, kind, plain(intent).strip(), plain(lines or ""))
    with runtime.db.session() as reading:
        group = find_group(read_left(request, reading), key)
    try:
        if group is None:
            raise DecidedMeanwhile("These messages were labelled meanwhile, or are too old.")
        label = read_label(typed, group, has_lines=lines is not None)
        with runtime.db.transaction() as session:
            made = deciding.decide(
                session,
                project_root(request),
                staff=staff,
                group=group,
                label=label,
                now=runtime.clock(),
            )
            facts = (made.kind, made.intent, made.messages)
            note(request, session, staff, "message_labelled", made.id, *facts)
    except FrontdeskError as error:
        told = tell_error(error, language_of(request, staff))
        wrong = Typed(key, kind, typed.intent, typed.lines, told)
        with runtime.db.session() as session:
            return draw_inbox(
                request,
                staff,
                session,
                language=language,
                page=page,
                typed=wrong,
                status=error.status,
            )
    return redirect(request, f"{INBOX}?done={label.kind}&language={language}&page={page}")


def read_label(typed: Typed, group: Group, *, has_lines: bool) -> Label:
    """Return what was decided; to correct a proposal into itself is to accept it."""
    kind: Literal["accepted", "corrected", "new", "ignored"] = typed.kind  # type: ignore[assignment]
    intent = typed.intent or group.proposed
    if kind == "accepted":
        intent = group.earlier or group.proposed
    if kind == "corrected" and intent == group.proposed:
        kind = "accepted"
    return Label(kind, intent, deciding.read_lines(typed.lines) if has_lines else None)


def note(
    request: Request,
    session: Session,
    staff: Staff,
    action: str,
    number: int,
    kind: LabelKind,
    intent: str,
    count: int | None = None,
) -> None:
    """Have the audit log say what was labelled."""
    record(
        session,
        actor_of(request, staff),
        action,
        now=request.app.state.runtime.clock(),
        kind="label",
        object_id=number,
        details={"kind": kind, "intent": intent, "count": count},
    )

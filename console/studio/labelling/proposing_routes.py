"""The page on which an agent says what a message meant (S68: nothing is learned from it alone)."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.access import actor_of
from console.audit.service import record
from console.desk.ids import ChatId
from console.desk.reading import NotesReading
from console.refusals import tell_error
from console.staff.models import Staff
from console.studio.labelling import proposing
from console.studio.labelling.errors import NoSuchIntent
from console.studio.labelling.examples import list_intents
from console.studio.labelling.routes import project_root
from console.studio.project.store import read_published
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from crm_backend.paging import MAX_ID
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from nlu.core.project.project import read_project

MEANING = "/conversations/{conversation_id}/messages/{message_id}/meaning"
MessageNumber = Annotated[int, Path(ge=1, le=MAX_ID)]

router = APIRouter()


@router.get(MEANING, dependencies=[NotesReading])
def show_meaning(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    conversation_id: ChatId,
    message_id: MessageNumber,
) -> HTMLResponse:
    """Ask what a message meant."""
    require(as_principal(staff), "conversations:write")
    return draw_meaning(request, staff, session, conversation_id, message_id)


def draw_meaning(
    request: Request,
    staff: Staff,
    session: Session,
    conversation_id: str,
    message_id: int,
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Return the page."""
    place = {"conversation_id": conversation_id, "message_id": message_id}
    message = proposing.get_message(session, **place)  # type: ignore[arg-type]
    said = proposing.find_proposal(session, staff=staff, **place)  # type: ignore[arg-type]
    read = (message.understanding or {}).get("intent") or {}
    return render(
        request,
        "studio/labelling/meaning.html",
        staff,
        status,
        message=message,
        read_as=str(read.get("name") or ""),
        said=said,
        intents=list_known(request),
        problem=problem,
    )


def list_known(request: Request) -> list[str]:
    """Return the intents of the published project."""
    return list_intents(read_project(read_published(project_root(request))))


@router.post(MEANING, dependencies=[SameOrigin])
def propose_meaning(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    conversation_id: ChatId,
    message_id: MessageNumber,
    intent: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Store what an agent says a message meant; without an intent what they said is taken back."""
    require(as_principal(staff), "conversations:write")
    place = {"conversation_id": conversation_id, "message_id": message_id}
    wanted = intent.strip()
    try:
        if wanted and wanted not in list_known(request):
            raise NoSuchIntent(f"There is no intent {wanted}.", name=wanted)
        with runtime.db.transaction() as session:
            if wanted:
                proposing.propose(
                    session,
                    staff=staff,
                    intent=wanted,
                    now=runtime.clock(),
                    **place,  # type: ignore[arg-type]
                )
            else:
                proposing.withdraw(session, staff=staff, **place)  # type: ignore[arg-type]
            record(
                session,
                actor_of(request, staff),
                "meaning_proposed",
                now=runtime.clock(),
                kind="conversation",
                object_id=conversation_id,
                details={"intent": wanted, "number": message_id},
            )
    except NoSuchIntent as error:
        with runtime.db.session() as session:
            told = tell_error(error, language_of(request, staff))
            shown = (request, staff, session, conversation_id, message_id, told, error.status)
            return draw_meaning(*shown)
    return redirect(request, f"/staff/conversations/{conversation_id}")

"""Pages of the test chat."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.refusals import refusal
from console.staff.models import Staff
from console.studio.changes.routes import note_deed
from console.studio.project.service import change, read_draft
from console.studio.talk import service
from console.studio.talk.host import TalkHost
from console.studio.talk.models import StudioTalk
from console.studio.talk.saving import Sort, list_entities, mark, save_talk
from console.studio.talk.turns import explain
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from kernel.errors import NotFound, Unavailable
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.messages import MAX_TEXT
from kernel.principals import may, require
from kernel.turns import Language

router = APIRouter(prefix="/studio/talk")
HOME = "/staff/studio/talk"
TalkId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


def get_host(request: Request) -> TalkHost:
    """Return the host of models; raise `Unavailable` where models run elsewhere."""
    host: TalkHost | None = getattr(request.app.state, "talk_host", None)
    if host is None:
        raise refusal(Unavailable, "talk_no_host")
    return host


@router.get("")
def show_talks(request: Request, staff: SignedIn, session: ReadSession) -> HTMLResponse:
    """Show the models one can talk to, and the chats one had."""
    require(as_principal(staff), "studio:read")
    host: TalkHost | None = getattr(request.app.state, "talk_host", None)
    return render(
        request,
        "studio/talk/talks.html",
        staff,
        models=host.list_models() if host is not None else [],
        talks=service.list_talks(session, staff.id),
        may_pretend=may(as_principal(staff), "customers:read"),
    )


@router.post("", dependencies=[SameOrigin])
async def begin(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    model: Annotated[str, Form(max_length=200)],
    language: Annotated[Language, Form()] = "en",
    customer_id: Annotated[str, Form(max_length=12, pattern=r"^\d*$")] = "",
) -> Response:
    """Begin a chat, as a stranger or (who may read customers) as one of them."""
    require(as_principal(staff), "studio:read")
    if customer_id:
        require(as_principal(staff), "customers:read")
    host = get_host(request)
    if model not in host.list_models():
        raise refusal(NotFound, "talk_no_model")
    await host.wake(model)

    def store() -> str:
        with runtime.db.transaction() as session:
            made = service.begin_talk(
                session,
                staff_id=staff.id,
                model=model,
                language=language,
                customer_id=int(customer_id) if customer_id else None,
                now=runtime.clock(),
            )
            return made.id

    return redirect(request, f"{HOME}/{await asyncio.to_thread(store)}")


@router.get("/{talk_id}")
async def show_talk(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    talk_id: TalkId,
    kept: Annotated[str, Query(pattern="^(story|test)?$")] = "",
) -> HTMLResponse:
    """Show a chat, with what was understood and why each action ran."""
    require(as_principal(staff), "studio:read")
    host: TalkHost | None = getattr(request.app.state, "talk_host", None)

    def read() -> dict[str, Any]:
        with runtime.db.session() as session:
            talk = service.find_talk(session, talk_id, staff_id=staff.id)
            return describe(session, runtime.settings.project, talk, staff)

    shown = await asyncio.to_thread(read)
    is_awake = host is not None and await host.wake(shown["talk"].model)
    return render(
        request,
        "studio/talk/talk.html",
        staff,
        is_awake=is_awake,
        has_host=host is not None,
        kept=kept,
        most=MAX_TEXT,
        **shown,
    )


def describe(session: Session, root: Any, talk: StudioTalk, staff: Staff) -> dict[str, Any]:
    """Return what the page of a chat shows."""
    turns = service.read_turns(talk)
    stories = read_draft(session, root, staff_id=staff.id).project.stories
    decided = explain(turns, stories)
    return {
        "talk": talk,
        "turns": [
            (turn, decisions, list_entities(turn))
            for turn, decisions in zip(turns, decided, strict=True)
        ],
        "buttons": service.list_buttons(turns),
    }


@router.post("/{talk_id}", dependencies=[SameOrigin])
async def say(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    talk_id: TalkId,
    text: Annotated[str, Form(max_length=MAX_TEXT)] = "",
    button: Annotated[int | None, Form(ge=0, le=100)] = None,
) -> Response:
    """Say something, or press a button of the newest answer."""
    require(as_principal(staff), "studio:read")
    host = get_host(request)
    key = runtime.settings.derive_key("turns")

    def prepare() -> service.Saying:
        with runtime.db.session() as session:
            talk = service.find_talk(session, talk_id, staff_id=staff.id)
            return service.prepare(talk, text=text, button=button, key=key, now=runtime.clock())

    saying = await asyncio.to_thread(prepare)
    turn = await service.say(host, saying)

    def store() -> None:
        with runtime.db.transaction() as session:
            service.add_turn(session, talk_id, turn, staff_id=staff.id)

    await asyncio.to_thread(store)
    return redirect(request, f"{HOME}/{talk_id}#say")


@router.post("/{talk_id}/keep", dependencies=[SameOrigin])
def keep(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    talk_id: TalkId,
    sort: Annotated[Sort, Form()],
    name: Annotated[str, Form(min_length=1, max_length=120)],
) -> Response:
    """Add the chat to one's draft, as a story or as an end-to-end test."""
    require(as_principal(staff), "studio:write")
    talk = service.find_talk(session, talk_id, staff_id=staff.id)
    turns = service.read_turns(talk)
    root = runtime.settings.project
    files = read_draft(session, root, staff_id=staff.id).files
    spoken = [mark(turn) for turn in turns]
    changes = save_talk(files, turns, sort=sort, name=name.strip(), spoken=spoken)
    change(session, root, staff_id=staff.id, now=runtime.clock(), words=name, changes=changes)
    note_deed(request, session, staff, "kept_talk", talk_id, sort=sort)
    return redirect(request, f"{HOME}/{talk_id}?kept={sort}")

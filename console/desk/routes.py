"""The inbox and the page of one conversation."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from bot.handoff.matching import MAX_CAPACITY
from bot.handoff.presence import set_presence
from console.customers.panel import render_panel
from console.desk import context, listing, mood
from console.desk.doing import do
from console.desk.ids import ChatId
from console.desk.parts import CHAT_PARTS, list_parts
from console.desk.reading import NotesReading, NotesSearch
from console.forms import CLEAN, RowId
from console.inbox.saved import delete_filter, save_filter
from console.live.parts import Viewer
from console.staff.rules import FIRST_PAGE
from console.web import (
    SameOrigin,
    SignedIn,
    as_principal,
    find_home,
    language_of,
    redirect,
    render,
)
from crm_backend.analytics.recommendations import read_holdout
from kernel.errors import Forbidden
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require

State = Literal["online", "away", "off"]
Capacity = Annotated[int | None, Form(ge=1, le=MAX_CAPACITY)]
Name = Annotated[str, Form(max_length=200), CLEAN]
Address = Annotated[str, Form(max_length=2_000), CLEAN]
READ = "conversations:read"

router = APIRouter()


@router.get("/", dependencies=[NotesSearch])
def show_inbox(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime
) -> Response:
    """List the conversations of a view (`view`), narrowed by filters.

    Everybody's first page: who may see no conversations is led to what they may see.
    """
    principal = as_principal(staff)
    try:
        require(principal, READ)
    except Forbidden:
        if (home := find_home(principal)) == FIRST_PAGE:
            raise
        return redirect(request, home)
    holdout = read_holdout(runtime.settings)
    viewer, now = Viewer(staff, language_of(request, staff), holdout), runtime.clock()
    chosen = listing.choose(dict(request.query_params))
    return render(
        request,
        "desk/inbox.html",
        staff,
        parts=list_parts(viewer, chosen),
        **listing.read_list(session, viewer, chosen, now)
        | listing.read_views(session, viewer, chosen, now)
        | listing.read_filter_form(session, viewer, chosen),
    )


@router.get("/conversations/{conversation_id}", dependencies=[NotesReading])
def show_conversation(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
    all_: Annotated[bool, Query(alias="all")] = False,
) -> HTMLResponse:
    """Show one conversation, the customer beside it and the list it was chosen from."""
    require(as_principal(staff), READ)
    holdout = read_holdout(runtime.settings)
    viewer, now = Viewer(staff, language_of(request, staff), holdout), runtime.clock()
    chosen = listing.choose(dict(request.query_params))
    names = ["whole" if all_ and name == "transcript" else name for name in CHAT_PARTS]
    return render(
        request,
        "desk/conversation.html",
        staff,
        parts=[*(f"{name}:{conversation_id}" for name in names), *list_parts(viewer, chosen)],
        beside=render_panel(session, viewer, conversation_id, now=now),
        **context.read_head(session, viewer, conversation_id)
        | mood.read_mood(session, viewer, conversation_id)
        | context.read_transcript(session, viewer, conversation_id, whole=all_)
        | context.read_why(session, viewer, conversation_id)
        | context.read_others(session, viewer, conversation_id)
        | context.read_reply(session, viewer, conversation_id)
        | listing.read_list(session, viewer, chosen, now)
        | listing.read_views(session, viewer, chosen, now),
    )


@router.post("/presence", dependencies=[SameOrigin])
async def tell_presence(
    request: Request,
    staff: SignedIn,
    state: Annotated[State, Form()],
    capacity: Capacity = None,
) -> Response:
    """Say that one is there, away or gone; with `capacity` how many chats one takes at once."""
    require(as_principal(staff), "conversations:write")
    known = {"agent_id": str(staff.id), "name": staff.name}
    await do(request, set_presence, **known, state=state, capacity=capacity)
    return redirect(request, "/staff/")


@router.post("/filters", dependencies=[SameOrigin])
async def keep_filter(
    request: Request,
    staff: SignedIn,
    query: Address,
    name: Name = "",
    is_shared: Annotated[bool, Form()] = False,
) -> Response:
    """Save a view with its filters under a name."""
    principal = as_principal(staff)
    require(principal, READ)
    chosen = listing.read_choice(query)
    kept = {"view": chosen.view, "filters": chosen.filters, "is_shared": is_shared}
    await do(request, save_filter, principal=principal, name=name, **kept)
    return redirect(request, f"/staff/?{chosen.query}")


@router.post("/filters/{filter_id}/delete", dependencies=[SameOrigin])
def drop_filter(
    request: Request, staff: SignedIn, session: WriteSession, filter_id: RowId
) -> Response:
    """Forget a saved filter."""
    principal = as_principal(staff)
    require(principal, READ)
    delete_filter(session, principal=principal, filter_id=filter_id)
    return redirect(request, "/staff/")

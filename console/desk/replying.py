"""What agents write: answers, drafts, and that they are writing."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.orm import Session

from bot import replying
from bot.handoff import staff_notes
from bot.handoff.replying import NewerMessage
from console.copilot.events import settle
from console.customers.cards import make_cards_of_chat
from console.customers.offering import keep_shown
from console.desk.doing import as_agent, do, do_on_record, page_of, read_colleagues, refuse
from console.desk.drafts import drop_draft, keep_draft
from console.desk.ids import ChatId
from console.forms import CLEAN, LINES, RowId
from console.live.hub import LiveHub
from console.live.signs import Sight
from console.replies.placeholders import refuse_unfilled
from console.web import SameOrigin, SignedIn, as_principal, redirect
from crm_backend.analytics.recommendations import Holdout, read_holdout
from kernel.errors import FrontdeskError
from kernel.http import TheRuntime
from kernel.messages import MAX_TEXT, Card
from kernel.principals import require

# A form sends a line break as two characters, and a text of MAX_TEXT may be all line breaks.
Typed = Annotated[str, Form(max_length=2 * MAX_TEXT), LINES]
Cid = Annotated[str, Form(max_length=64), CLEAN]
Names = Annotated[Sequence[Annotated[str, Field(max_length=80), CLEAN]], Form(max_length=20)]
Number = Annotated[int | None, Form(ge=0)]

NOBODY = Holdout()

router = APIRouter(prefix="/conversations/{conversation_id}", dependencies=[SameOrigin])


@router.post("/reply")
async def reply(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    conversation_id: ChatId,
    text: Typed = "",
    cid: Cid = "",
    seen: Number = None,
    card: Names = (),
    file: Names = (),
    basis: Typed = "",
) -> Response:
    """Say something to the customer, if this agent owns the conversation; once for each `cid`.

    Where the customer has written since message `seen`, nothing is said: the text is kept as a
    draft, and stands below the newer message when the page is shown again. `card` are references
    of what is shown with it (`product:…`, `order:…`), `file` the ids of files that were uploaded.
    `basis` is the suggestion that the text began as.
    """
    require(as_principal(staff), "conversations:write")
    try:
        await do_on_record(
            request,
            staff,
            "conversation_replied",
            post_reply,
            about=conversation_id,
            staff_id=staff.id,
            conversation_id=conversation_id,
            agent=as_agent(staff),
            text=text,
            cid=cid or None,
            seen_id=seen,
            references=card,
            attachments=file,
            basis=basis,
            holdout=read_holdout(runtime.settings),
        )
    except NewerMessage as error:
        await do(request, keep_draft, staff_id=staff.id, conversation_id=conversation_id, text=text)
        return refuse(request, staff, conversation_id, error, unsent=text)
    except FrontdeskError as error:
        return refuse(request, staff, conversation_id, error, unsent=text)
    return redirect(request, page_of(request, conversation_id))


def post_reply(
    session: Session,
    *,
    staff_id: int,
    conversation_id: str,
    references: Sequence[str] = (),
    basis: str = "",
    holdout: Holdout = NOBODY,
    **answer: Any,
) -> int:
    """Say it, forget its draft, settle suggestions, keep offers; return the message's number."""
    refuse_unfilled(answer["text"])

    def make_cards(session: Session) -> list[Card]:
        return make_cards_of_chat(session, references, conversation_id, now=answer["now"])

    number = replying.post_reply(
        session, conversation_id=conversation_id, cards=make_cards, **answer
    )
    shown = {"conversation_id": conversation_id, "now": answer["now"]}
    keep_shown(session, references, message_id=number, holdout=holdout, **shown)
    drop_draft(session, staff_id=staff_id, conversation_id=conversation_id)
    told = {"text": answer["text"], "basis": basis, "now": answer["now"]}
    settle(session, conversation_id=conversation_id, agent_id=str(staff_id), **told)
    return number


@router.post("/draft", status_code=204)
async def keep(
    request: Request, staff: SignedIn, conversation_id: ChatId, text: Typed = ""
) -> None:
    """Keep what the agent has begun to write."""
    require(as_principal(staff), "conversations:write")
    await do(
        request,
        keep_draft,
        staff_id=staff.id,
        conversation_id=conversation_id,
        text=text,
    )


@router.post("/note")
async def note(
    request: Request, staff: SignedIn, conversation_id: ChatId, text: Typed = ""
) -> Response:
    """Write a note that only staff see; who is named in it with @ finds it among their mentions."""
    require(as_principal(staff), "conversations:write")
    colleagues = await asyncio.to_thread(read_colleagues, request)
    try:
        await do_on_record(
            request,
            staff,
            "conversation_noted",
            staff_notes.write_note,
            about=conversation_id,
            conversation_id=conversation_id,
            author=as_agent(staff),
            text=text,
            staff=colleagues,
        )
    except FrontdeskError as error:
        return refuse(request, staff, conversation_id, error, unsent=text)
    return redirect(request, page_of(request, conversation_id))


@router.post("/note/{note_id}/delete")
async def delete_note(
    request: Request, staff: SignedIn, conversation_id: ChatId, note_id: RowId
) -> Response:
    """Take a note back."""
    require(as_principal(staff), "conversations:write")
    try:
        await do_on_record(
            request,
            staff,
            "conversation_noted",
            staff_notes.delete_note,
            about=conversation_id,
            conversation_id=conversation_id,
            note_id=note_id,
            agent=as_agent(staff),
        )
    except FrontdeskError as error:
        return refuse(request, staff, conversation_id, error)
    return redirect(request, page_of(request, conversation_id))


@router.post("/writing", status_code=204)
async def tell_writing(request: Request, staff: SignedIn, conversation_id: ChatId) -> None:
    """Tell colleagues that this agent writes here."""
    require(as_principal(staff), "conversations:write")
    hub: LiveHub = request.app.state.live
    await hub.signs.write_in(Sight(str(staff.id), staff.name, conversation_id), hub.clock())

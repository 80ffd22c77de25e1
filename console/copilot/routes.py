"""Suggestions in a conversation: the part of the page, and what an agent made of one."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.ledger.conversations import get_conversation
from bot.ledger.models import Conversation
from console.access import get_bot
from console.copilot.events import find_new, record_shown, record_use
from console.copilot.shelf import Shelf
from console.copilot.suggesting import SHOWN, Suggestion, suggest
from console.desk.ids import ChatId
from console.replies.service import count_use
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, render
from kernel.errors import NotFound
from kernel.http import TheRuntime
from kernel.principals import require
from kernel.runtime import Runtime

router = APIRouter()
PART = "copilot/_suggestions.html"


@dataclass(frozen=True)
class Shown:
    """The suggestions of a conversation; `is_preparing` while the first index is being built."""

    conversation: Conversation
    suggestions: list[Suggestion]
    is_preparing: bool
    is_mine: bool
    is_new: bool


def get_shelf(request: Request) -> Shelf:
    """Return the index of this process."""
    return cast(Shelf, request.app.state.suggestions)


def read_shown(
    session: Session, *, runtime: Runtime, shelf: Shelf, staff: Staff, conversation_id: str
) -> Shown:
    """Return what to suggest in a conversation; raise `NotFound`. Needs no request."""
    conversation = get_conversation(session, conversation_id=conversation_id)
    shop_name, now = runtime.settings.shop_name, runtime.clock()
    index = shelf.get(runtime.db, shop_name=shop_name, now=now)
    found: list[Suggestion] = []
    if index is not None:
        found = suggest(
            session,
            index=index,
            conversation=conversation,
            staff=staff,
            shop_name=shop_name,
            now=now,
        )
    agent = str(staff.id)
    is_mine = conversation.owner == "person" and conversation.agent_id == agent
    new = find_new(session, conversation_id=conversation_id, agent_id=agent, shown=found)
    return Shown(conversation, found, index is None, is_mine, bool(new))


@router.get("/conversations/{conversation_id}/suggestions")
async def show_suggestions(
    request: Request, staff: SignedIn, runtime: TheRuntime, conversation_id: ChatId
) -> HTMLResponse:
    """Suggest up to three replies; what the agent who answers here is shown is noted once."""
    require(as_principal(staff), "conversations:write")
    ledger, shelf = get_bot(request).ledger, get_shelf(request)

    def read(session: Session) -> Shown:
        return read_shown(
            session, runtime=runtime, shelf=shelf, staff=staff, conversation_id=conversation_id
        )

    shown = await ledger.read(read)
    if shown.is_mine and shown.is_new:

        def note(session: Session) -> None:
            record_shown(
                session,
                conversation_id=conversation_id,
                agent_id=str(staff.id),
                language=shown.conversation.language,
                shown=shown.suggestions,
                now=runtime.clock(),
            )

        await ledger.write(note)
    return render(request, PART, staff, shown=shown)


@router.post("/conversations/{conversation_id}/suggestions/{place}/used", dependencies=[SameOrigin])
async def use_suggestion(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    place: Annotated[int, Path(ge=1, le=SHOWN)],
    message_id: Annotated[int, Form(ge=1, lt=2**31)],
    is_edited: Annotated[bool, Form()] = False,
) -> Response:
    """Note that the agent has inserted the suggestion at `place` for a message."""
    require(as_principal(staff), "conversations:write")

    def note(session: Session) -> None:
        key = record_use(
            session,
            conversation_id=conversation_id,
            agent_id=str(staff.id),
            message_id=message_id,
            place=place,
            is_edited=is_edited,
        )
        source, _, number = key.partition(":")
        if source == "saved":
            _count(session, staff, int(number))

    await get_bot(request).ledger.write(note)
    return Response(status_code=204)


def _count(session: Session, staff: Staff, reply_id: int) -> None:
    try:
        count_use(session, staff=staff, reply_id=reply_id)
    except NotFound:
        return  # deleted since it was shown: there is nothing left to count

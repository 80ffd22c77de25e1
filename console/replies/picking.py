"""The picker that `/` opens in a reply: replies with their placeholders filled, as a list box."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.ledger.conversations import get_conversation
from console.desk.ids import read_chat_id
from console.replies import service
from console.replies.finding import find_replies
from console.replies.placeholders import Filled, fill_placeholders
from console.replies.routes import ReplyId
from console.replies.values import read_values
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, render
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require
from kernel.turns import Language

router = APIRouter()


@router.get("/replies/pick")
def pick_reply(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation: Annotated[str, Query(max_length=64)],
    q: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Return the replies that fit what was typed after `/`, filled for this conversation."""
    require(as_principal(staff), "conversations:write")
    chat = read_chat_id(conversation)
    shop_name = runtime.settings.shop_name
    language, options = list_options(
        session, staff, chat, q, shop_name=shop_name, now=runtime.clock()
    )
    return render(request, "replies/_pick.html", staff, options=options, language=language)


def list_options(
    session: Session, staff: Staff, chat: str, query: str, *, shop_name: str, now: datetime
) -> tuple[Language, list[dict[str, object]]]:
    """Return the language of a conversation, and what its picker offers.

    Raises `NotFound` where there is no such conversation.
    """
    conversation = get_conversation(session, conversation_id=chat)
    found = find_replies(session, staff, query, conversation.language)
    languages: list[Language] = ["en", "zh"]
    values = {
        tag: read_values(
            session,
            conversation=conversation,
            agent_name=staff.name,
            shop_name=shop_name,
            now=now,
            language=tag,
        )
        for tag in (languages if any(not one.is_in_language for one in found) else ())
        or [conversation.language]
    }
    options: list[dict[str, object]] = []
    for one in found:
        spoken = conversation.language
        if not one.is_in_language:
            spoken = "zh" if spoken == "en" else "en"
        filled: Filled = fill_placeholders(one.text, values[spoken])
        options.append({"found": one, "filled": filled, "spoken": spoken})
    return conversation.language, options


@router.post("/replies/{reply_id}/used", dependencies=[SameOrigin])
def use_reply(staff: SignedIn, session: WriteSession, reply_id: ReplyId) -> Response:
    """Count that a reply was inserted: the most used ones are offered first."""
    require(as_principal(staff), "conversations:write")
    service.count_use(session, staff=staff, reply_id=reply_id)
    return Response(status_code=204)

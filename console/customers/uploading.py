"""Files that agents put into a reply: kept when they are chosen, sent with the message."""

import asyncio
from threading import BoundedSemaphore

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect

from bot.attachments.cleaning import CleanFile, clean_file
from bot.attachments.rules import FileRefused, FileTooLarge, TooManyFiles
from bot.attachments.service import keep_attachment
from bot.channels.web.uploads import drain, read_body, read_name
from bot.handoff.moves import NotYours, refuse
from bot.ledger.models import Conversation
from bot.wording import say as say_to_customer
from console.access import get_bot
from console.desk.ids import ChatId
from console.web import SameOrigin, SignedIn, as_principal, language_of
from console.words import say
from kernel.errors import FrontdeskError
from kernel.principals import require
from kernel.turns import Language

DECODER = BoundedSemaphore()  # a picture may need 250 MB while it is decoded: one at a time

router = APIRouter()


@router.post("/conversations/{conversation_id}/files", dependencies=[SameOrigin])
async def take_file(request: Request, staff: SignedIn, conversation_id: ChatId) -> Response:
    """Keep the file in the body for a reply in an agent's own conversation.

    Its name stands in `X-File-Name`, percent-encoded. Answers with `id` and `name` of what was
    kept, or with the `message` that tells why nothing was.
    """
    require(as_principal(staff), "conversations:write")
    desk = get_bot(request)
    agent_id, name = str(staff.id), read_name(request)
    try:
        await desk.ledger.read(lambda session: check_own(session, conversation_id, agent_id))
        file = await asyncio.to_thread(clean, await read_body(request), name)

        def keep(session: Session) -> tuple[str, str]:
            check_own(session, conversation_id, agent_id)
            kept = keep_attachment(
                session, conversation_id=conversation_id, file=file, now=desk.clock()
            )
            return kept.id, kept.name

        file_id, kept_name = await desk.ledger.write(keep)
    except FrontdeskError as error:
        await drain(request)
        message = tell_refusal(error, language_of(request, staff))
        return JSONResponse({"message": message}, error.status)
    except ClientDisconnect:
        return Response(status_code=400)
    return JSONResponse({"id": file_id, "name": kept_name}, 201)


def clean(content: bytes, name: str) -> CleanFile:
    """Return what may be kept of a file; takes up to seconds of a processor."""
    with DECODER:
        return clean_file(content, name)


def check_own(session: Session, conversation_id: str, agent_id: str) -> None:
    """Raise `NotYours` unless the agent answers here, `NotFound` where there is nothing."""
    query = select(Conversation.id).where(
        Conversation.id == conversation_id,
        Conversation.owner == "person",
        Conversation.agent_id == agent_id,
    )
    if session.scalar(query) is None:
        refuse(session, conversation_id)


def tell_refusal(error: FrontdeskError, language: Language) -> str:
    """Return why the file was not taken; of files in the words that customers read, too."""
    if isinstance(error, FileRefused | FileTooLarge | TooManyFiles):
        seconds = int(error.data.get("retry_after", 0))
        return say_to_customer(f"file_{error.data['reason']}", language, seconds=seconds)
    key = "customers_file_not_yours" if isinstance(error, NotYours) else "customers_file_failed"
    return say(key, language)

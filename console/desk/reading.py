"""What is noted when staff read a conversation: the audit log, what they have seen, mentions."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session

from bot.handoff.staff_notes import has_mentions, read_mentions
from bot.ledger.conversations import get_conversation
from bot.ledger.notes import add_note
from bot.ledger.writer import LedgerUnavailable
from console.access import actor_of, get_bot
from console.audit.reading import Reading, note_once
from console.audit.service import Actor, is_reading_due, record_reading
from console.desk.ids import ChatId
from console.inbox.seen import is_news, mark_seen
from console.inbox.views import Viewer
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal
from kernel.logging import get_logger
from kernel.principals import require

log = get_logger(__name__)
READ, KIND = "conversation_read", "conversation"
Write = Callable[[Session], object]

router = APIRouter()


async def note_reading(request: Request, staff: SignedIn, conversation_id: ChatId) -> None:
    """Note that a conversation's page was asked for. The page is shown without it, too.

    One line an hour of the audit log; all there is counts as seen, mentions in it as read.
    """
    require(as_principal(staff), "conversations:read")
    ledger, now = get_bot(request).ledger, get_bot(request).clock()
    actor = actor_of(request, staff)
    try:
        due = await ledger.read(
            lambda session: find_due(session, staff, actor, conversation_id, now)
        )
        if due:
            await ledger.write(lambda session: [write(session) for write in due])
    except LedgerUnavailable:
        log.warning("reading_not_noted", conversation_id=conversation_id, staff_id=staff.id)


async def note_search(request: Request, staff: SignedIn) -> None:
    """Note, once an hour, that somebody searched all conversations; not for what."""
    if not request.query_params.get("q", "").strip():
        return
    require(as_principal(staff), "conversations:read")
    await note_once(request, staff, lambda _session: Reading("search_made", KIND))


NotesReading, NotesSearch = Depends(note_reading), Depends(note_search)


def find_due(
    session: Session, staff: Staff, actor: Actor, conversation_id: str, now: datetime
) -> list[Write]:
    """Return the writes that are due, most often none; raises `NotFound`."""
    found = get_conversation(session, conversation_id=conversation_id)
    customer_id, agent_id = found.customer_id, str(staff.id)
    due = find_news(session, staff, conversation_id, found.last_id)
    if is_reading_due(session, actor, READ, now=now, kind=KIND, object_id=conversation_id):

        def add_line(session: Session) -> None:
            record_reading(
                session,
                actor,
                READ,
                now=now,
                kind=KIND,
                object_id=conversation_id,
                customer_id=customer_id,
            )

        due.append(add_line)
    if has_mentions(session, staff_id=agent_id, conversation_id=conversation_id):
        due.append(
            lambda session: read_mentions(
                session, staff_id=agent_id, now=now, conversation_id=conversation_id
            )
        )
    return due


def find_news(session: Session, staff: Staff, conversation_id: str, message_id: int) -> list[Write]:
    """Return the write that a member of staff has seen a message, if they had not."""
    viewer = Viewer(staff.id)
    if not is_news(session, viewer=viewer, conversation_id=conversation_id, message_id=message_id):
        return []

    def write(session: Session) -> None:
        mark_seen(session, viewer=viewer, conversation_id=conversation_id, message_id=message_id)
        add_note(session, "desk", conversation_id)

    return [write]


@router.post("/conversations/{conversation_id}/seen", status_code=204, dependencies=[SameOrigin])
async def tell_seen(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    message_id: Annotated[int, Form(ge=0)],
) -> None:
    """Note how far a page that somebody looks at has shown a conversation."""
    require(as_principal(staff), "conversations:read")

    def find(session: Session) -> list[Write]:
        last = get_conversation(session, conversation_id=conversation_id).last_id
        return find_news(session, staff, conversation_id, min(message_id, last))

    ledger = get_bot(request).ledger
    for write in await ledger.read(find):
        await ledger.write(write)

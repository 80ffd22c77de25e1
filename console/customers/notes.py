"""Notes on customers and the unlinking of their Telegram account, from the panel and the page."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.identity.links import CHANNEL, unlink_customer
from console.access import actor_of, get_bot
from console.customers.audit import CustomerId, note_change
from console.customers.telling import tell_chats
from console.desk.ids import check_chat_id
from console.forms import LINES, Key, key_of
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from crm_backend.customers import notes
from crm_backend.customers.service import get_customer, list_identities
from crm_backend.paging import MAX_ID
from crm_backend.text import MAX_TEXT
from kernel.http import ReadSession
from kernel.principals import may, require

NoteId = Annotated[int, Path(ge=1, le=MAX_ID)]
Words = Annotated[str, Form(max_length=2 * MAX_TEXT), LINES]
Checked = Annotated[Literal["", "yes"], Form()]
Chat = Annotated[str, Form(max_length=32)]  # the conversation one comes from, and goes back to
ChatAsked = Annotated[str, Query(max_length=32)]
ONE = "/customers/{customer_id}"

router = APIRouter()


def find_way_back(customer_id: int, chat: str) -> str:
    """Return where to go afterwards: to the chat one came from, or to the customer."""
    if chat:
        return f"/staff/conversations/{check_chat_id(chat)}"
    return f"/staff/customers/{customer_id}"


async def do_and_go_back(
    request: Request,
    staff: Staff,
    customer_id: int,
    chat: str,
    what: str,
    use_case: Callable[[Session, datetime], object],
    *,
    once: str = "",
) -> Response:
    """Change a note with its line in the audit log, tell the customer's chats, and go back."""
    back = find_way_back(customer_id, chat)
    desk, actor = get_bot(request), actor_of(request, staff)

    def work(session: Session) -> None:
        now = desk.clock()
        use_case(session, now)
        tell_chats(session, customer_id, chat)
        note_change(session, actor, what, customer_id=customer_id, now=now, once=once)

    await desk.ledger.write(work)
    return redirect(request, back)


@router.post(f"{ONE}/notes", dependencies=[SameOrigin])
async def write(
    request: Request,
    staff: SignedIn,
    customer_id: CustomerId,
    key: Key,
    text: Words,
    pinned: Checked = "",
    chat: Chat = "",
) -> Response:
    """Keep a note, once for each form."""
    require(as_principal(staff), "customers:write")
    once = key_of(staff, key, "note")

    def keep(session: Session, now: datetime) -> None:
        notes.write_note(
            session,
            customer_id=customer_id,
            author_id=str(staff.id),
            author_name=staff.name,
            text=text,
            is_pinned=pinned == "yes",
            now=now,
            idempotency_key=once,
        )

    return await do_and_go_back(request, staff, customer_id, chat, "note_written", keep, once=once)


@router.get(f"{ONE}/notes/{{note_id}}")
def show_note(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    customer_id: CustomerId,
    note_id: NoteId,
    chat: ChatAsked = "",
) -> HTMLResponse:
    """Show a note to be changed or deleted."""
    principal = as_principal(staff)
    require(principal, "customers:write")
    note = notes.find_note(session, customer_id=customer_id, note_id=note_id)
    return render(
        request,
        "customers/note.html",
        staff,
        note=note,
        customer=get_customer(session, customer_id=customer_id),
        chat=chat,
        back=find_way_back(customer_id, chat),
        is_own=note.author_id == str(staff.id) or may(principal, "conversations:overrule"),
    )


@router.post(f"{ONE}/notes/{{note_id}}", dependencies=[SameOrigin])
async def change(
    request: Request,
    staff: SignedIn,
    customer_id: CustomerId,
    note_id: NoteId,
    text: Words,
    pinned: Checked = "",
    chat: Chat = "",
) -> Response:
    """Change a note: anybody may pin it, its words are its author's."""
    principal = as_principal(staff)
    require(principal, "customers:write")

    def rewrite(session: Session, now: datetime) -> None:
        notes.change_note(
            session,
            customer_id=customer_id,
            note_id=note_id,
            text=text,
            is_pinned=pinned == "yes",
            author_id=str(staff.id),
            may_overrule=may(principal, "conversations:overrule"),
            now=now,
        )

    return await do_and_go_back(request, staff, customer_id, chat, "note_changed", rewrite)


@router.post(f"{ONE}/notes/{{note_id}}/delete", dependencies=[SameOrigin])
async def delete(
    request: Request,
    staff: SignedIn,
    customer_id: CustomerId,
    note_id: NoteId,
    chat: Chat = "",
) -> Response:
    """Delete a note of one's own; a supervisor any."""
    principal = as_principal(staff)
    require(principal, "customers:write")

    def erase(session: Session, _now: datetime) -> None:
        notes.delete_note(
            session,
            customer_id=customer_id,
            note_id=note_id,
            author_id=str(staff.id),
            may_overrule=may(principal, "conversations:overrule"),
        )

    return await do_and_go_back(request, staff, customer_id, chat, "note_deleted", erase)


@router.get(f"{ONE}/telegram")
def show_unlinking(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    customer_id: CustomerId,
    chat: ChatAsked = "",
) -> HTMLResponse:
    """Ask whether the customer's Telegram accounts shall be unlinked, and say what that means."""
    require(as_principal(staff), "customers:write")
    found = list_identities(session, customer_id=customer_id)
    return render(
        request,
        "customers/unlink.html",
        staff,
        customer=get_customer(session, customer_id=customer_id),
        count=sum(one.channel == CHANNEL for one in found),
        chat=chat,
        back=find_way_back(customer_id, chat),
    )


@router.post(f"{ONE}/telegram", dependencies=[SameOrigin])
async def unlink(
    request: Request, staff: SignedIn, customer_id: CustomerId, chat: Chat = ""
) -> Response:
    """Unlink them: the next message of each is a stranger's."""
    require(as_principal(staff), "customers:write")
    back = find_way_back(customer_id, chat)
    desk = get_bot(request)
    actor = actor_of(request, staff)

    def work(session: Session) -> None:
        now = desk.clock()
        if unlink_customer(session, customer_id=customer_id, now=now):
            note_change(session, actor, "telegram_unlinked", customer_id=customer_id, now=now)
        tell_chats(session, customer_id)

    await desk.ledger.write(work)
    return redirect(request, back)

"""A ticket made from a chat: a form that is filled in, and the ticket once."""

from datetime import datetime
from typing import Annotated, get_args

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.identity.links import verified_customer_id
from bot.ledger.conversations import get_conversation
from console.access import actor_of, get_bot
from console.audit.service import record
from console.customers.sentences import tell_ticket
from console.customers.telling import tell_chats
from console.desk.ids import ChatId
from console.forms import LINES, Key, key_of, new_key
from console.tickets.draft import draft_ticket
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from crm_backend.customers.service import get_customer
from crm_backend.orders.service import find_order
from crm_backend.scope import EVERYONE
from crm_backend.text import MAX_LINE, MAX_TEXT
from crm_backend.tickets.models import TicketKind, TicketPriority
from crm_backend.tickets.service import find_ticket, open_ticket
from kernel.errors import NotFound
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require

NEW = "/conversations/{conversation_id}/tickets/new"
router = APIRouter()


@router.get(NEW)
def show_form(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
) -> HTMLResponse:
    """Show the form, filled in from what was said."""
    require(as_principal(staff), "tickets:write")
    conversation = get_conversation(session, conversation_id=conversation_id)
    draft = draft_ticket(session, conversation, now=runtime.clock())
    chosen = draft.customer_id
    return render(
        request,
        "tickets/create.html",
        staff,
        conversation_id=conversation_id,
        draft=draft,
        customer=None if chosen is None else get_customer(session, customer_id=chosen),
        key=new_key(),
        kinds=get_args(TicketKind),
        priorities=get_args(TicketPriority),
    )


@router.post(NEW, dependencies=[SameOrigin])
async def create(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    key: Key,
    subject: Annotated[str, Form(min_length=1, max_length=MAX_LINE)],
    details: Annotated[str, Form(min_length=1, max_length=2 * MAX_TEXT), LINES],
    kind: Annotated[TicketKind, Form()],
    priority: Annotated[TicketPriority, Form()],
    order: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Open the ticket, once for each form."""
    require(as_principal(staff), "tickets:write")
    desk = get_bot(request)
    actor = actor_of(request, staff)

    def work(session: Session) -> str:
        now = desk.clock()
        customer_id = read_owner(session, conversation_id, now)
        made = open_ticket(
            session,
            customer_id=customer_id,
            subject=subject,
            kind=kind,
            details=details,
            conversation_id=conversation_id,
            order_id=find_order_id(session, customer_id, order),
            priority=priority,
            staff_name=staff.name,
            now=now,
            idempotency_key=key_of(staff, key, "ticket"),
        )
        tell_chats(session, customer_id, conversation_id)
        record(
            session,
            actor,
            "ticket_opened",
            now=now,
            kind="ticket",
            object_id=made.number,
            customer_id=customer_id,
            once=key_of(staff, key, "ticket"),
        )
        return made.number

    number = await desk.ledger.write(work)
    return redirect(request, f"/staff/conversations/{conversation_id}/tickets/{number}")


@router.get("/conversations/{conversation_id}/tickets/{number}")
def show_made(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
    number: str,
) -> HTMLResponse:
    """Say that a ticket of this chat was made, with a sentence for the customer."""
    require(as_principal(staff), "tickets:read")
    conversation = get_conversation(session, conversation_id=conversation_id)
    ticket = find_ticket(session, customer_id=EVERYONE, number=number)
    if ticket.conversation_id != conversation.id:
        raise NotFound("There is no such ticket.")
    return render(
        request,
        "tickets/made.html",
        staff,
        conversation_id=conversation_id,
        ticket=ticket,
        sentence=tell_ticket(
            session, ticket.number, conversation_id, conversation.language, runtime.clock()
        ),
    )


def read_owner(session: Session, conversation_id: str, now: datetime) -> int | None:
    """Return whose the conversation is by now, None while nobody has proved it."""
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    return verified_customer_id(found, now)


def find_order_id(session: Session, customer_id: int | None, number: str) -> int | None:
    """Return the id of the customer's order; raise `NotFound` for any other."""
    if not number:
        return None
    if customer_id is None:
        raise NotFound("There is no such order.")
    return find_order(session, customer_id=customer_id, number=number).id

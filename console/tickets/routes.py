"""Pages of tickets: the list, one ticket, comments on it, changes of it."""

from datetime import datetime
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.access import actor_of, get_bot
from console.audit.reading import Reading, note_once
from console.audit.service import Actor, record
from console.customers.telling import tell_chats
from console.desk.paging import PAGE_SIZE, Cursor, link_onward
from console.forms import LINES, Key, key_of, new_key, show_not_done
from console.staff.models import Staff
from console.tickets.changing import NotAPerson, StaleForm, TicketForm, UnreadableTime, change
from console.tickets.people import list_assignable
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from crm_backend.scope import EVERYONE
from crm_backend.text import MAX_TEXT
from crm_backend.tickets.models import Ticket, TicketKind, TicketPriority, TicketStatus
from crm_backend.tickets.rules import OPEN_STATUSES
from crm_backend.tickets.service import (
    Choice,
    comment_ticket,
    find_ticket,
    find_ticket_with_history,
    list_tickets,
)
from kernel.errors import FrontdeskError
from kernel.http import ReadSession, TheRuntime
from kernel.principals import may, require

View = Literal["mine", "unassigned", "overdue"]
# A form sends a line break as two characters.
Words = Annotated[str, Form(max_length=2 * MAX_TEXT), LINES]
Short = Annotated[str, Form(max_length=64)]

router = APIRouter()


@router.get("/tickets")
def show_tickets(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    view: Annotated[View | None, Query()] = None,
    status: Annotated[TicketStatus | None, Query()] = None,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Cursor = None,
) -> HTMLResponse:
    """List the tickets, newest first; `view`, `status` and `q` narrow it."""
    require(as_principal(staff), "tickets:read")
    choice = Choice(
        status=status,
        assignee_id=str(staff.id) if view == "mine" else None,
        is_open=view == "mine" and status is None,
        is_unassigned=view == "unassigned",
        overdue_at=runtime.clock() if view == "overdue" else None,
        text=q,
    )
    page = list_tickets(session, choice=choice, after=after, limit=PAGE_SIZE)
    return render(
        request,
        "tickets/list.html",
        staff,
        page=page,
        view=view,
        chosen=status,
        q=q,
        is_later=after is not None,
        statuses=get_args(TicketStatus),
        views=get_args(View),
        open_statuses=OPEN_STATUSES,
        onward=link_onward(page, view=view, status=status, q=q or None),
    )


async def note_ticket(request: Request, staff: SignedIn, number: str) -> None:
    """Note that the page of a ticket was asked for."""
    require(as_principal(staff), "tickets:read")

    def find(session: Session) -> Reading:
        found = find_ticket(session, customer_id=EVERYONE, number=number)
        return Reading("ticket_read", "ticket", found.number, found.customer_id)

    await note_once(request, staff, find)


@router.get("/tickets/{number}", dependencies=[Depends(note_ticket)])
def show_ticket(
    request: Request, staff: SignedIn, session: ReadSession, number: str
) -> HTMLResponse:
    """Show one ticket: what it is about, what was said, what was changed."""
    principal = as_principal(staff)
    require(principal, "tickets:read")
    ticket = find_ticket_with_history(session, number=number)
    return render(
        request,
        "tickets/ticket.html",
        staff,
        ticket=ticket,
        key=new_key(),
        is_open=ticket.status in OPEN_STATUSES,
        statuses=get_args(TicketStatus),
        priorities=get_args(TicketPriority),
        kinds=get_args(TicketKind),
        people=list_assignable(session),
        may_write=may(principal, "tickets:write"),
    )


@router.post("/tickets/{number}/comments", dependencies=[SameOrigin])
async def comment(
    request: Request,
    staff: SignedIn,
    number: str,
    key: Key,
    text: Words = "",
    public: Literal["", "yes"] = Form(""),
) -> Response:
    """Say something on a ticket: for the customer, or for colleagues only."""
    require(as_principal(staff), "tickets:write")
    desk = get_bot(request)
    actor = actor_of(request, staff)

    def work(session: Session) -> int:
        form = key_of(staff, key, "comment")
        ticket = find_ticket(session, customer_id=EVERYONE, number=number)
        made = comment_ticket(
            session,
            ticket_id=ticket.id,
            author_kind="staff",
            author_name=staff.name,
            text=text,
            is_public=public == "yes",
            now=desk.clock(),
            idempotency_key=form,
        )
        note_change(session, actor, ticket, "commented", now=desk.clock(), once=form)
        return made.id

    said = await desk.ledger.write(work)
    return redirect(request, f"/staff/tickets/{number}#c{said}")


@router.post("/tickets/{number}/change", dependencies=[SameOrigin])
async def change_ticket(
    request: Request,
    staff: SignedIn,
    number: str,
    seen: Short,
    status: Annotated[TicketStatus, Form()],
    priority: Annotated[TicketPriority, Form()],
    kind: Annotated[TicketKind, Form()],
    assignee: Short = "",
    due: Short = "",
) -> Response:
    """Save the form beside a ticket, unless somebody changed it since it was shown."""
    require(as_principal(staff), "tickets:write")
    desk = get_bot(request)
    form = TicketForm(number, seen, status, priority, kind, assignee, due)
    actor = actor_of(request, staff)

    def work(session: Session) -> None:
        change(session, form, by_name=staff.name, now=desk.clock())
        ticket = find_ticket(session, customer_id=EVERYONE, number=number)
        note_change(session, actor, ticket, "changed", now=desk.clock())
        tell_chats(session, ticket.customer_id, ticket.conversation_id)

    try:
        await desk.ledger.write(work)
    except StaleForm as error:
        return _refuse(request, staff, number, error, "tickets_stale")
    except NotAPerson as error:
        return _refuse(request, staff, number, error, "tickets_no_such_person")
    except UnreadableTime as error:
        return _refuse(request, staff, number, error, "tickets_unreadable_due")
    return redirect(request, f"/staff/tickets/{number}")


def note_change(
    session: Session, actor: Actor, ticket: Ticket, what: str, *, now: datetime, once: str = ""
) -> None:
    """Put on record that somebody changed a ticket or said something on it."""
    record(
        session,
        actor,
        "ticket_changed",
        now=now,
        kind="ticket",
        object_id=ticket.number,
        customer_id=ticket.customer_id,
        details={"what": what},
        once=once,
    )


def _refuse(
    request: Request, staff: Staff, number: str, error: FrontdeskError, key: str
) -> Response:
    return show_not_done(
        request,
        staff,
        error.status,
        key,
        title="tickets_not_done",
        where=f"/staff/tickets/{number}",
        back="tickets_back",
    )

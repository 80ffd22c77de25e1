"""HTTP routes of tickets. Callers are programs of the shop: they see every ticket."""

from fastapi import APIRouter

from crm_backend.access.guard import Caller, IdempotencyKey, needs
from crm_backend.http import API, ERRORS, After, Limit, PathWord, QueryId
from crm_backend.orders.service import find_order
from crm_backend.scope import EVERYONE
from crm_backend.tickets import service
from crm_backend.tickets.models import TicketPriority, TicketStatus
from crm_backend.tickets.schemas import (
    CommentCreate,
    CommentRead,
    TicketCreate,
    TicketPage,
    TicketRead,
    TicketUpdate,
)
from kernel.http import ReadSession, TheRuntime, WriteSession

router = APIRouter(prefix=f"{API}/tickets", tags=["tickets"], responses=ERRORS)


@router.get("", dependencies=[needs("tickets:read")])
def list_tickets(
    session: ReadSession,
    customer_id: QueryId = None,
    status: TicketStatus | None = None,
    priority: TicketPriority | None = None,
    after: After = None,
    limit: Limit = 50,
) -> TicketPage:
    """List tickets, newest first."""
    page = service.list_tickets(
        session,
        customer_id=EVERYONE if customer_id is None else customer_id,
        choice=service.Choice(status=status, priority=priority),
        after=after,
        limit=limit,
    )
    return TicketPage.model_validate(page)


@router.post("", status_code=201, dependencies=[needs("tickets:write")])
def open_ticket(
    body: TicketCreate, session: WriteSession, runtime: TheRuntime, key: IdempotencyKey
) -> TicketRead:
    """Open a ticket; `details` become its first comment."""
    order_id = None
    if body.order_number is not None:
        order_id = find_order(session, customer_id=EVERYONE, number=body.order_number).id
    made = service.open_ticket(
        session,
        order_id=order_id,
        now=runtime.clock(),
        idempotency_key=key,
        **body.model_dump(exclude={"order_number"}),
    )
    return TicketRead.model_validate(made)


@router.get("/{number}", dependencies=[needs("tickets:read")])
def get_ticket(number: PathWord, session: ReadSession) -> TicketRead:
    """Show one ticket with everything said on it, notes of staff too."""
    ticket = service.find_ticket(session, customer_id=EVERYONE, number=number)
    return TicketRead.model_validate(ticket)


@router.patch("/{number}", dependencies=[needs("tickets:write")])
def update_ticket(
    number: PathWord,
    body: TicketUpdate,
    session: WriteSession,
    runtime: TheRuntime,
    caller: Caller,
) -> TicketRead:
    """Change what the body names and nothing else; another priority moves the time it is due."""
    ticket = service.update_ticket(
        session,
        customer_id=EVERYONE,
        number=number,
        changes=body,
        by_name=caller.label,
        now=runtime.clock(),
    )
    return TicketRead.model_validate(ticket)


@router.post("/{number}/comments", status_code=201, dependencies=[needs("tickets:write")])
def comment_ticket(
    number: PathWord,
    body: CommentCreate,
    session: WriteSession,
    runtime: TheRuntime,
    key: IdempotencyKey,
) -> CommentRead:
    """Say something on a ticket as staff; not public = a note the customer never sees."""
    ticket = service.find_ticket(session, customer_id=EVERYONE, number=number)
    comment = service.comment_ticket(
        session,
        ticket_id=ticket.id,
        author_kind="staff",
        now=runtime.clock(),
        idempotency_key=key,
        **body.model_dump(),
    )
    return CommentRead.model_validate(comment)


@router.post("/{number}/close", dependencies=[needs("tickets:write")])
def close_ticket(
    number: PathWord, session: WriteSession, runtime: TheRuntime, key: IdempotencyKey
) -> TicketRead:
    """Close a ticket."""
    ticket = service.close_ticket(
        session, customer_id=EVERYONE, number=number, now=runtime.clock(), idempotency_key=key
    )
    return TicketRead.model_validate(ticket)

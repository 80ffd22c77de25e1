"""The page of tickets."""

from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from console.desk.paging import PAGE_SIZE, Cursor, link_onward
from console.web import SignedIn, as_principal, render
from crm_backend.tickets.models import TicketStatus
from crm_backend.tickets.rules import OPEN_STATUSES
from crm_backend.tickets.service import list_tickets
from kernel.http import ReadSession
from kernel.principals import require

router = APIRouter()


@router.get("/tickets")
def show_tickets(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    status: Annotated[TicketStatus | None, Query()] = None,
    after: Cursor = None,
) -> HTMLResponse:
    """List the tickets, newest first; `status` picks those in one state."""
    require(as_principal(staff), "tickets:read")
    page = list_tickets(session, status=status, after=after, limit=PAGE_SIZE)
    return render(
        request,
        "tickets.html",
        staff,
        page=page,
        chosen=status,
        is_later=after is not None,
        statuses=get_args(TicketStatus),
        open_statuses=OPEN_STATUSES,
        onward=link_onward(page, status=status),
    )

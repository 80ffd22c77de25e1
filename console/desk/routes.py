"""Pages of conversations and tickets, and what staff do with a conversation."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

import bot.service
from bot.handoff import service as handoff
from bot.handoff.rules import legal_moves
from console.desk.view import view_message
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from crm_backend.customers.service import get_customer
from crm_backend.orders.service import list_orders
from crm_backend.tickets.service import list_tickets
from kernel.http import ReadSession, TheRuntime
from kernel.messages import MAX_TEXT
from kernel.principals import require

PAGE_SIZE = 50
router = APIRouter(prefix="/staff", include_in_schema=False)
Cursor = Annotated[str | None, Query(max_length=200)]
Owner = Annotated[str | None, Query(pattern="^(bot|waiting|person|closed)$")]


@router.get("/")
def show_conversations(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    owner: Owner = None,
    after: Cursor = None,
) -> HTMLResponse:
    """List the conversations, those that changed last first."""
    require(as_principal(staff), "conversations:read")
    page = bot.service.list_conversations(session, owner=owner, after=after, limit=PAGE_SIZE)
    return render(request, "conversations.html", staff, page=page, owner=owner)


@router.get("/conversations/{conversation_id}")
def show_conversation(
    request: Request, staff: SignedIn, session: ReadSession, conversation_id: str
) -> HTMLResponse:
    """Show one conversation, what the bot understood, and the customer beside it."""
    principal = as_principal(staff)
    require(principal, "conversations:read")
    conversation, messages = bot.service.read_conversation(session, conversation_id=conversation_id)
    customer, orders, tickets = None, [], []
    if conversation.customer_id is not None:
        require(principal, "customers:read", customer_id=conversation.customer_id)
        chosen = conversation.customer_id
        customer = get_customer(session, customer_id=chosen)
        orders = list_orders(session, customer_id=chosen, limit=5).items
        tickets = list_tickets(session, customer_id=chosen, limit=5).items
    return render(
        request,
        "conversation.html",
        staff,
        conversation=conversation,
        messages=[view_message(message) for message in messages],
        moves=legal_moves(conversation.owner),
        customer=customer,
        orders=orders,
        tickets=tickets,
    )


@router.get("/tickets")
def show_tickets(
    request: Request, staff: SignedIn, session: ReadSession, after: Cursor = None
) -> HTMLResponse:
    """List the tickets, newest first."""
    require(as_principal(staff), "tickets:read")
    page = list_tickets(session, after=after, limit=PAGE_SIZE)
    return render(request, "tickets.html", staff, page=page)

"""Pages of conversations and tickets, and what staff do with a conversation."""

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

import bot.service
from bot.app import BotService
from bot.handoff.rules import legal_moves
from bot.handoff.service import Agent
from bot.ledger.models import Owner
from console.desk.view import view_message
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from crm_backend.customers.service import get_customer, read_names
from crm_backend.orders.service import list_orders
from crm_backend.tickets.service import list_tickets
from kernel.errors import FrontdeskError
from kernel.http import ReadSession
from kernel.messages import MAX_TEXT
from kernel.principals import require

PAGE_SIZE = 50
router = APIRouter(prefix="/staff", include_in_schema=False)
Cursor = Annotated[str | None, Query(max_length=200)]
Filter = Annotated[Owner | None, Query()]
Move = Literal["take", "return", "close"]


@router.get("/")
def show_conversations(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    owner: Filter = None,
    after: Cursor = None,
) -> HTMLResponse:
    """List the conversations, those that changed last first."""
    require(as_principal(staff), "conversations:read")
    page = bot.service.list_conversations(session, owner=owner, after=after, limit=PAGE_SIZE)
    known = [row.conversation.customer_id for row in page.items]
    names = read_names(session, customer_ids=[each for each in known if each is not None])
    return render(request, "conversations.html", staff, page=page, owner=owner, names=names)


@router.get("/conversations/{conversation_id}")
def show_conversation(
    request: Request, staff: SignedIn, session: ReadSession, conversation_id: str
) -> HTMLResponse:
    """Show one conversation, what the bot understood, and the customer beside it."""
    principal = as_principal(staff)
    require(principal, "conversations:read")
    conversation, messages = bot.service.read_conversation(session, conversation_id=conversation_id)
    beside: dict[str, object] = {"customer": None}
    if conversation.customer_id is not None:
        chosen = conversation.customer_id
        require(principal, "customers:read", customer_id=chosen)
        beside = {
            "customer": get_customer(session, customer_id=chosen),
            "orders": list_orders(session, customer_id=chosen, limit=5).items,
            "tickets": list_tickets(session, customer_id=chosen, limit=5).items,
        }
    return render(
        request,
        "conversation.html",
        staff,
        conversation=conversation,
        messages=[view_message(message) for message in messages],
        moves=legal_moves(conversation.owner),
        is_mine=conversation.agent_id == str(staff.id),
        **beside,
    )


@router.post("/conversations/{conversation_id}/reply", dependencies=[SameOrigin])
async def reply(
    request: Request,
    staff: SignedIn,
    conversation_id: str,
    text: Annotated[str, Form(max_length=MAX_TEXT)],
) -> Response:
    """Say something to the customer, if this agent owns the conversation."""
    require(as_principal(staff), "conversations:write")
    try:
        await get_bot(request).post_agent_message(conversation_id, as_agent(staff), text)
    except FrontdeskError as error:
        return render(request, "message.html", staff, error.status, text=error.message)
    return redirect(request, f"/staff/conversations/{conversation_id}")


@router.post("/conversations/{conversation_id}/{move}", dependencies=[SameOrigin])
async def make_move(
    request: Request, staff: SignedIn, conversation_id: str, move: Move
) -> Response:
    """Take the conversation over, give it back to the bot, or close it."""
    require(as_principal(staff), "conversations:write")
    desk = get_bot(request)
    try:
        if move == "take":
            await desk.take_over(conversation_id, as_agent(staff))
        elif move == "return":
            await desk.hand_back(conversation_id)
        else:
            await desk.close_conversation(conversation_id)
    except FrontdeskError as error:
        return render(request, "message.html", staff, error.status, text=error.message)
    return redirect(request, f"/staff/conversations/{conversation_id}")


def get_bot(request: Request) -> BotService:
    """Return the conversation service of this process."""
    return cast(BotService, request.app.state.bot)


def as_agent(staff: Staff) -> Agent:
    """Return a member of staff as customers see them."""
    return Agent(id=str(staff.id), name=staff.name)


@router.get("/tickets")
def show_tickets(
    request: Request, staff: SignedIn, session: ReadSession, after: Cursor = None
) -> HTMLResponse:
    """List the tickets, newest first."""
    require(as_principal(staff), "tickets:read")
    page = list_tickets(session, after=after, limit=PAGE_SIZE)
    return render(request, "tickets.html", staff, page=page)

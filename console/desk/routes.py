"""Pages of conversations, and what staff do with one."""

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

import bot.service
from bot.app import BotService
from bot.handoff.rules import legal_moves
from bot.handoff.service import Agent, NotYours
from bot.ledger.models import Conversation, Owner
from console.desk.paging import PAGE_SIZE, Cursor, link_onward
from console.desk.view import name_conversation, tell_mood, tell_owner, view_message
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, redirect, render
from crm_backend.customers.service import get_customer, read_names
from crm_backend.orders.service import list_orders
from crm_backend.tickets.service import list_tickets
from kernel.errors import FrontdeskError
from kernel.http import ReadSession
from kernel.messages import MAX_TEXT
from kernel.principals import Principal, require

BESIDE = 5  # orders and tickets shown beside a conversation
# A form sends a line break as two characters, and a text of MAX_TEXT may be all line breaks.
Typed = Annotated[str, Form(max_length=2 * MAX_TEXT)]
Move = Literal["take", "return", "close"]

router = APIRouter()


@router.get("/")
def show_conversations(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    owner: Annotated[Owner | None, Query()] = None,
    after: Cursor = None,
) -> HTMLResponse:
    """List the conversations, those that changed last first; `owner` picks who answers now."""
    require(as_principal(staff), "conversations:read")
    page = bot.service.list_conversations(session, owner=owner, after=after, limit=PAGE_SIZE)
    known = [row.conversation.customer_id for row in page.items]
    names = read_names(session, customer_ids=[each for each in known if each is not None])
    return render(
        request,
        "conversations.html",
        staff,
        rows=[(row, name_conversation(row.conversation, names)) for row in page.items],
        chosen=owner,
        is_later=after is not None,
        onward=link_onward(page, owner=owner),
    )


@router.get("/conversations/{conversation_id}")
def show_conversation(
    request: Request, staff: SignedIn, session: ReadSession, conversation_id: str
) -> HTMLResponse:
    """Show one conversation, what the bot understood, and the customer beside it."""
    principal = as_principal(staff)
    require(principal, "conversations:read")
    conversation, messages = bot.service.read_conversation(session, conversation_id=conversation_id)
    known = [conversation.customer_id] if conversation.customer_id is not None else []
    names = read_names(session, customer_ids=known)
    return render(
        request,
        "conversation.html",
        staff,
        conversation=conversation,
        name=name_conversation(conversation, names),
        messages=[view_message(message) for message in messages],
        mood=tell_mood(messages),
        moves=legal_moves(conversation.owner),
        is_mine=conversation.owner == "person" and conversation.agent_id == str(staff.id),
        **read_beside(session, conversation, principal),
    )


def read_beside(
    session: Session, conversation: Conversation, principal: Principal
) -> dict[str, object]:
    """Return what stands beside a conversation: the customer, if proved, and what is theirs."""
    chosen = conversation.customer_id
    if chosen is None:
        return {"customer": None}
    for permission in ("customers:read", "orders:read", "tickets:read"):
        require(principal, permission, customer_id=chosen)
    return {
        "customer": get_customer(session, customer_id=chosen),
        "orders": list_orders(session, customer_id=chosen, limit=BESIDE).items,
        "tickets": list_tickets(session, customer_id=chosen, limit=BESIDE).items,
    }


@router.post("/conversations/{conversation_id}/reply", dependencies=[SameOrigin])
async def reply(
    request: Request, staff: SignedIn, conversation_id: str, text: Typed = ""
) -> Response:
    """Say something to the customer, if this agent owns the conversation."""
    require(as_principal(staff), "conversations:write")
    text = text.replace("\r\n", "\n")
    try:
        await get_bot(request).post_agent_message(conversation_id, as_agent(staff), text)
    except FrontdeskError as error:
        return refuse(request, staff, conversation_id, error, unsent=text)
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
        return refuse(request, staff, conversation_id, error)
    return redirect(request, f"/staff/conversations/{conversation_id}")


def refuse(
    request: Request, staff: Staff, conversation_id: str, error: FrontdeskError, unsent: str = ""
) -> Response:
    """Tell why nothing was done and who answers instead; what was typed is not lost."""
    text = error.message
    if isinstance(error, NotYours):
        text = tell_owner(error.data["owner"], error.data["agent"], is_write=bool(unsent))
    where = f"/staff/conversations/{conversation_id}" if error.status != 404 else None
    return render(
        request, "refused.html", staff, error.status, text=text, unsent=unsent, where=where
    )


def get_bot(request: Request) -> BotService:
    """Return the conversation service of this process."""
    return cast(BotService, request.app.state.bot)


def as_agent(staff: Staff) -> Agent:
    """Return a member of staff as customers see them."""
    return Agent(id=str(staff.id), name=staff.name)

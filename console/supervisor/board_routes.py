"""Pages of the live board, and what a supervisor does there."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from bot.handoff.http import AgentId
from bot.handoff.matching import MAX_CAPACITY
from bot.handoff.models import Presence
from bot.handoff.presence import AtCapacity
from bot.ledger.conversations import get_conversation
from console.access import actor_of, get_bot
from console.desk.doing import as_agent
from console.desk.ids import ChatId
from console.staff.models import Staff
from console.supervisor.board import AgentLine, read_board
from console.supervisor.board_part import OVERRULE, PART, describe_board
from console.supervisor.changes import LINE, Moved, NotThere, SetState, assign_chat, set_agent
from console.web import (
    SameOrigin,
    SignedIn,
    as_principal,
    language_of,
    redirect,
    render,
)
from console.words import say
from crm_backend.customers.service import read_names
from crm_backend.text import plain
from kernel.errors import FrontdeskError, NotFound
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.turns import Language

PAGE = "/staff/board"
Named = Annotated[str, Form(max_length=64)]

router = APIRouter()


@router.get("/board")
def show_board(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime
) -> HTMLResponse:
    """Show what goes on at the desk, kept fresh as a live part."""
    require(as_principal(staff), OVERRULE)
    board, language = read_board(session, now=runtime.clock()), language_of(request, staff)
    values = describe_board(board, language)
    return render(request, "supervisor/board.html", staff, parts=[PART], **values)


@router.get("/board/chats/{conversation_id}")
def show_assigning(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
) -> HTMLResponse:
    """Show to whom a chat can be given."""
    require(as_principal(staff), OVERRULE)
    return _show_assigning(request, staff, session, runtime.clock(), conversation_id)


@router.post("/board/chats/{conversation_id}", dependencies=[SameOrigin])
async def assign(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    conversation_id: ChatId,
    to: Named = "",
    seen: Named = "",
) -> Response:
    """Give the chat to an agent or put it back in line, if it is still where the page saw it."""
    require(as_principal(staff), OVERRULE)
    language, now = language_of(request, staff), runtime.clock()
    to = plain(to)
    problem = "" if to else say("board_choose", language)
    if not problem:
        try:
            await get_bot(request).ledger.write(
                lambda session: assign_chat(
                    session,
                    conversation_id=conversation_id,
                    to=to,
                    seen=seen,
                    boss=as_agent(staff),
                    actor=actor_of(request, staff),
                    now=now,
                )
            )
        except FrontdeskError as error:
            problem = explain(error, language)
    if not problem:
        return redirect(request, PAGE)
    return await get_bot(request).ledger.read(
        lambda session: _show_assigning(request, staff, session, now, conversation_id, problem)
    )


def explain(error: FrontdeskError, language: Language) -> str:
    """Return in the language of the page why something was not done."""
    if isinstance(error, AtCapacity):
        return say("board_full", language, **error.data)
    if isinstance(error, Moved):
        owner = say(f"board_owner_{error.data['owner']}", language)
        return say("board_moved", language, who=error.data["agent"] or owner)
    if isinstance(error, NotThere):
        return say("board_not_there", language)
    if isinstance(error, NotFound):
        return say("board_gone", language)
    return error.message


def _show_assigning(
    request: Request,
    staff: Staff,
    session: Session,
    now: datetime,
    conversation_id: str,
    problem: str = "",
) -> HTMLResponse:
    found = get_conversation(session, conversation_id=conversation_id)
    known = [found.customer_id] if found.customer_id is not None else []
    agents = [
        one
        for one in read_board(session, now=now).agents
        if one.state == "online" and not one.is_gone and one.agent_id != found.agent_id
    ]
    return render(
        request,
        "supervisor/assign.html",
        staff,
        409 if problem else 200,
        chat=found,
        customer=read_names(session, customer_ids=known).get(found.customer_id or 0, ""),
        agents=agents,
        line=LINE,
        problem=problem,
    )


@router.get("/board/agents/{agent_id}")
def show_agent(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    agent_id: AgentId,
) -> HTMLResponse:
    """Show an agent's presence and capacity, to change."""
    require(as_principal(staff), OVERRULE)
    return _show_agent(request, staff, session, runtime.clock(), agent_id)


@router.post("/board/agents/{agent_id}", dependencies=[SameOrigin])
async def change_agent(
    request: Request,
    staff: SignedIn,
    runtime: TheRuntime,
    agent_id: AgentId,
    state: Annotated[SetState, Form()],
    capacity: Annotated[str, Form(max_length=10)] = "",
    put_back: Annotated[bool, Form()] = False,
) -> Response:
    """Set an agent away or off, how many chats they take, and put theirs back in line."""
    require(as_principal(staff), OVERRULE)
    language, now = language_of(request, staff), runtime.clock()
    problem = ""
    if not capacity.isdecimal() or not 1 <= int(capacity) <= MAX_CAPACITY:
        problem = say("board_capacity_bounds", language, most=MAX_CAPACITY)
    else:
        try:
            await get_bot(request).ledger.write(
                lambda session: set_agent(
                    session,
                    agent_id=agent_id,
                    state=state,
                    capacity=int(capacity),
                    puts_back=put_back,
                    boss=as_agent(staff),
                    actor=actor_of(request, staff),
                    now=now,
                )
            )
        except NotThere as error:
            problem = explain(error, language)
    if not problem:
        return redirect(request, PAGE)
    return await get_bot(request).ledger.read(
        lambda session: _show_agent(request, staff, session, now, agent_id, problem, capacity)
    )


def _show_agent(
    request: Request,
    staff: Staff,
    session: Session,
    now: datetime,
    agent_id: str,
    problem: str = "",
    typed: str | None = None,
) -> HTMLResponse:
    row = session.get(Presence, agent_id)
    if row is None:
        raise NotFound("There is no such agent.")
    lines: dict[str, AgentLine] = {one.agent_id: one for one in read_board(session, now=now).agents}
    line = lines.get(agent_id)
    return render(
        request,
        "supervisor/agent.html",
        staff,
        422 if problem else 200,
        agent=row,
        chats=line.chats if line is not None else 0,
        is_gone=line is not None and line.is_gone,
        capacity=row.capacity if typed is None else typed,
        most=MAX_CAPACITY,
        problem=problem,
    )

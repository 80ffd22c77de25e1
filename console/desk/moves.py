"""What staff do with a conversation: take it, hand it on, give it back, close it."""

import asyncio
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from bot.handoff import ending, merging, snoozing
from bot.handoff import service as handoff
from bot.handoff.moves import Agent
from console.desk.asides import put_aside
from console.desk.doing import as_agent, do_on_record, page_of, read_colleagues, refuse
from console.desk.ids import ChatId, check_chat_id
from console.desk.resending import send_message_again
from console.forms import CLEAN, LINES, RowId
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, redirect
from kernel.errors import FrontdeskError
from kernel.messages import MAX_TEXT
from kernel.principals import require

Short = Annotated[str, Form(max_length=200), CLEAN]
Note = Annotated[str, Form(max_length=2 * MAX_TEXT), LINES]
Seen = Annotated[int | None, Form(ge=0)]  # the newest customer message that the page showed
Hours = Annotated[int, Form(ge=0, le=24 * 365)]

router = APIRouter(dependencies=[SameOrigin])


@router.post("/next")
async def take_next(request: Request, staff: SignedIn) -> Response:
    """Take the conversation that is first in line; the list where nobody waits."""
    require(as_principal(staff), "conversations:write")
    try:
        agent = as_agent(staff)
        chosen = await do_on_record(
            request, staff, "conversation_taken", handoff.claim_next, about=None, agent=agent
        )
    except FrontdeskError as error:
        return refuse(request, staff, None, error)
    return redirect(request, page_of(request, chosen) if chosen else "/staff/")


@router.post("/conversations/{conversation_id}/take")
async def take(request: Request, staff: SignedIn, conversation_id: ChatId) -> Response:
    """Become the one who answers."""
    return await move(request, staff, conversation_id, "conversation_taken", handoff.take_over)


@router.post("/conversations/{conversation_id}/return")
async def give_back(
    request: Request, staff: SignedIn, conversation_id: ChatId, note: Note = ""
) -> Response:
    """Let the bot go on where it was."""
    return await move(
        request, staff, conversation_id, "conversation_returned", ending.hand_back, note=note
    )


@router.post("/conversations/{conversation_id}/close")
async def close(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    outcome: Short = "",
    note: Note = "",
    seen: Seen = None,
) -> Response:
    """End the conversation, with what it came to; not where the customer wrote after `seen`."""
    chosen = outcome or None
    return await move(
        request,
        staff,
        conversation_id,
        "conversation_closed",
        ending.close,
        outcome=chosen,
        note=note,
        seen_id=seen,
    )


@router.post("/conversations/{conversation_id}/requeue")
async def requeue(
    request: Request, staff: SignedIn, conversation_id: ChatId, note: Note = ""
) -> Response:
    """Put the conversation back in line."""
    return await move(
        request,
        staff,
        conversation_id,
        "conversation_requeued",
        handoff.requeue,
        actor="staff",
        note=note,
    )


@router.post("/conversations/{conversation_id}/transfer")
async def transfer(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    to: Short = "",
    note: Note = "",
) -> Response:
    """Hand the conversation to a colleague, or to a team (`team:…`) or skill (`skill:…`)."""
    kind, _, tag = to.partition(":")
    if kind in ("team", "skill"):
        needs = {kind: tag}
        return await move(
            request,
            staff,
            conversation_id,
            "conversation_transferred",
            handoff.pass_on,
            note=note,
            **needs,
        )
    agent = Agent(to, "")
    return await move(
        request,
        staff,
        conversation_id,
        "conversation_transferred",
        handoff.transfer,
        to=agent,
        note=note,
    )


@router.post("/conversations/{conversation_id}/snooze")
async def snooze(
    request: Request,
    staff: SignedIn,
    conversation_id: ChatId,
    hours: Hours = 0,
    until: Short = "",
    seen: Seen = None,
) -> Response:
    """Put the conversation aside until a time in the desk's zone, or else for some hours; 0 means
    until the customer writes.

    Where the customer wrote after message `seen` it is not.
    """
    return await move(
        request,
        staff,
        conversation_id,
        "conversation_snoozed",
        put_aside,
        moment=until.strip(),
        hours=hours,
        seen_id=seen,
    )


@router.post("/conversations/{conversation_id}/wake")
async def wake(request: Request, staff: SignedIn, conversation_id: ChatId) -> Response:
    """Take the conversation up again before its time."""
    return await move(request, staff, conversation_id, "conversation_changed", snoozing.unsnooze)


@router.post("/conversations/{conversation_id}/merge")
async def merge(
    request: Request, staff: SignedIn, conversation_id: ChatId, into: Short = ""
) -> Response:
    """Go on in another conversation of the same person."""
    require(as_principal(staff), "conversations:write")
    target = check_chat_id(into)
    try:
        await do_on_record(
            request,
            staff,
            "conversation_merged",
            merging.merge,
            about=conversation_id,
            source_id=conversation_id,
            target_id=target,
            agent=as_agent(staff),
        )
    except FrontdeskError as error:
        return refuse(request, staff, conversation_id, error)
    return redirect(request, page_of(request, target))


@router.post("/conversations/{conversation_id}/split")
async def split(request: Request, staff: SignedIn, conversation_id: ChatId) -> Response:
    """Take back that the conversation goes on elsewhere."""
    require(as_principal(staff), "conversations:write")
    try:
        await do_on_record(
            request,
            staff,
            "conversation_changed",
            merging.split,
            about=conversation_id,
            source_id=conversation_id,
            agent=as_agent(staff),
        )
    except FrontdeskError as error:
        return refuse(request, staff, conversation_id, error)
    return redirect(request, page_of(request, conversation_id))


@router.post("/conversations/{conversation_id}/again/{outbox_id}")
async def send_again(
    request: Request, staff: SignedIn, conversation_id: ChatId, outbox_id: RowId
) -> Response:
    """Send a message again that may not have arrived; once, however often it is pressed."""
    require(as_principal(staff), "conversations:write")
    try:
        await do_on_record(
            request,
            staff,
            "stranded_retried",
            send_message_again,
            about=conversation_id,
            conversation_id=conversation_id,
            outbox_id=outbox_id,
        )
    except FrontdeskError as error:
        return refuse(request, staff, conversation_id, error)
    return redirect(request, page_of(request, conversation_id))


async def move(
    request: Request,
    staff: Staff,
    conversation_id: str,
    action: str,
    make: Callable[..., object],
    **values: object,
) -> Response:
    """Make a move of the handoff's and show the conversation, or tell why it was not made."""
    require(as_principal(staff), "conversations:write")
    known: dict[str, object] = {"conversation_id": conversation_id, "agent": as_agent(staff)}
    if "note" in values:
        known["staff"] = await asyncio.to_thread(read_colleagues, request)
    try:
        await do_on_record(request, staff, action, make, about=conversation_id, **known, **values)
    except FrontdeskError as error:
        return refuse(request, staff, conversation_id, error, unsent=str(values.get("note", "")))
    return redirect(request, page_of(request, conversation_id))

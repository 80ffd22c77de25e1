"""HTTP routes of the desk: what an agents' console is built on."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from bot.handoff import ending, presence, queue
from bot.handoff import service as handoff
from bot.handoff.http import CHAT, READ, WORK, AgentId, Id, TheDesk, as_agent
from bot.handoff.moves import Agent
from bot.handoff.schemas import (
    AgentGiven,
    AgentRead,
    ClaimRead,
    CloseGiven,
    ConversationRead,
    DeskRead,
    MessageRead,
    NotedGiven,
    PresenceGiven,
    ReplyGiven,
    SentRead,
    StaffingRead,
    TakeGiven,
    TranscriptRead,
    TransferGiven,
    WaitingRead,
)
from bot.ledger.conversations import get_conversation
from bot.ledger.messages import read_messages
from crm_backend.access.guard import Caller, IdempotencyKey, needs
from crm_backend.http import ERRORS
from kernel.principals import require

After = Annotated[int, Query(ge=0, le=2**31 - 1)]
PAGE = 200  # messages at once


router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=ERRORS)


@router.get("", dependencies=[needs(READ)])
async def show_desk(at: TheDesk) -> DeskRead:
    """Show who is at the desk."""

    def work(session: Session) -> DeskRead:
        staffing = presence.find_staffing(session, now=at.clock())
        agents = presence.list_agents(session, now=at.clock())
        return DeskRead(
            staffing=StaffingRead.model_validate(staffing),
            agents=[AgentRead.model_validate(one) for one in agents],
        )

    return await at.ledger.read(work)


@router.put("/agents/{agent_id}", status_code=204, dependencies=[needs(WORK)])
async def set_presence(at: TheDesk, agent_id: AgentId, body: PresenceGiven) -> None:
    """Say that an agent is there; a console says so every 15 seconds."""
    await at.ledger.write(
        lambda session: presence.set_presence(
            session, agent_id=agent_id, now=at.clock(), **body.model_dump()
        )
    )


@router.get("/queue", dependencies=[needs(READ)])
async def list_waiting(at: TheDesk) -> list[WaitingRead]:
    """List who waits for a person, in the order of the line."""
    rows = await at.ledger.read(queue.list_waiting)
    return [WaitingRead.model_validate(row) for row in rows]


@router.post("/queue/next", dependencies=[needs(WORK)])
async def claim_next(at: TheDesk, body: AgentGiven, caller: Caller) -> ClaimRead:
    """Give the agent who is first in line; 409 `at_capacity` where they have enough."""
    agent = as_agent(body, caller)
    chosen = await at.ledger.write(
        lambda session: handoff.claim_next(session, agent=agent, now=at.clock())
    )
    return ClaimRead(conversation_id=chosen)


@router.get(CHAT, dependencies=[needs(READ)])
async def show_conversation(at: TheDesk, conversation_id: Id, after: After = 0) -> TranscriptRead:
    """Show a conversation and its messages after a number, 200 at most."""

    def work(session: Session) -> TranscriptRead:
        found = get_conversation(session, conversation_id=conversation_id)
        messages = read_messages(session, conversation_id=conversation_id, after=after, limit=PAGE)
        return TranscriptRead(
            conversation=ConversationRead.model_validate(found),
            messages=[MessageRead.model_validate(one) for one in messages],
            reasons=queue.read_reasons(session, conversation_id),
        )

    return await at.ledger.read(work)


@router.post(f"{CHAT}/take", status_code=204, dependencies=[needs(WORK)])
async def take_over(at: TheDesk, conversation_id: Id, body: TakeGiven, caller: Caller) -> None:
    """Make the agent the one who answers; 409 `not_yours` names who does."""
    if body.despite_capacity:
        require(caller, "conversations:overrule")
    agent = as_agent(body, caller)
    await at.ledger.write(
        lambda session: handoff.take_over(
            session,
            conversation_id=conversation_id,
            agent=agent,
            despite_capacity=body.despite_capacity,
            now=at.clock(),
        )
    )


@router.post(f"{CHAT}/reply", status_code=201, dependencies=[needs(WORK)])
async def reply(
    at: TheDesk, conversation_id: Id, body: ReplyGiven, caller: Caller, key: IdempotencyKey
) -> SentRead:
    """Say something as the agent who answers; with an `Idempotency-Key` once, however often."""
    cid = sha256(key.encode()).hexdigest() if key is not None else None
    agent = as_agent(body, caller)
    number = await at.ledger.write(
        lambda session: handoff.post_agent_message(
            session,
            conversation_id=conversation_id,
            agent=agent,
            text=body.text,
            cid=cid,
            seen_id=body.seen_id,
            despite_newer=body.despite_newer,
            now=at.clock(),
        )
    )
    return SentRead(message_id=number)


@router.post(f"{CHAT}/transfer", status_code=204, dependencies=[needs(WORK)])
async def transfer(at: TheDesk, conversation_id: Id, body: TransferGiven, caller: Caller) -> None:
    """Hand the conversation to a colleague who is at the desk."""
    agent, to = as_agent(body, caller), Agent(body.to_id, body.to_name)
    await at.ledger.write(
        lambda session: handoff.transfer(
            session,
            conversation_id=conversation_id,
            agent=agent,
            to=to,
            note=body.note,
            staff=presence.list_colleagues(session),
            now=at.clock(),
        )
    )


@router.post(f"{CHAT}/requeue", status_code=204, dependencies=[needs(WORK)])
async def requeue(at: TheDesk, conversation_id: Id, body: NotedGiven, caller: Caller) -> None:
    """Put the conversation back in line, where it stood."""
    agent = as_agent(body, caller)
    await at.ledger.write(
        lambda session: handoff.requeue(
            session,
            conversation_id=conversation_id,
            agent=agent,
            actor="staff",
            note=body.note,
            staff=presence.list_colleagues(session),
            now=at.clock(),
        )
    )


@router.post(f"{CHAT}/return", status_code=204, dependencies=[needs(WORK)])
async def hand_back(at: TheDesk, conversation_id: Id, body: NotedGiven, caller: Caller) -> None:
    """Let the bot answer again; it takes up the form it was in."""
    agent = as_agent(body, caller)
    await at.ledger.write(
        lambda session: ending.hand_back(
            session,
            conversation_id=conversation_id,
            agent=agent,
            note=body.note,
            staff=presence.list_colleagues(session),
            now=at.clock(),
        )
    )


@router.post(f"{CHAT}/close", status_code=204, dependencies=[needs(WORK)])
async def close(at: TheDesk, conversation_id: Id, body: CloseGiven, caller: Caller) -> None:
    """End the conversation, with one of the shop's outcomes."""
    agent = as_agent(body, caller)
    await at.ledger.write(
        lambda session: ending.close(
            session,
            conversation_id=conversation_id,
            agent=agent,
            outcome=body.outcome,
            note=body.note,
            staff=presence.list_colleagues(session),
            now=at.clock(),
        )
    )

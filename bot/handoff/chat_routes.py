"""HTTP routes of what agents do with a chat beside answering: pass on, snooze, merge, look."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from bot.handoff import gazing, merging, snoozing
from bot.handoff import service as handoff
from bot.handoff.chat_schemas import (
    DoneRead,
    GazeGiven,
    GazeRead,
    MergeGiven,
    PassOnGiven,
    SnoozeGiven,
    StreamRowRead,
    TakeUpRead,
)
from bot.handoff.http import CHAT, READ, WORK, AgentId, Id, TheDesk, as_agent
from bot.handoff.presence import list_colleagues
from bot.handoff.schemas import AgentGiven
from bot.handoff.speaking import foresee_take_up
from bot.handoff.stream import read_stream
from crm_backend.access.guard import Caller, needs
from crm_backend.http import ERRORS

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=ERRORS)


@router.post(f"{CHAT}/pass-on", status_code=204, dependencies=[needs(WORK)])
async def pass_on(at: TheDesk, conversation_id: Id, body: PassOnGiven, caller: Caller) -> None:
    """Put the conversation in line for a team or for who has a skill, them first."""
    staff = await at.ledger.read(list_colleagues)
    await at.ledger.write(
        lambda session: handoff.pass_on(
            session,
            conversation_id=conversation_id,
            agent=as_agent(body, caller),
            team=body.team,
            skill=body.skill,
            note=body.note,
            staff=staff,
            now=at.clock(),
        )
    )


@router.post(f"{CHAT}/snooze", status_code=204, dependencies=[needs(WORK)])
async def snooze(at: TheDesk, conversation_id: Id, body: SnoozeGiven, caller: Caller) -> None:
    """Put the conversation aside until a time or a reply; it stays its agent's."""
    await at.ledger.write(
        lambda session: snoozing.snooze(
            session,
            conversation_id=conversation_id,
            agent=as_agent(body, caller),
            until=body.until,
            seen_id=body.seen_id,
            now=at.clock(),
        )
    )


@router.post(f"{CHAT}/unsnooze", dependencies=[needs(WORK)])
async def unsnooze(at: TheDesk, conversation_id: Id, body: AgentGiven, caller: Caller) -> DoneRead:
    """Have the conversation in front of its agent again."""
    is_done = await at.ledger.write(
        lambda session: snoozing.unsnooze(
            session,
            conversation_id=conversation_id,
            agent=as_agent(body, caller),
            now=at.clock(),
        )
    )
    return DoneRead(is_done=is_done)


@router.get(f"{CHAT}/take-up", dependencies=[needs(READ)])
async def show_take_up(at: TheDesk, conversation_id: Id) -> TakeUpRead:
    """Show what the bot would take up if it answered again now."""

    def work(session: Session) -> TakeUpRead:
        return TakeUpRead.model_validate(foresee_take_up(session, conversation_id=conversation_id))

    return await at.ledger.read(work)


@router.post(f"{CHAT}/merge", dependencies=[needs(WORK)])
async def merge(at: TheDesk, conversation_id: Id, body: MergeGiven, caller: Caller) -> DoneRead:
    """Close the conversation and go on in another one of the same person."""
    is_done = await at.ledger.write(
        lambda session: merging.merge(
            session,
            source_id=conversation_id,
            target_id=body.into,
            agent=as_agent(body, caller),
            now=at.clock(),
        )
    )
    return DoneRead(is_done=is_done)


@router.post(f"{CHAT}/split", dependencies=[needs(WORK)])
async def split(at: TheDesk, conversation_id: Id, body: AgentGiven, caller: Caller) -> DoneRead:
    """Take back that the conversation points to another one."""
    is_done = await at.ledger.write(
        lambda session: merging.split(
            session, source_id=conversation_id, agent=as_agent(body, caller), now=at.clock()
        )
    )
    return DoneRead(is_done=is_done)


@router.get(f"{CHAT}/stream", dependencies=[needs(READ)])
async def show_stream(at: TheDesk, conversation_id: Id) -> list[StreamRowRead]:
    """Show the newest 1,000 messages of the conversation and of those merged into it, by time."""
    return await at.ledger.read(
        lambda session: [
            StreamRowRead.model_validate(row)
            for row in read_stream(session, conversation_id=conversation_id)
        ]
    )


@router.get(f"{CHAT}/gazes", dependencies=[needs(READ)])
async def list_gazes(at: TheDesk, conversation_id: Id) -> list[GazeRead]:
    """List who looks at the conversation or types in it right now."""
    found = await at.ledger.read(
        lambda session: gazing.list_gazes(session, conversation_id=conversation_id, now=at.clock())
    )
    return [GazeRead.model_validate(one) for one in found]


@router.put(f"{CHAT}/gazes", status_code=204, dependencies=[needs(WORK)])
async def gaze(at: TheDesk, conversation_id: Id, body: GazeGiven, caller: Caller) -> None:
    """Say that an agent looks or types; it holds for 12 seconds."""
    await gazing.keep_gaze(
        at.ledger,
        conversation_id=conversation_id,
        agent=as_agent(body, caller),
        state=body.state,
        now=at.clock(),
    )


@router.delete(f"{CHAT}/gazes/{{agent_id}}", status_code=204, dependencies=[needs(WORK)])
async def look_away(at: TheDesk, conversation_id: Id, agent_id: AgentId) -> None:
    """Say that an agent has left the conversation."""
    await at.ledger.write(
        lambda session: gazing.look_away(
            session, conversation_id=conversation_id, agent_id=agent_id
        )
    )

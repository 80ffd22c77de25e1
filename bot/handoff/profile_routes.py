"""HTTP routes of what agents are good at, which supervisors keep."""

from fastapi import APIRouter

from bot.handoff import profiles
from bot.handoff.http import READ, RUN, AgentId, TheDesk
from bot.handoff.profiles import Profile
from crm_backend.access.guard import Caller, needs
from crm_backend.http import ERRORS
from kernel.errors import NotFound

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=ERRORS)


@router.get("/profiles", dependencies=[needs(READ)])
async def list_profiles(at: TheDesk) -> dict[str, Profile]:
    """Show what all agents are good at, by their ids."""
    return await at.ledger.read(profiles.list_profiles)


@router.get("/profiles/{agent_id}", dependencies=[needs(READ)])
async def show_profile(at: TheDesk, agent_id: AgentId) -> Profile:
    """Show what an agent is good at; empty where nothing is set."""
    return await at.ledger.read(lambda session: profiles.read_profile(session, agent_id=agent_id))


@router.put("/profiles/{agent_id}", dependencies=[needs(RUN)])
async def set_profile(at: TheDesk, agent_id: AgentId, body: Profile, caller: Caller) -> Profile:
    """Set languages, skills, teams and the number of chats of an agent."""
    await at.ledger.write(
        lambda session: profiles.set_profile(
            session, agent_id=agent_id, profile=body, now=at.clock(), by=caller.label
        )
    )
    return body


@router.delete("/profiles/{agent_id}", status_code=204, dependencies=[needs(RUN)])
async def delete_profile(at: TheDesk, agent_id: AgentId) -> None:
    """Forget what an agent is good at."""
    if not await at.ledger.write(
        lambda session: profiles.delete_profile(session, agent_id=agent_id)
    ):
        raise NotFound("Nothing is set of this agent.")

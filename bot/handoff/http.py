"""What the routes of the desk share: the desk itself and the rights they ask for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from bot.handoff.moves import Agent
from bot.handoff.schemas import AgentGiven
from bot.ledger.ledger import Ledger
from kernel.clock import Clock
from kernel.principals import Principal, may

CHAT = "/conversations/{conversation_id}"
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
AgentId = Annotated[str, Path(pattern=r"^[^\x00-\x1f\x7f]{1,64}$")]
READ, WORK, RUN = "conversations:read", "conversations:write", "desk:write"


@dataclass(frozen=True)
class Desk:
    """What the routes work with: the ledger writes, so that sockets hear of it."""

    ledger: Ledger
    clock: Clock


def read_desk(connection: HTTPConnection) -> Desk:
    """Return the desk of the running service."""
    service = connection.app.state.bot
    return Desk(service.ledger, service.clock)


TheDesk = Annotated[Desk, Depends(read_desk)]


def as_agent(body: AgentGiven, caller: Principal) -> Agent:
    """Return the agent a program speaks for; the right to overrule is the caller's own."""
    may_overrule = may(caller, "conversations:overrule")
    return Agent(body.agent_id, body.agent_name, may_overrule=may_overrule)

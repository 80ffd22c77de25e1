"""What a supervisor does on the board: give a chat to somebody else, send an agent home."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff import service as handoff
from bot.handoff.models import Presence
from bot.handoff.moves import Agent
from bot.handoff.presence import find_present
from bot.ledger.conversations import get_conversation
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note
from console.audit.service import Actor, record
from kernel.errors import Conflict, NotFound

LINE = "line"  # in the place of an agent: back to those who wait
SetState = Literal["online", "away", "off"]


class Moved(Conflict):
    """The chat is no longer where the supervisor saw it; `data` says who has it."""

    code = "moved"


class NotThere(Conflict):
    """An agent cannot be declared present by somebody else."""

    code = "not_there"


def assign_chat(
    session: Session,
    *,
    conversation_id: str,
    to: str,
    seen: str,
    boss: Agent,
    actor: Actor,
    now: datetime,
) -> None:
    """Give a chat to the agent `to`, or put it back in line.

    `seen` is the agent who had it on the supervisor's page, empty for a chat in line. Raises
    `Moved` where that is no longer so, `NotFound` for an agent who is not there, `AtCapacity`.
    """
    found = session.get(
        Conversation, conversation_id, with_for_update=True, populate_existing=True
    ) or get_conversation(session, conversation_id=conversation_id)
    held = {"person": found.agent_id or "", "waiting": ""}.get(found.owner)
    if held is None or held != seen:
        raise Moved("The chat is no longer there.", owner=found.owner, agent=found.agent_name)
    if to == seen or (to == LINE and found.owner == "waiting"):
        return
    action = "conversation_requeued" if to == LINE else "conversation_transferred"
    facts = {"from": found.agent_name or "", "to": to}
    record(
        session,
        actor,
        action,
        now=now,
        kind="conversation",
        object_id=conversation_id,
        customer_id=found.customer_id,
        details=facts,
    )
    if to == LINE:
        handoff.requeue(
            session, conversation_id=conversation_id, now=now, actor="staff", agent=boss
        )
        return
    there = find_present(session, agent_id=to, now=now)
    agent = Agent(there.agent_id, there.name)
    if found.owner == "person":
        handoff.transfer(session, conversation_id=conversation_id, agent=boss, to=agent, now=now)
    else:
        handoff.take_over(session, conversation_id=conversation_id, agent=agent, now=now)


def set_agent(
    session: Session,
    *,
    agent_id: str,
    state: SetState,
    capacity: int,
    puts_back: bool,
    boss: Agent,
    actor: Actor,
    now: datetime,
) -> int:
    """Set whether an agent is there and how much they take; returns how many chats were put back.

    Their heartbeat is left as it is: it says whether their console lives, which nobody else can say
    for them. So nobody is made present: `NotThere` for online unless they are.
    """
    row = session.get(Presence, agent_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("There is no such agent.")
    if state == "online" and row.state != "online":
        raise NotThere(f"{row.name} comes back by themselves.")
    row.state, row.capacity = state, capacity
    session.flush()
    add_note(session, "queue")
    put_back = _put_back(session, agent_id, boss, now) if puts_back else 0
    facts = {"state": state, "capacity": capacity, "put_back": put_back}
    record(session, actor, "team_changed", now=now, kind="staff", object_id=agent_id, details=facts)
    return put_back


def _put_back(session: Session, agent_id: str, boss: Agent, now: datetime) -> int:
    theirs = (Conversation.owner == "person", Conversation.agent_id == agent_id)
    chats = session.scalars(select(Conversation.id).where(*theirs).order_by(Conversation.id)).all()
    for chat in chats:
        handoff.requeue(
            session,
            conversation_id=chat,
            now=now,
            actor="staff",
            agent=boss,
            conditions=theirs[1:],
        )
    return len(chats)

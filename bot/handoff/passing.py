"""Handing a person's conversation on: to a colleague, to a team or a skill, back in line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from bot.handoff.moves import Agent, is_theirs, move, open_handoff, refuse
from bot.handoff.presence import check_capacity, find_present
from bot.handoff.profiles import list_tags
from bot.handoff.rules import Actor
from bot.handoff.speaking import announce, tell_place
from bot.handoff.staff_notes import note_move
from bot.ledger.conversations import get_conversation
from bot.ledger.models import Conversation
from kernel.errors import Invalid, NotFound

Why = Literal["agent_left", "agent_silent", "passed_on"]
Values = dict[str, Any]


def transfer(
    session: Session,
    *,
    conversation_id: str,
    agent: Agent,
    to: Agent,
    now: datetime,
    note: str = "",
    staff: Sequence[Agent] = (),
) -> None:
    """Hand a conversation to a colleague; raises `NotYours`, `NotFound` for one not at the desk.

    They find the note among their mentions.
    """
    there = find_present(session, agent_id=to.id, now=now)
    check_capacity(session, agent_id=to.id)
    given: Values = {"agent_id": to.id, "agent_name": there.name}
    mine = (Conversation.agent_id == agent.id,) if not agent.may_overrule else ()
    if not move(session, conversation_id, "transfer", "staff", now, mine, **given):
        refuse(session, conversation_id)
    handoff = open_handoff(session, conversation_id)
    if handoff is not None:
        handoff.agent_id, handoff.agent_name = to.id, there.name
        handoff.assigned_at = None
        handoff.transfers += 1
        session.flush()
    note_move(
        session,
        conversation_id=conversation_id,
        author=agent,
        text=note,
        kind="transfer",
        staff=staff,
        named=(to.id,),
        now=now,
    )
    announce(session, conversation_id, "transferred", now, name=there.name)


def pass_on(
    session: Session,
    *,
    conversation_id: str,
    agent: Agent,
    now: datetime,
    team: str = "",
    skill: str = "",
    note: str = "",
    staff: Sequence[Agent] = (),
) -> None:
    """Put the agent's conversation in line for a team or for who has a skill, them first.

    Raises `NotYours`, `Invalid` where neither is named, `NotFound` where nobody has it.
    """
    team, skill = team.strip().casefold(), skill.strip().casefold()
    if not (team or skill):
        raise Invalid("Name a team or a skill.")
    teams, skills = list_tags(session)
    if (team and team not in teams) or (skill and skill not in skills):
        raise NotFound("Nobody is in this team or has this skill.")
    requeue(
        session,
        conversation_id=conversation_id,
        agent=agent,
        actor="staff",
        why="passed_on",
        needs={"team": team, "skill": skill},
        note=note,
        staff=staff,
        now=now,
    )


def requeue(
    session: Session,
    *,
    conversation_id: str,
    now: datetime,
    actor: Actor,
    agent: Agent | None = None,
    conditions: Sequence[ColumnElement[bool]] = (),
    why: Why = "agent_left",
    needs: Values | None = None,
    note: str = "",
    staff: Sequence[Agent] = (),
) -> bool:
    """Put a person's conversation back in line, where it stood by the time it was asked for.

    Returns False where no person owns it; raises `NotYours` where a colleague does. It is not given
    back by itself to an agent who did not keep it.
    """
    handoff = open_handoff(session, conversation_id)
    since = handoff.requested_at if handoff is not None else now
    line: Values = {"agent_id": None, "agent_name": None, "waiting_since": since, **(needs or {})}
    mine = is_theirs(agent)
    name = get_conversation(session, conversation_id=conversation_id).agent_name or ""
    if not move(session, conversation_id, "requeue", actor, now, (*mine, *conditions), **line):
        if agent is not None:
            refuse(session, conversation_id)
        return False
    if handoff is not None:
        kept_not = actor == "staff" or why == "agent_silent"
        handoff.lost_by = handoff.agent_id if kept_not else None
        handoff.requeues += 1
        handoff.queued_at = now
        handoff.taken_at = handoff.agent_id = handoff.agent_name = handoff.assigned_at = None
        session.flush()
    note_move(
        session,
        conversation_id=conversation_id,
        author=agent,
        text=note,
        kind="requeue",
        staff=staff,
        now=now,
    )
    announce(session, conversation_id, why, now, name=name)
    tell_place(session, conversation_id, now)
    return True

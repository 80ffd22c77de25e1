"""Calling a person, and coming to the customer: each move checks who owns the conversation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handoff.desk import read_setting
from bot.handoff.matching import Assignment, count_misses
from bot.handoff.models import Handoff
from bot.handoff.moves import (
    Agent,
    move,
    open_handoff,
    refuse,
    settle_inbox,
)
from bot.handoff.needs import find_need
from bot.handoff.passing import pass_on, requeue, transfer
from bot.handoff.presence import check_capacity, show_up
from bot.handoff.profiles import read_profile
from bot.handoff.queue import walk_line
from bot.handoff.reasons import Reason, make_reason, sum_up
from bot.handoff.replying import post_agent_message
from bot.handoff.rules import Actor
from bot.handoff.speaking import announce, tell_place
from bot.ledger.conversations import get_conversation
from bot.ledger.events import add_event
from bot.ledger.models import Conversation

__all__ = [
    "claim_next",
    "pass_on",
    "post_agent_message",
    "request_handoff",
    "requeue",
    "take_over",
    "transfer",
]
Values = dict[str, Any]


def request_handoff(
    session: Session,
    *,
    conversation_id: str,
    reasons: Sequence[Reason],
    now: datetime,
    actor: Actor = "customer",
) -> bool:
    """Put the conversation in line for a person; False where the bot does not own it."""
    stored, priority = sum_up(reasons)
    codes = [one.code for one in reasons]
    team, skill = find_need(session, conversation_id=conversation_id, codes=codes)
    line: Values = {"waiting_since": now, "agent_id": None, "priority": priority}
    line |= {"team": team, "skill": skill}
    line |= {"unanswered_since": func.coalesce(Conversation.unanswered_since, now)}
    if not move(session, conversation_id, "request", actor, now, **line):
        return False
    session.add(
        Handoff(
            conversation_id=conversation_id,
            reason=", ".join(one.detail or one.code for one in reasons),
            reasons=stored,
            priority=priority,
            requested_at=now,
            queued_at=now,
        )
    )
    session.flush()
    add_event(session, "handoff_requested", conversation_id, now, by=actor, reasons=codes)
    settle_inbox(session, conversation_id)
    tell_place(session, conversation_id, now)
    return True


def take_over(
    session: Session,
    *,
    conversation_id: str,
    agent: Agent,
    now: datetime,
    despite_capacity: bool = False,
) -> None:
    """Make the agent the one who answers; nothing happens where they do.

    Raises `NotYours` naming the owner if somebody else does, and `AtCapacity`.
    """
    if _has_already(session, conversation_id, agent):
        return
    if not despite_capacity:
        check_capacity(session, agent_id=agent.id)
    if not hand_over(session, conversation_id=conversation_id, agent=agent, now=now):
        refuse(session, conversation_id)
    show_up(session, agent_id=agent.id, now=now)


def hand_over(
    session: Session,
    *,
    conversation_id: str,
    agent: Agent,
    now: datetime,
    is_assigned: bool = False,
) -> bool:
    """Give a conversation to an agent and tell the customer; False where somebody else has it.

    One that `is_assigned` was in line, and its agent did not ask for it.
    """
    taken: Values = {"agent_id": agent.id, "agent_name": agent.name, "waiting_since": None}
    how = ("assign", "system") if is_assigned else ("take", "staff")
    if not move(session, conversation_id, *how, now, **taken):  # type: ignore[arg-type]
        return False
    settle_inbox(session, conversation_id)
    handoff = open_handoff(session, conversation_id)
    if handoff is None:
        stored, _priority = sum_up([make_reason("taken_over", agent.name)])
        handoff = Handoff(
            conversation_id=conversation_id,
            reason="taken over",
            reasons=stored,
            requested_at=now,
            queued_at=now,
        )
        session.add(handoff)
    else:
        handoff.taken_at = now  # a wait that counts; a chat nobody called for had none
    handoff.agent_id, handoff.agent_name = agent.id, agent.name
    handoff.assigned_at, handoff.lost_by = (now if is_assigned else None), None
    session.flush()
    add_event(session, "handoff_taken", conversation_id, now)
    announce(session, conversation_id, "person_joined", now, name=agent.name)
    return True


def _has_already(session: Session, conversation_id: str, agent: Agent) -> bool:
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    return found.owner == "person" and found.agent_id == agent.id


def claim_next(session: Session, *, agent: Agent, now: datetime) -> str | None:
    """Give the agent who has waited longest, within the highest priority; None if nobody waits.

    Whom the desk keeps for others (a team, a language) is left to them for as long as it is set.
    """
    check_capacity(session, agent_id=agent.id)
    setting = read_setting(session, Assignment)
    talents = read_profile(session, agent_id=agent.id).talents
    for need in walk_line(session, now=now):
        if count_misses(need, talents, setting) is None:
            continue
        chosen = session.scalar(
            select(Conversation.id)
            .where(Conversation.id == need.conversation_id, Conversation.owner == "waiting")
            .with_for_update(skip_locked=True)
        )
        if chosen is None:
            continue  # a colleague was quicker
        take_over(session, conversation_id=chosen, agent=agent, now=now)
        return chosen
    return None

"""Giving waiting chats to agents who have room: the shop's rule, one chat a transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.handoff.desk import Timers, read_setting
from bot.handoff.matching import Assignment, Need, Seat, Talents, choose_first
from bot.handoff.models import DeskSetting, Presence
from bot.handoff.moves import Agent
from bot.handoff.presence import count_chats, list_agents
from bot.handoff.profiles import list_profiles
from bot.handoff.queue import walk_line
from bot.handoff.service import hand_over

TRIES = 5  # agents take chats by hand meanwhile; the next look comes soon


@dataclass(frozen=True)
class Given:
    """A chat that was given to an agent."""

    conversation_id: str
    agent_id: str


def find_next(session: Session, *, now: datetime) -> tuple[Need, Seat] | None:
    """Return who in line is to be given to whom; None where nobody is, or by hand alone."""
    setting = read_setting(session, Assignment)
    if setting.mode == "manual":
        return None
    seats = _list_seats(session, now)
    return choose_first(walk_line(session, now=now), seats, setting) if seats else None


def _list_seats(session: Session, now: datetime) -> list[Seat]:
    """Return the agents who are there, online, and have room."""
    fresh = now - timedelta(seconds=read_setting(session, Timers).gone_seconds)
    profiles = list_profiles(session)
    return [
        Seat(
            agent_id=one.agent_id,
            name=one.name,
            chats=one.chats,
            last_assigned_at=one.last_assigned_at,
            talents=profiles[one.agent_id].talents if one.agent_id in profiles else Talents(),
        )
        for one in list_agents(session)
        if one.state == "online" and one.seen_at > fresh and one.chats < one.capacity
    ]


def assign_next(session: Session, *, now: datetime) -> Given | None:
    """Give the first in line for whom somebody fits to that agent; None where there is nothing.

    One process at a time does it, so that turns are kept. What the choice was made by is looked at
    again once the agent is locked, and the move checks that the customer still waits.
    """
    if session.get(DeskSetting, "assignment", with_for_update=True, populate_existing=True) is None:
        return None  # nothing was ever set: by hand
    for _ in range(TRIES):
        session.expire_all()
        found = find_next(session, now=now)
        if found is None:
            return None
        need, seat = found
        present = _lock_seat(session, seat, now)
        agent = Agent(seat.agent_id, seat.name)
        if present is not None and hand_over(
            session,
            conversation_id=need.conversation_id,
            agent=agent,
            now=now,
            is_assigned=True,
        ):
            present.last_assigned_at = now
            session.flush()
            return Given(need.conversation_id, seat.agent_id)
    return None


def _lock_seat(session: Session, seat: Seat, now: datetime) -> Presence | None:
    """Return the agent, kept from others who count their chats; None where they have no room."""
    row = session.get(Presence, seat.agent_id, with_for_update=True, populate_existing=True)
    fresh = now - timedelta(seconds=read_setting(session, Timers).gone_seconds)
    if row is None or row.state != "online" or row.seen_at <= fresh:
        return None
    has_room = count_chats(session, agent_id=seat.agent_id) < row.capacity
    return row if has_room else None

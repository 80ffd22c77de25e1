"""Which agents are there, how much they carry, and whether anybody would come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.desk import Timers, read_setting
from bot.handoff.hours import Hours
from bot.handoff.matching import Assignment
from bot.handoff.models import Presence, PresenceState
from bot.handoff.moves import Agent
from bot.handoff.profiles import read_profile
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note
from kernel.errors import Conflict, NotFound

# What counts toward a capacity: a chat that sleeps does not.
CARRIED = (Conversation.owner == "person", Conversation.snoozed_until.is_(None))
BEAT = timedelta(seconds=10)  # more often would only write


class AtCapacity(Conflict):
    """The agent has as many chats as they take at once."""

    code = "at_capacity"


@dataclass(frozen=True)
class AgentLoad:
    """An agent, whether their console is alive, and how many chats they have that do not sleep."""

    agent_id: str
    name: str
    state: PresenceState
    capacity: int
    chats: int
    seen_at: datetime
    last_assigned_at: datetime | None = None


@dataclass(frozen=True)
class Staffing:
    """Whether somebody would come. `is_known` is false while no agent has ever said they are there.

    `opens_at` is set outside business hours.
    """

    is_open: bool
    opens_at: datetime | None
    is_known: bool
    online: int

    @property
    def is_staffed(self) -> bool:
        """Whether a person is there for certain."""
        return self.is_open and self.online > 0

    @property
    def is_deserted(self) -> bool:
        """Whether nobody is there for certain."""
        return not self.is_open or (self.is_known and self.online == 0)


def set_presence(
    session: Session,
    *,
    agent_id: str,
    name: str,
    state: PresenceState,
    now: datetime,
    capacity: int | None = None,
) -> Presence:
    """Note that an agent is there, away or gone; called again by the console as its heartbeat."""
    row = session.get(Presence, agent_id)
    if row is None:
        row = _make_row(session, agent_id, name, state, now)
        add_note(session, "queue")
    if row.state != state or capacity not in (None, row.capacity):
        add_note(session, "queue")
    row.name, row.state, row.seen_at = name, state, now
    if capacity is not None:
        row.capacity = capacity
    session.flush()
    return row


def _make_row(
    session: Session, agent_id: str, name: str, state: PresenceState, now: datetime
) -> Presence:
    """Store an agent's first sign of life; of two consoles that begin at once one does."""
    usual = read_setting(session, Assignment).capacity
    capacity = read_profile(session, agent_id=agent_id).capacity or usual
    row = Presence(agent_id=agent_id, name=name, state=state, capacity=capacity, seen_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return session.get_one(Presence, agent_id)
    return row


def beat(session: Session, *, agent_id: str, now: datetime) -> None:
    """Note a sign of life: who never said they are there is not known, and stays so."""
    row = session.get(Presence, agent_id)
    if row is not None and row.seen_at <= gone_before(session, now):
        add_note(session, "queue")  # they are back
    session.execute(
        update(Presence)
        .where(Presence.agent_id == agent_id, Presence.seen_at < now)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def show_up(session: Session, *, agent_id: str, now: datetime) -> None:
    """Note that somebody took a chat or answered: they are there, even if they had said off.

    They count as away then, so that no chat is given to them that they did not ask for.
    """
    beat(session, agent_id=agent_id, now=now)
    was_off = session.execute(
        update(Presence)
        .where(Presence.agent_id == agent_id, Presence.state == "off")
        .values(state="away")
        .returning(Presence.agent_id)
    ).all()
    if was_off:
        add_note(session, "queue")


def gone_before(session: Session, now: datetime) -> datetime:
    """Return the time since which nothing was heard of a console that is gone."""
    return now - timedelta(seconds=read_setting(session, Timers).gone_seconds)


def is_due(session: Session, *, agent_id: str, now: datetime) -> bool:
    """Tell whether a sign of life would tell anything: the last is some seconds old."""
    row = session.get(Presence, agent_id)
    return row is not None and row.state != "off" and row.seen_at < now - BEAT


def find_present(session: Session, *, agent_id: str, now: datetime) -> Presence:
    """Return an agent who is at the desk now, or raise `NotFound`."""
    row = session.get(Presence, agent_id, populate_existing=True)
    if row is None or row.state == "off" or row.seen_at <= gone_before(session, now):
        raise NotFound("There is no such agent at the desk.")
    return row


def list_agents(session: Session, *, now: datetime | None = None) -> list[AgentLoad]:
    """Return the agents that are not off, with what they carry, the least busy first.

    With `now` those are left out whose console is gone by then.
    """
    chats = (
        select(Conversation.agent_id, func.count().label("chats"))
        .where(*CARRIED)
        .group_by(Conversation.agent_id)
        .subquery()
    )
    count = func.coalesce(chats.c.chats, 0)
    query = (
        select(Presence, count)
        .outerjoin(chats, chats.c.agent_id == Presence.agent_id)
        .where(Presence.state != "off")
        .order_by(count, Presence.seen_at)
    )
    if now is not None:
        query = query.where(Presence.seen_at > gone_before(session, now))
    return [
        AgentLoad(
            agent_id=row.agent_id,
            name=row.name,
            state=row.state,
            capacity=row.capacity,
            chats=carried,
            seen_at=row.seen_at,
            last_assigned_at=row.last_assigned_at,
        )
        for row, carried in session.execute(query)
    ]


def find_staffing(session: Session, *, now: datetime) -> Staffing:
    """Return whether somebody would come now."""
    hours = read_setting(session, Hours)
    fresh = gone_before(session, now)
    online = session.scalar(
        select(func.count()).where(Presence.state == "online", Presence.seen_at > fresh)
    )
    known = session.scalar(select(func.count()).select_from(Presence))
    return Staffing(hours.is_open(now), hours.next_opening(now), bool(known), online or 0)


def check_capacity(session: Session, *, agent_id: str) -> None:
    """Raise `AtCapacity` where an agent has as many chats as they take at once."""
    # Locked, so that two chats taken at once do not both find room for one.
    present = session.get(Presence, agent_id, with_for_update=True)
    if present is None:
        return  # who has never said how many they take, takes any number
    chats = count_chats(session, agent_id=agent_id)
    if chats >= present.capacity:
        raise AtCapacity(
            f"{present.name} has {chats} chats, as many as they take at once.",
            chats=chats,
            capacity=present.capacity,
        )


def count_chats(session: Session, *, agent_id: str) -> int:
    """Return how many chats an agent has that do not sleep."""
    query = select(func.count()).where(*CARRIED, Conversation.agent_id == agent_id)
    return session.scalar(query) or 0


def list_colleagues(session: Session) -> list[Agent]:
    """Return everybody who has ever been at the desk: whom a note of a program may name."""
    query = select(Presence.agent_id, Presence.name).order_by(Presence.agent_id)
    return [Agent(agent_id, name) for agent_id, name in session.execute(query)]

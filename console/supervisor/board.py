"""What goes on at the desk this moment: who waits, who is at risk, what each agent carries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handoff.desk import Targets, Timers, read_setting
from bot.handoff.hours import Hours
from bot.handoff.models import Presence, PresenceState
from bot.handoff.presence import Staffing, find_staffing
from bot.ledger.models import Conversation, Owner
from console.reports.figures import Spread
from console.reports.period import choose_period
from console.reports.queries import Filters, spread_calls
from console.supervisor.held import Held, Target, count_today, list_held
from crm_backend.customers.service import read_names

WARN_SHARE = 0.75  # of a target: from here on a chat is at risk
MOST_RISKS = 50  # lines shown; the count says how many there are
BOT_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Risk:
    """A chat whose customer has waited for most of a target or longer. `used` is 1 at the target.

    `agent_id` is empty for a chat in line, `customer` for a visitor nobody knows.
    """

    conversation_id: str
    customer: str
    owner: Owner
    agent_id: str
    agent: str
    reason: str
    target: Target
    waited_seconds: float
    used: float

    @property
    def is_late(self) -> bool:
        """Whether the target is missed already."""
        return self.used >= 1


@dataclass(frozen=True)
class AgentLine:
    """An agent: whether they are there, what they carry, how today went. Times in seconds."""

    agent_id: str
    name: str
    state: PresenceState
    is_gone: bool
    capacity: int
    chats: int
    oldest_seconds: float | None
    today: int
    first: Spread


@dataclass(frozen=True)
class Board:
    """Everything the board shows. Times in seconds; None where there is nobody to wait."""

    at: datetime
    staffing: Staffing
    waiting: int
    longest_wait: float | None
    unanswered: int
    oldest_unanswered: float | None
    bot_chats: int
    risks: list[Risk]
    risk_count: int
    late_count: int
    agents: list[AgentLine]
    targets: Targets


def read_board(session: Session, *, now: datetime) -> Board:
    """Return the board; a chat in line or with an agent costs a row, all others nothing."""
    targets = read_setting(session, Targets)
    held = list_held(session)
    risks = find_risks(held, targets, now)
    shown = risks[:MOST_RISKS]
    known = [one.customer_id for one, _used in shown if one.customer_id is not None]
    names = read_names(session, customer_ids=known)
    line = [one for one in held if one.owner == "waiting"]
    asking = [one for one in held if one.owner == "person" and one.since is not None]
    return Board(
        at=now,
        staffing=find_staffing(session, now=now),
        waiting=len(line),
        longest_wait=_oldest(line, now),
        unanswered=len(asking),
        oldest_unanswered=_oldest(asking, now),
        bot_chats=_count_bot_chats(session, now),
        risks=[_name_risk(one, used, names, now) for one, used in shown],
        risk_count=len(risks),
        late_count=sum(used >= 1 for _one, used in risks),
        agents=_list_agents(session, held, now),
        targets=targets,
    )


def find_risks(held: Iterable[Held], targets: Targets, now: datetime) -> list[tuple[Held, float]]:
    """Return the chats beyond three quarters of a target and how much of it is used. Pure."""
    limits: Mapping[Target, int] = {
        "first_response": targets.first_response_seconds,
        "answer": targets.answer_seconds,
    }
    used = [
        (one, (now - one.since).total_seconds() / limits[one.target])
        for one in held
        if one.since is not None
    ]
    at_risk = [(one, share) for one, share in used if share >= WARN_SHARE]
    return sorted(at_risk, key=lambda pair: (-pair[1], pair[0].conversation_id))


def _name_risk(one: Held, used: float, names: Mapping[int, str], now: datetime) -> Risk:
    known = names.get(one.customer_id, "") if one.customer_id is not None else ""
    waited = (now - one.since).total_seconds() if one.since is not None else 0.0
    return Risk(
        one.conversation_id,
        known,
        one.owner,
        one.agent_id,
        one.agent,
        one.reason,
        one.target,
        waited,
        used,
    )


def _oldest(held: Sequence[Held], now: datetime) -> float | None:
    since = [one.since for one in held if one.since is not None]
    return (now - min(since)).total_seconds() if since else None


def _count_bot_chats(session: Session, now: datetime) -> int:
    query = select(func.count()).where(
        Conversation.updated_at > now - BOT_WINDOW,
        Conversation.owner == "bot",
        Conversation.last_id > 0,
    )
    return session.scalar(query) or 0


def _list_agents(session: Session, held: Sequence[Held], now: datetime) -> list[AgentLine]:
    """Return who is there, has chats, or had some today; who was not here at all is left out."""
    zone = read_setting(session, Hours).zone
    today = choose_period("today", now=now, zone=zone)
    firsts = spread_calls(session, today, Filters(), by="first_agent", measure="first")
    chats_today = count_today(session, since=today.start)
    gone = now - timedelta(seconds=read_setting(session, Timers).gone_seconds)
    rows = {row.agent_id: row for row in session.scalars(select(Presence))}
    names = {key: name for key, (name, _count) in chats_today.items()}
    names |= {one.agent_id: one.agent for one in held if one.agent_id}
    keys = {key for key, row in rows.items() if row.state != "off"} | names.keys()
    lines = []
    for key in keys:
        row, mine = rows.get(key), [one for one in held if one.agent_id == key]
        lines.append(
            AgentLine(
                agent_id=key,
                name=row.name if row is not None else names[key],
                state=row.state if row is not None else "off",
                is_gone=row is not None and row.state != "off" and row.seen_at <= gone,
                capacity=row.capacity if row is not None else 0,
                chats=len(mine),
                oldest_seconds=_oldest(mine, now),
                today=chats_today.get(key, ("", 0))[1],
                first=firsts.get(key, Spread()),
            )
        )
    order = {"online": 0, "away": 1, "off": 2}
    return sorted(lines, key=lambda one: (order[one.state], one.name.casefold(), one.agent_id))

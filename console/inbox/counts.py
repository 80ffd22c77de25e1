"""How many conversations each view holds: one query for all members of staff, kept for a second."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, literal, or_, select
from sqlalchemy.orm import Session

from bot.ledger.models import Conversation, Owner
from console.inbox.views import OPEN, VIEWS, View, Viewer, is_awake, mentioning, owned_by

KEEP_SECONDS = 1.0
MOST_CLOSED = 1_000  # counted no further


@dataclass(frozen=True)
class Group:
    """Open conversations that no view tells apart, and how many of them are unanswered.

    `newest` is when the youngest of them began to wait for a person or for their answer.
    """

    owner: Owner
    agent_id: str | None
    team: str
    is_awake: bool
    count: int
    unanswered: int
    newest: datetime | None


@dataclass(frozen=True)
class Tally:
    """All open conversations in groups, and the closed ones up to `MOST_CLOSED` and one."""

    groups: tuple[Group, ...]
    closed: int


@dataclass(frozen=True)
class Count:
    """How many; `is_capped` where there are more than were counted; `newest` as of `Group`."""

    total: int
    unanswered: int = 0
    is_capped: bool = False
    newest: datetime | None = None

    def __str__(self) -> str:
        return f"{self.total}+" if self.is_capped else str(self.total)


def read_tally(session: Session, *, now: datetime) -> Tally:
    """Count everything once, whoever asks."""
    awake = case((is_awake(now), 1), else_=0).label("awake")
    since = case(
        (Conversation.owner == "waiting", Conversation.waiting_since),
        else_=Conversation.unanswered_since,
    )
    columns = (Conversation.owner, Conversation.agent_id, Conversation.team, awake)
    some = select(literal(1)).where(owned_by("closed"), Conversation.merged_into.is_(None))
    closed = select(func.count()).select_from(some.limit(MOST_CLOSED + 1).subquery())
    query = (
        select(
            *columns,
            func.count().label("total"),
            func.count(Conversation.unanswered_since).label("unanswered"),
            func.max(since).label("newest"),
        )
        .where(or_(*(owned_by(owner) for owner in OPEN)))
        .group_by(*columns)
    )
    groups = (
        Group(
            row.owner,
            row.agent_id,
            row.team,
            bool(row.awake),
            row.total,
            row.unanswered,
            row.newest,
        )
        for row in session.execute(query)
    )
    return Tally(tuple(groups), session.scalar(closed) or 0)


IS_IN: dict[View, Callable[[Group, Viewer], bool]] = {
    "waiting": lambda group, _viewer: group.owner == "waiting",
    "mine": lambda group, viewer: (
        group.owner == "person" and group.agent_id == viewer.agent_id and group.is_awake
    ),
    "team": lambda group, viewer: (
        group.owner != "bot" and group.team in viewer.teams and group.is_awake
    ),
    "open": lambda group, _viewer: group.is_awake,
    "bot": lambda group, _viewer: group.owner == "bot",
    "snoozed": lambda group, _viewer: group.owner == "person" and not group.is_awake,
}


def make_counts(tally: Tally, viewer: Viewer, mentions: int = 0) -> dict[View, Count]:
    """Return the counts of one member of staff. Pure."""
    counts = dict.fromkeys(VIEWS, Count(0))
    for view, is_in in IS_IN.items():
        mine = [group for group in tally.groups if is_in(group, viewer)]
        total, unanswered = sum(one.count for one in mine), sum(one.unanswered for one in mine)
        newest = max((one.newest for one in mine if one.newest), default=None)
        counts[view] = Count(total, unanswered, newest=newest)
    counts["closed"] = Count(min(tally.closed, MOST_CLOSED), 0, tally.closed > MOST_CLOSED)
    counts["mentions"] = Count(mentions)
    return counts


class Counter:
    """Counts for a whole process: however many pages ask, the database is asked once a second.

    `mark` is how many changes were heard so far. Who asks with a mark that they took before their
    first query hears of every change up to it; without one, a count may be a second old.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic, self._lock = monotonic, threading.Lock()
        self.mark = 0
        self._kept: Tally | None = None
        self._of: object = None
        self._until, self._holds = 0.0, -1

    def count(
        self, session: Session, *, viewer: Viewer, now: datetime, mark: int | None = None
    ) -> dict[View, Count]:
        """Return how many conversations each view of the viewer holds."""
        return make_counts(self._read(session, now, mark), viewer, count_mentions(session, viewer))

    def forget(self) -> None:
        """Count anew when asked next: something is known to have changed."""
        self.mark += 1
        self._until = 0.0

    def _read(self, session: Session, now: datetime, mark: int | None) -> Tally:
        with self._lock:
            is_known = session.get_bind() is self._of and self._monotonic() < self._until
            if self._kept is None or not is_known or (mark is not None and mark > self._holds):
                before = self.mark
                self._kept, self._of = read_tally(session, now=now), session.get_bind()
                # What changed while it was counted may be in it or not.
                self._until = self._monotonic() + KEEP_SECONDS if before == self.mark else 0.0
                self._holds = -1 if mark is None else mark
            return self._kept


def count_mentions(session: Session, viewer: Viewer) -> int:
    """Return in how many conversations somebody named the viewer who has not read it."""
    unread = mentioning(viewer, unread=True).distinct().subquery()
    return session.scalar(select(func.count()).select_from(unread)) or 0

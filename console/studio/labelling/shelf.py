"""The inbox of this process: read and grouped anew when it has grown old."""

import threading
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.handoff.desk import read_setting
from bot.handoff.reasons import Escalation
from console.studio.labelling.candidates import read_candidates
from console.studio.labelling.inbox import Group, make_inbox
from kernel.db import Database
from kernel.logging import get_logger

log = get_logger(__name__)

# Grouping 5,000 messages takes seconds; what was decided meanwhile is left out at each look.
FRESH = timedelta(minutes=2)
FORGOTTEN = timedelta(minutes=30)  # what nobody has looked at for so long is read while they wait


class InboxShelf:
    """Holds the groups of all candidates, decided or not, in the order of their gain."""

    def __init__(self) -> None:
        self._groups: list[Group] = []
        self._read_at: datetime | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def get(self, database: Database, *, now: datetime) -> list[Group]:
        """Return the groups. Only who is the first in a long time waits until they are read."""
        if self._is_older_than(FORGOTTEN, now):
            with self._lock:
                if self._is_older_than(FORGOTTEN, now):
                    self._read(database, now)
        elif self._is_older_than(FRESH, now) and self._lock.acquire(blocking=False):
            self._thread = threading.Thread(
                target=self._refresh, args=(database, now), name="labelling", daemon=True
            )
            self._thread.start()
        return self._groups

    def wait(self, seconds: float = 60) -> None:
        """Wait until nothing is being read (tests, measurements)."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _is_older_than(self, span: timedelta, now: datetime) -> bool:
        return self._read_at is None or not timedelta() <= now - self._read_at < span

    def _refresh(self, database: Database, now: datetime) -> None:
        """Read anew and give the lock back that the caller took; failing keeps what was there."""
        try:
            self._read(database, now)
        except SQLAlchemyError:
            log.exception("labelling_not_read")
        finally:
            self._lock.release()

    def _read(self, database: Database, now: datetime) -> None:
        with database.session() as session:
            valued = read_setting(session, Escalation).valued_cents
            candidates = read_candidates(session, now=now, valued_cents=valued)
        self._groups, self._read_at = make_inbox(candidates), now

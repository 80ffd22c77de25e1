"""The index of this process: built in the background, anew when something has changed."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from console.copilot.index import SuggestionIndex
from console.copilot.past import collect
from console.replies.models import SavedReply
from crm_backend.knowledge.models import Article
from kernel.db import Database
from kernel.logging import get_logger

log = get_logger(__name__)

PAUSE = timedelta(seconds=60)  # between two looks whether anything has changed
OLDEST = timedelta(minutes=30)  # ratings and what agents accept are seen by then
SHARE = 1 / 200  # of its time a process spends building, at most, because chats have ended


def read_stamp(session: Session) -> tuple[Any, ...]:
    """Return what differs when replies or articles have changed."""
    stamps = (
        select(func.count(), func.max(SavedReply.changed_at)).select_from(SavedReply),
        select(func.count(), func.max(Article.updated_at)).select_from(Article),
    )
    return tuple(value for stamp in stamps for value in session.execute(stamp).one())


def read_chat_stamp(session: Session) -> tuple[Any, ...]:
    """Return what differs when chats have ended: all day long, in a busy shop."""
    query = select(func.max(Handoff.id), func.max(Handoff.ended_at))
    return tuple(session.execute(query).one())


class Shelf:
    """Holds the newest index; who asks is never made to wait for a new one."""

    def __init__(self) -> None:
        self.index: SuggestionIndex | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stamp: tuple[Any, ...] = ()
        self._chat_stamp: tuple[Any, ...] = ()
        self._took = timedelta()
        self._built_at: datetime | None = None
        self._looked_at: datetime | None = None

    def get(self, database: Database, *, shop_name: str, now: datetime) -> SuggestionIndex | None:
        """Return the index, or None while the first is being built; start a build where due."""
        with self._lock:
            is_busy = self._thread is not None and self._thread.is_alive()
            is_due = self._looked_at is None or now - self._looked_at >= PAUSE
            if is_due and not is_busy:
                self._looked_at = now
                self._start(lambda: self.refresh(database, shop_name=shop_name, now=now))
        return self.index

    def wait(self, seconds: float = 60) -> None:
        """Wait until no build is running (tests, measurements)."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def refresh(self, database: Database, *, shop_name: str, now: datetime) -> None:
        """Build the index anew where something has changed or it is old; failing keeps the old."""
        began = monotonic()
        try:
            with database.session() as session:
                stamp, chat_stamp = read_stamp(session), read_chat_stamp(session)
                rest = min(OLDEST, self._took / SHARE) if chat_stamp != self._chat_stamp else OLDEST
                is_fresh = self._built_at is not None and now - self._built_at < rest
                if self.index is not None and stamp == self._stamp and is_fresh:
                    return
                candidates, rates = collect(session, shop_name=shop_name)
        except SQLAlchemyError:
            log.exception("suggestions_not_read")
            return
        self.index = SuggestionIndex(candidates, rates)
        seconds = monotonic() - began
        self._stamp, self._chat_stamp, self._built_at = stamp, chat_stamp, now
        self._took = timedelta(seconds=seconds)
        log.info("suggestions_ready", count=len(self.index), seconds=round(seconds, 2))

    def _start(self, work: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=work, name="suggestions", daemon=True)
        self._thread.start()

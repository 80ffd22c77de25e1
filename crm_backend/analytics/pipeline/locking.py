"""One run at a time: of a data folder, and on PostgreSQL of a database, whoever asks from where."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select, text, update

from crm_backend.analytics.pipeline.models import AnalyticsRun
from kernel.db import Database
from kernel.errors import Conflict

KEY = 0x46444E41  # of PostgreSQL's advisory lock; nobody else takes this number
WAIT_SECONDS = 2.0  # a sweep holds the lock for some milliseconds
LOOK_SECONDS = 0.1


@contextmanager
def only_one(database: Database, folder: Path, *, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock of runs; a process that dies lets it go. Raises `Conflict`.

    On SQLite it is a file in `folder`: processes with one database have one data folder there.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        lock = stack.enter_context((folder / "run.lock").open("w"))
        _take(lambda: _lock_file(lock.fileno()), wait)
        if not database.is_sqlite:
            plain = stack.enter_context(database.engine.connect())
            held = plain.execution_options(isolation_level="AUTOCOMMIT")
            asking = text("SELECT pg_try_advisory_lock(:key)")
            _take(lambda: bool(held.scalar(asking, {"key": KEY})), wait)
            # The connection goes back to the pool: what it holds would be held on.
            letting_go = text("SELECT pg_advisory_unlock(:key)")
            stack.callback(lambda: held.execute(letting_go, {"key": KEY}))
        yield


def _take(try_once: Callable[[], bool], wait: float) -> None:
    end = time.monotonic() + wait
    while not try_once():
        if time.monotonic() >= end:
            raise Conflict("Another run of the analytics goes on; wait for its end.")
        time.sleep(LOOK_SECONDS)


def _lock_file(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sweep_lost(database: Database, folder: Path, *, now: datetime) -> int:
    """Mark runs as lost whose process died, on whatever machine; return how many.

    Who holds the lock lives: while it is held nothing is marked.
    """
    with database.session() as session:
        if not session.scalar(select(exists().where(AnalyticsRun.state == "running"))):
            return 0
    try:
        with only_one(database, folder, wait=0.0):
            return mark_lost(database, now=now)
    except Conflict:
        return 0


def mark_lost(database: Database, *, now: datetime) -> int:
    """Mark all runs that are said to go on as lost; only for who holds the lock."""
    marking = update(AnalyticsRun).where(AnalyticsRun.state == "running")
    with database.transaction() as session:
        marked = session.scalars(
            marking.values(state="lost", ended_at=now).returning(AnalyticsRun.id)
        )
        return len(marked.all())

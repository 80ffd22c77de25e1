"""Who commits: on SQLite one thread for all writers of the process, in groups; else threads.

A full-sync commit costs a few milliseconds of disk, whatever it holds. So all writes that are
waiting share one transaction, each in a savepoint of its own: a failing write fails alone, and
nobody hears "done" before the one commit that holds their write.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.ledger.notes import Note, Publish, take_notes
from bot.ledger.wire import Wire
from kernel.db import Database
from kernel.errors import Unavailable

T = TypeVar("T")
Work = Callable[[Session], T]

MAX_GROUP = 64  # writes in one transaction: bounds how long the first of them waits for the last
DEADLOCK = "40P01"  # PostgreSQL's code: two writes waited for each other, and this one was ended
THREADS = 10  # the size of the connection pool of PostgreSQL


class LedgerUnavailable(Unavailable):
    """The database did not take a write or answer a read; nothing of it was stored."""


class Writer(Protocol):
    """Runs a write in a transaction; the result is there once it is committed."""

    commits: int

    def submit(self, work: Work[T]) -> "Future[T]":
        """Queue a write."""

    def close(self) -> None:
        """Do what is queued, then end."""


@dataclass(frozen=True)
class _Job:
    work: Work[Any]
    future: "Future[Any]"


@dataclass(frozen=True)
class _Done:
    job: _Job
    value: Any = None
    error: Exception | None = None

    def tell(self) -> None:
        if self.error is not None:
            self.job.future.set_exception(translate(self.error))
        else:
            self.job.future.set_result(self.value)


def translate(error: Exception) -> Exception:
    """Return our own error for one of the database's."""
    if not isinstance(error, SQLAlchemyError):
        return error
    ours = LedgerUnavailable("The database did not take this.")
    ours.__cause__ = error
    return ours


class GroupWriter:
    """One thread that takes all queued writes at once and commits them together (SQLite)."""

    def __init__(self, database: Database, publish: Publish) -> None:
        self.database, self.publish, self.commits = database, publish, 0
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> "Future[T]":
        """Queue a write."""
        future: Future[T] = Future()
        self._jobs.put(_Job(work, future))
        return future

    def close(self) -> None:
        """Do what is queued, then end."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_open = True
        while is_open:
            taken = [self._jobs.get()]
            while len(taken) < MAX_GROUP and not self._jobs.empty():
                taken.append(self._jobs.get())
            is_open = None not in taken
            jobs = [job for job in taken if job and job.future.set_running_or_notify_cancel()]
            if jobs:
                self._commit_together(jobs)

    def _commit_together(self, jobs: list[_Job]) -> None:
        notes: list[Note] = []
        try:
            with self.database.in_turn(), self.database.engine.connect() as connection:
                options = connection.execution_options(sqlite_begin="IMMEDIATE")
                with options.begin():
                    done = [_run_apart(options, job, notes) for job in jobs]
        except SQLAlchemyError as error:
            # The one commit failed: nothing of the group is stored.
            done, notes = [_Done(job, error=error) for job in jobs], []
        else:
            self.commits += 1
        self.publish(notes)
        for one in done:
            one.tell()


def _run_apart(connection: Connection, job: _Job, notes: list[Note]) -> _Done:
    with Session(
        connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    ) as session:
        try:
            value = job.work(session)
            session.commit()
        except Exception as error:
            # Whatever it is belongs to the caller of this one write, not to its neighbours.
            session.rollback()
            return _Done(job, error=error)
        notes += take_notes(session)
    return _Done(job, value=value)


class PooledWriter:
    """A transaction for each write, several at once (PostgreSQL). A wire tells other processes."""

    def __init__(self, database: Database, publish: Publish, wire: Wire | None = None) -> None:
        self.database, self.publish, self.commits = database, publish, 0
        self._wire = wire
        if wire is not None:
            wire.start()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="ledger")

    def submit(self, work: Work[T]) -> "Future[T]":
        """Queue a write."""
        return self._pool.submit(self._run, work)

    def close(self) -> None:
        """Do what is queued, then end."""
        self._pool.shutdown()
        if self._wire is not None:
            self._wire.close()

    def _run(self, work: Work[T]) -> T:
        try:
            try:
                value, notes = self._commit(work)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", "") != DEADLOCK:
                    raise
                value, notes = self._commit(work)  # the other one is done by now
        except SQLAlchemyError as error:
            raise translate(error) from error
        self.commits += 1
        self.publish(notes)
        return value

    def _commit(self, work: Work[T]) -> tuple[T, list[Note]]:
        with self.database.transaction() as session:
            value = work(session)
            session.flush()
            notes = take_notes(session)
            if self._wire is not None:
                self._wire.send(session, notes)
        return value, notes


def make_writer(database: Database, publish: Publish) -> Writer:
    """Return the writer that suits the database."""
    if database.is_sqlite:
        return GroupWriter(database, publish)
    return PooledWriter(database, publish, Wire(database, publish))

"""The door to the ledger for code that runs on the event loop: read, write, be told."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.ledger.events import let_hear
from bot.ledger.notes import Note
from bot.ledger.writer import Work, Writer, make_writer, translate
from kernel.db import Database

T = TypeVar("T")
Listener = Callable[[Note], None]

READERS = 4  # more would only queue for the interpreter


class Ledger:
    """Reads and writes off the loop; listeners run on the loop after each commit."""

    def __init__(self, database: Database, *, keeps_events: bool = False) -> None:
        self.database, self.keeps_events = database, keeps_events
        self._listeners: list[Listener] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writer: Writer | None = None
        self._readers: ThreadPoolExecutor | None = None

    def open(self) -> None:
        """Start the threads; must run on the loop that will use it."""
        self._loop = asyncio.get_running_loop()
        self._writer = make_writer(self.database, self._publish)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="ledger-read")

    async def close(self) -> None:
        """Commit what is queued and end the threads."""
        writer, readers = self._writer, self._readers
        if writer is not None:
            await asyncio.to_thread(writer.close)
        if readers is not None:
            await asyncio.to_thread(readers.shutdown)
        self._writer = self._readers = None

    @property
    def commits(self) -> int:
        """How often the disk was asked to keep something: few per turn, fewer under load."""
        return self._writer.commits if self._writer else 0

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every note of a committed write."""
        self._listeners.append(listener)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction; return after the commit. Raises `LedgerUnavailable`."""
        if self._writer is None:
            raise RuntimeError("The ledger is not open.")

        def run(session: Session) -> T:
            if self.keeps_events:
                let_hear(session)
            return work(session)

        return await asyncio.wrap_future(self._writer.submit(run))

    async def read(self, work: Work[T]) -> T:
        """Run `work` in a session that keeps nothing. Raises `LedgerUnavailable`."""

        def run() -> T:
            try:
                with self.database.session() as session:
                    return work(session)
            except SQLAlchemyError as error:
                raise translate(error) from error

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)

    def tell(self, note: Note) -> None:
        """Pass a note on by hand: what another process or a plain transaction has changed."""
        for listener in self._listeners:
            listener(note)

    def _publish(self, notes: Iterable[Note]) -> None:
        kept = list(notes)
        if kept and self._loop is not None:
            self._loop.call_soon_threadsafe(self._tell_all, kept)

    def _tell_all(self, notes: list[Note]) -> None:
        for note in notes:
            self.tell(note)

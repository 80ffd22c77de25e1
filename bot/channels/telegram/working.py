"""The workers that do updates: several chats at once, one after the other within a chat."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as TimedOut
from sqlalchemy.orm import Session
from telegram import Update

from bot.channels.telegram.desk import Desk, Effect
from bot.channels.telegram.door import Door, TelegramTrouble
from bot.channels.telegram.files import SentFile, fetch_file, find_file
from bot.channels.telegram.reading import read_update
from bot.channels.telegram.taking import take_update
from bot.channels.telegram.updates import (
    MAX_ATTEMPTS,
    Waiting,
    fail_update,
    finish_update,
    forget_old,
    read_waiting,
)
from bot.ledger import lanes
from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import Clock
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)

WORKERS = 8
POLL_SECONDS = 1.0  # how late an update stored by another process, or one to be retried, is seen
FORGET_EVERY = timedelta(hours=1)


class UpdateWorkers:
    """Does what is stored; each update in one transaction, so it is done wholly or not at all."""

    def __init__(
        self,
        ledger: Ledger,
        door: Door,
        desk: Desk,
        *,
        clock: Clock,
        workers: int = WORKERS,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self.ledger, self.door, self.desk, self.clock = ledger, door, desk, clock
        self.workers, self.poll_seconds = workers, poll_seconds
        self.running: dict[asyncio.Task[None], str] = {}
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._is_stopping = False
        self._forget_at = clock()
        ledger.listen(self._hear)

    def start(self) -> None:
        """Begin to work."""
        self._is_stopping = False
        self._loop = start_loop(self._run, "telegram-updates")

    async def stop(self) -> None:
        """Begin nothing more and let what runs end; what does not is done again by the next."""
        self._is_stopping = True
        self._wake.set()
        if self._loop is not None:
            await self._loop
        if self.running:
            _done, late = await asyncio.wait(self.running, timeout=5)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _hear(self, note: Note) -> None:
        if note.kind == "update":
            self._wake.set()

    async def _run(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            try:
                await self._begin_due()
            except LedgerUnavailable:
                log.warning("ledger_unavailable")
            try:
                await asyncio.wait_for(self._wake.wait(), self.poll_seconds)
            except TimeoutError:
                continue

    async def _begin_due(self) -> None:
        await self._forget()
        free = self.workers - len(self.running)
        if free <= 0:
            return  # the end of one wakes us
        now, busy = self.clock(), list(self.running.values())
        found = await self.ledger.read(
            lambda session: read_waiting(
                session, bot=self.desk.bot, now=now, limit=free, without=busy
            )
        )
        for waiting in found:
            task = asyncio.create_task(self.do(waiting))
            self.running[task] = waiting.lane
            task.add_done_callback(self._end)

    def _end(self, task: "asyncio.Task[None]") -> None:
        self.running.pop(task, None)
        self._wake.set()
        error = None if task.cancelled() else task.exception()
        if isinstance(error, LedgerUnavailable):
            log.warning("ledger_unavailable")  # it waits as it is
        elif error is not None:
            log.error("telegram_update_crashed", error=type(error).__name__)

    async def do(self, waiting: Waiting) -> None:
        """Do one update; what goes wrong is noted with it and tried again."""
        try:
            effects = await self._take(waiting)
        except Exception as error:
            if isinstance(error, LedgerUnavailable) and _is_away(error):
                raise
            # Whatever it is belongs to this update: its chat goes on once it is dead.
            await self._fail(waiting, error)
            return
        for effect in effects:
            await self._call(effect)

    async def _take(self, waiting: Waiting) -> list[Effect]:
        update = read_update(waiting.body)
        file = find_file(update.message) if update.message is not None else None
        if file is not None:
            file = await self._fetch(waiting, file)
        return await self.ledger.write(lambda session: self._finish(session, waiting, update, file))

    async def _fetch(self, waiting: Waiting, file: SentFile) -> SentFile:
        """Return the file with its content, in the end without: its caption is not lost with it."""
        try:
            return await fetch_file(self.door, file)
        except TelegramTrouble:
            if waiting.attempts + 1 < MAX_ATTEMPTS:
                raise
            log.warning("telegram_file_given_up", update=waiting.update_id)
            return file

    def _finish(
        self, session: Session, waiting: Waiting, update: Update, file: SentFile | None
    ) -> list[Effect]:
        if not finish_update(session, bot=self.desk.bot, update_id=waiting.update_id):
            return []
        return take_update(session, self.desk, update, file, self.clock())

    async def _fail(self, waiting: Waiting, error: Exception) -> None:
        reason, now = type(error.__cause__ or error).__name__, self.clock()
        is_dead = await self.ledger.write(
            lambda session: fail_update(
                session, bot=self.desk.bot, update_id=waiting.update_id, reason=reason, now=now
            )
        )
        if is_dead:
            log.error("telegram_update_dead", update=waiting.update_id, error=reason)
        else:
            log.warning("telegram_update_failed", update=waiting.update_id, error=reason)

    async def _call(self, effect: Effect) -> None:
        try:
            await self.door.ask(effect.method, **effect.values)
        except TelegramTrouble as trouble:
            log.info("telegram_effect_failed", method=effect.method, error=type(trouble).__name__)

    async def _forget(self) -> None:
        now = self.clock()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY
            await self.ledger.write(lambda session: self._forget_old(session, now))

    def _forget_old(self, session: Session, now: datetime) -> None:
        forget_old(session, now=now)
        lanes.forget_old(session, channel="telegram", now=now)


def _is_away(error: LedgerUnavailable) -> bool:
    """Tell a database that does not answer from one that will never take this."""
    cause = error.__cause__
    return cause is None or isinstance(cause, OperationalError | InterfaceError | TimedOut)

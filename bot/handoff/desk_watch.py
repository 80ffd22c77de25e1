"""Looks after the desk: silent agents, snoozed chats whose time has come, chats to be given out."""

import asyncio
from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.handoff import assigning, gazing, snoozing, watch
from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import Clock
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)

LOOK_SECONDS = 5.0


class DeskWatch:
    """Looks every few seconds, and gives chats out as soon as the line or the desk has changed.

    Several processes may: each move checks once more.
    """

    def __init__(self, ledger: Ledger, *, clock: Clock, look_seconds: float = LOOK_SECONDS) -> None:
        self.ledger, self.clock, self.look_seconds = ledger, clock, look_seconds
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        ledger.listen(self._hear)

    def start(self) -> None:
        """Begin to look."""
        self._task = start_loop(self._run, "desk")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _hear(self, note: Note) -> None:
        if note.kind == "queue":
            self._wake.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            try:
                if loop.time() >= due:
                    due = loop.time() + self.look_seconds
                    await self.look()
                await self.assign()
            except LedgerUnavailable:
                log.warning("ledger_unavailable")
            await self._sleep(due - loop.time())

    async def _sleep(self, seconds: float) -> None:
        """Wait until somebody changes the line or the desk, or for so long."""
        try:
            await asyncio.wait_for(self._wake.wait(), max(seconds, 0.01))
        except TimeoutError:
            return
        finally:
            self._wake.clear()

    async def look(self) -> list[str]:
        """Requeue what is abandoned now, wake what is due; returns what was requeued."""
        now = self.clock()
        moved: list[str] = []
        if await self.ledger.read(lambda session: bool(watch.find_abandoned(session, now=now))):
            moved = await self._repeat(lambda session: watch.requeue_abandoned(session, now=now))
        if await self.ledger.read(lambda session: watch.has_left(session, now=now)):
            await self.ledger.write(lambda session: watch.note_left(session, now=now))
        if await self.ledger.read(lambda session: bool(snoozing.find_due(session, now=now))):
            await self._repeat(lambda session: snoozing.wake_due(session, now=now))
        if await self.ledger.read(lambda session: gazing.has_stale(session, now=now)):
            await self.ledger.write(lambda session: gazing.sweep_gazes(session, now=now))
        if moved:
            log.warning("chats_requeued", count=len(moved))
        return moved

    async def _repeat(self, move_some: Callable[[Session], list[str]]) -> list[str]:
        """Write until nothing is left to be moved; returns all that was."""
        moved: list[str] = []
        while some := await self.ledger.write(move_some):
            moved += some
        return moved

    async def assign(self) -> int:
        """Give out what can be given now; returns how many chats that were."""
        given = 0
        while await self.ledger.read(self._has_next):
            if await self.ledger.write(
                lambda session: assigning.assign_next(session, now=self.clock())
            ):
                given += 1
            else:
                break
        return given

    def _has_next(self, session: Session) -> bool:
        """Tell, without a write lock, whether somebody in line fits somebody at the desk."""
        return assigning.find_next(session, now=self.clock()) is not None

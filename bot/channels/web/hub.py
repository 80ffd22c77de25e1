"""Which sockets show which conversation, and who is told of what."""

import asyncio
from collections import defaultdict
from datetime import datetime
from typing import Protocol

from bot.channels.web.news import read_newest, read_touched
from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import Clock
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)

WHOLE_LOOK = 10  # every tenth look is at everything
POLL_SECONDS = 1.0  # how late a message stored by another process is shown at most


class Viewer(Protocol):
    """A socket that shows a conversation."""

    conversation_id: str
    cursor: int
    owner: str
    site: str

    def hear(self, note: Note) -> None:
        """Take notice; must not block."""


class Hub:
    """The sockets of this process, by conversation."""

    def __init__(self, ledger: Ledger, *, clock: Clock, poll_seconds: float = POLL_SECONDS) -> None:
        self.ledger, self.clock, self.poll_seconds = ledger, clock, poll_seconds
        self._viewers: defaultdict[str, set[Viewer]] = defaultdict(set)
        self._looks = 0
        self._polling: asyncio.Task[None] | None = None
        ledger.listen(self.tell)

    def start(self) -> None:
        """Begin to look for what other processes did."""
        self._polling = start_loop(self._poll, "hub")

    async def stop(self) -> None:
        """Look no more."""
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)

    def add(self, viewer: Viewer) -> None:
        """Tell this socket from now on."""
        self._viewers[viewer.conversation_id].add(viewer)

    def remove(self, viewer: Viewer) -> None:
        """Tell it no more."""
        viewers = self._viewers.get(viewer.conversation_id, set())
        viewers.discard(viewer)
        if not viewers:
            self._viewers.pop(viewer.conversation_id, None)

    def count(self, conversation_id: str) -> int:
        """Return how many sockets show a conversation."""
        return len(self._viewers.get(conversation_id, ()))

    @property
    def viewers(self) -> list[Viewer]:
        """All sockets."""
        return [viewer for viewers in self._viewers.values() for viewer in viewers]

    def tell(self, note: Note) -> None:
        """Pass a note to those it concerns; a change of the line concerns all who wait."""
        if note.kind == "queue":
            waiting = [viewer for viewer in self.viewers if viewer.owner == "waiting"]
        else:
            waiting = list(self._viewers.get(note.conversation_id, ()))
        for viewer in waiting:
            viewer.hear(note)

    async def _poll(self) -> None:
        since = self.clock()
        while True:
            await asyncio.sleep(self.poll_seconds)
            began = self.clock()
            if self._viewers:
                try:
                    await self._look(since)
                except LedgerUnavailable:
                    log.warning("ledger_unavailable")
                    continue
            since = began

    async def _look(self, since: datetime) -> None:
        """Look at what changed lately, and now and then at all that is shown: a commit may come
        long after the time it carries."""
        self._looks += 1
        if self._looks % WHOLE_LOOK:
            touched = await self.ledger.read(lambda session: read_touched(session, since=since))
        else:
            shown = list(self._viewers)
            touched = await self.ledger.read(lambda session: read_newest(session, ids=shown))
        for conversation_id, last in touched:
            self._catch_up(conversation_id, last)

    def _catch_up(self, conversation_id: str, last: int) -> None:
        for viewer in list(self._viewers.get(conversation_id, ())):
            if viewer.cursor < last:
                viewer.hear(Note("message", conversation_id))

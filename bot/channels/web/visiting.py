"""Notes which conversations are open in a browser, so that who has left can be written to."""

import asyncio

from bot.channels.web.hub import Hub, Viewer
from bot.ledger.ledger import Ledger
from bot.ledger.writer import LedgerUnavailable
from bot.mailings.visits import Seen, note_visits
from kernel.clock import Clock
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)

FLUSH_SECONDS = 5.0  # one write for all who came and went in the meantime
BATCH = 500  # a write: others may have theirs in between
REFRESH_EVERY = 6  # flushes: 30 s, well below the two minutes after which somebody has left


class Visits:
    """Who is here, written to the database now and then."""

    def __init__(
        self, ledger: Ledger, hub: Hub, *, clock: Clock, flush_seconds: float = FLUSH_SECONDS
    ) -> None:
        self.ledger, self.hub, self.clock = ledger, hub, clock
        self.flush_seconds = flush_seconds
        self._pending: dict[str, Seen] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._task = start_loop(self._run, "visits")

    async def stop(self) -> None:
        """Write what is left and end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            await self.flush()

    def note(self, visitor: Viewer) -> None:
        """Remember that somebody has come, is here, or leaves."""
        seen = Seen(
            conversation_id=visitor.conversation_id,
            read_id=visitor.cursor,
            at=self.clock(),
            site=visitor.site,
        )
        before = self._pending.get(seen.conversation_id)
        if before is None or before.read_id <= seen.read_id:
            self._pending[seen.conversation_id] = seen

    async def _run(self) -> None:
        turn = 0
        while True:
            await asyncio.sleep(self.flush_seconds)
            turn += 1
            if turn % REFRESH_EVERY == 0:
                for viewer in self.hub.viewers:
                    self.note(viewer)
            await self.flush()

    async def flush(self) -> None:
        """Write what is known; what the database does not take is written with the next."""
        pending, self._pending = list(self._pending.values()), {}
        for start in range(0, len(pending), BATCH):
            await self._write(pending[start : start + BATCH])

    async def _write(self, seen: list[Seen]) -> None:
        try:
            await self.ledger.write(lambda session: note_visits(session, seen=seen))
        except LedgerUnavailable:
            log.warning("ledger_unavailable")
            self._pending = {one.conversation_id: one for one in seen} | self._pending

"""Keeps the model of a process young, so that no customer waits while it is fitted."""

import asyncio
import contextlib

from crm_backend.analytics.recommendations.cache import forget, refresh
from kernel.clock import Clock
from kernel.db import Database
from kernel.logging import get_logger
from kernel.loops import start_loop

EVERY_SECONDS = 60.0

log = get_logger(__name__)


class ModelKeeper:
    """Fits in a thread: at the start, and when a hundredth of the orders or a product is new."""

    def __init__(self, database: Database, *, clock: Clock, every: float = EVERY_SECONDS) -> None:
        self.database, self.clock, self.every = database, clock, every
        self._task: asyncio.Task[None] | None = None
        self._is_first = True

    def start(self) -> None:
        """Begin; must run on the loop that serves."""
        self._task = start_loop(self._run, "recommendations")

    async def stop(self) -> None:
        """End; a fit that is under way is left to its thread."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        forget(self.database.engine)

    async def _run(self) -> None:
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(self.every)

    def look(self) -> None:
        """Fit if it is due."""
        with self.database.session() as session:
            if refresh(session, now=self.clock(), is_first=self._is_first):
                log.debug("recommendations_fitted")
        self._is_first = False

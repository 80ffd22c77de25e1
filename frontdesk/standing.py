"""What this process serves, told to all by a row of its own: when it changes, as a sign of life."""

import asyncio
import socket
import time
from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.releases.models import ModelServer
from kernel.runtime import Runtime

BEAT_SECONDS = 10.0
FORGOTTEN = timedelta(days=1)
MAX_ERROR = 500


class Standing:
    """Keeps the row. Failures are counted: `failures` is what an operator's alarm looks at."""

    def __init__(self, runtime: Runtime, name: str) -> None:
        self.runtime, self.name = runtime, name[:64]
        self.machine = socket.gethostname()[:200]
        self.live = self.canary = self.loading = self.failed = self.error = ""
        self.failures = 0
        self._switched_at: datetime | None = None
        self._is_new = True
        self._beat_at = 0.0

    def note(
        self,
        *,
        live: str | None = None,
        canary: str | None = None,
        loading: str | None = None,
        failed: str = "",
        error: str = "",
        recovered: str = "",
        is_switch: bool = False,
    ) -> None:
        """Remember what has changed; None leaves a value as it is."""
        before = self._facts()
        self.live = self.live if live is None else live
        self.canary = self.canary if canary is None else canary
        self.loading = self.loading if loading is None else loading
        if failed:
            self.failed, self.error, self.failures = failed, error[:MAX_ERROR], self.failures + 1
        if recovered and recovered == self.failed:
            self.failed = self.error = ""
        if is_switch:
            self._switched_at = self.runtime.clock()
        self._is_new = self._is_new or before != self._facts()

    async def tell(self) -> None:
        """Write the row where something has changed, or as a sign of life."""
        if not self._is_new and time.monotonic() < self._beat_at:
            return
        self._is_new, self._beat_at = False, time.monotonic() + BEAT_SECONDS
        await asyncio.to_thread(self._write)

    def leave(self) -> None:
        """Take the row away: this process ends."""
        with self.runtime.db.transaction() as session:
            session.execute(delete(ModelServer).where(ModelServer.name == self.name))

    def _facts(self) -> tuple[object, ...]:
        seen = (self.live, self.canary, self.loading, self.failed, self.error, self.failures)
        return (*seen, self._switched_at)

    def _write(self) -> None:
        now = self.runtime.clock()
        with self.runtime.db.transaction() as session:
            session.merge(
                ModelServer(
                    name=self.name,
                    machine=self.machine,
                    live=self.live,
                    canary=self.canary,
                    loading=self.loading,
                    failed=self.failed,
                    error=self.error,
                    failures=self.failures,
                    switched_at=self._switched_at,
                    seen_at=now,
                )
            )
            gone = ModelServer.seen_at < now - FORGOTTEN
            session.execute(delete(ModelServer).where(gone))

"""Claims what waits and runs the turns, so many at once; woken by notes, polling as fall-back."""

import asyncio
import time
from datetime import datetime

from sqlalchemy.orm import Session

from bot.ledger.claims import (
    Claim,
    claim_waiting,
    has_expired,
    has_waiting,
    reclaim_expired,
    release,
    renew_leases,
)
from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable
from bot.turns.runner import TurnRunner
from kernel import crash
from kernel.clock import Clock
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)

POLL_SECONDS = 1.0  # how late a message of another process is seen at most
STOP_SECONDS = 20.0  # a turn ends by itself within 15
OVERLOAD_SECONDS = 2.0  # a burst is worked off in less
RENEW_SECONDS = 2.0  # a quarter of a lease: three renewals may fail before it is lost


class TurnDispatcher:
    """The turn workers of one process."""

    def __init__(
        self,
        ledger: Ledger,
        runner: TurnRunner,
        *,
        clock: Clock,
        workers: int,
        name: str,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self.ledger, self.runner, self.clock = ledger, runner, clock
        self.workers, self.name, self.poll_seconds = workers, name, poll_seconds
        self.running: dict[asyncio.Task[object], Claim] = {}
        self.renew_seconds = RENEW_SECONDS
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._is_stopping = False
        self._reclaim_at = 0.0
        self._busy_since: float | None = None
        ledger.listen(self._hear)

    def start(self) -> None:
        """Begin to claim."""
        self._is_stopping = False
        self._loop = start_loop(self._run, "turns")
        self._renewing = start_loop(self._renew, "leases")

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Claim no more, let running turns end, give the rest back undone."""
        self._is_stopping = True
        self._wake.set()
        if self._loop is not None:
            await self._loop
        left = dict(self.running)
        if left:
            _done, late = await asyncio.wait(left, timeout=seconds)
            for task in late:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                await self._give_back(left[task])
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)

    @property
    def is_overloaded(self) -> bool:
        """Whether all places have been taken, and more has waited, for longer than a moment."""
        since = self._busy_since
        return since is not None and time.monotonic() - since > OVERLOAD_SECONDS

    def _hear(self, note: Note) -> None:
        if note.kind == "inbox":
            self._wake.set()

    async def _run(self) -> None:
        is_worth_it = True  # what an earlier process left is seen at once
        while not self._is_stopping:
            self._wake.clear()
            try:
                if is_worth_it or await self.ledger.read(self._look):
                    await self._claim()
            except LedgerUnavailable:
                log.warning("ledger_unavailable")
            is_worth_it = await self._sleep()

    def _look(self, session: Session) -> bool:
        """Tell, without a write lock, whether there is anything to do."""
        now = self.clock()
        return has_expired(session, now=now) or has_waiting(session, now=now)

    async def _sleep(self) -> bool:
        """Wait to be woken; True if somebody did."""
        try:
            await asyncio.wait_for(self._wake.wait(), self.poll_seconds)
        except TimeoutError:
            return False
        return True

    async def _claim(self) -> None:
        """Claim as many as there are free workers."""
        free = self.workers - len(self.running)
        if free <= 0:
            return  # the end of a turn wakes us
        await self._reclaim()
        now = self.clock()
        claims = await self.ledger.write(lambda session: self._take(session, now, free))
        if len(claims) < free:
            self._busy_since = None
        elif self._busy_since is None:
            self._busy_since = time.monotonic()
        if claims:
            crash.point("after_claim")
        for claim in claims:
            task: asyncio.Task[object] = asyncio.create_task(self.runner.run(claim))
            self.running[task] = claim
            task.add_done_callback(self._forget)

    async def _renew(self) -> None:
        """Keep the leases of turns that take long."""
        seen: set[Claim] = set()
        while True:
            await asyncio.sleep(self.renew_seconds)
            running = set(self.running.values())
            await self._keep(running & seen)
            seen = running

    async def _keep(self, held: set[Claim]) -> None:
        if not held:
            return
        try:
            await self.ledger.write(
                lambda session: renew_leases(session, claims=held, now=self.clock())
            )
        except LedgerUnavailable:
            log.warning("leases_not_renewed", count=len(held))

    async def _reclaim(self) -> None:
        """Take back the leases of workers that died; looked for now and then, not every time."""
        ticks = asyncio.get_running_loop().time()
        if ticks < self._reclaim_at:
            return
        self._reclaim_at = ticks + self.poll_seconds
        now = self.clock()
        if await self.ledger.read(lambda session: has_expired(session, now=now)):
            freed = await self.ledger.write(lambda session: reclaim_expired(session, now=now))
            log.warning("leases_reclaimed", count=freed)

    def _take(self, session: Session, now: datetime, limit: int) -> list[Claim]:
        return claim_waiting(session, worker=self.name, now=now, limit=limit)

    def _forget(self, task: "asyncio.Task[object]") -> None:
        if len(self.running) >= self.workers:
            self._wake.set()  # somebody may have been waiting for this place
        claim = self.running.pop(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            # The lease runs out, the message waits again; after some tries it gets an apology.
            log.error(
                "turn_crashed",
                conversation=claim.conversation_id,
                message=claim.message_id,
                attempt=claim.attempt,
                error=type(error).__name__,
            )

    async def _give_back(self, claim: Claim) -> None:
        try:
            await self.ledger.write(lambda session: release(session, claim=claim, now=self.clock()))
        except LedgerUnavailable:
            log.warning("turn_not_given_back", conversation=claim.conversation_id)

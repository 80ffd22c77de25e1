"""Does the jobs: claims them, runs each in a thread, keeps its lease, tells how far it is."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kernel.clock import Clock
from kernel.db import Database
from kernel.jobs import claims
from kernel.jobs.claims import LEASE, Claim
from kernel.jobs.progress import Handler, JobFailed, JobStopped, Progress, Stop
from kernel.jobs.queue import JobQueue, forget_ended
from kernel.jobs.threads import run_in_thread
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)
T = TypeVar("T")

POLL_SECONDS = 1.0  # how late a job of another process is seen at most
RECLAIM_SECONDS = 5.0
FORGET_SECONDS = 3_600.0
TELL_SECONDS = 0.5  # one write in so long shows a page all it can
RENEW_SECONDS = 6.0  # a fifth of a lease
STOP_SECONDS = 15.0  # for work that was told to stop
END_PAUSES = (0.2, 1.0, 3.0)  # between tries to note how work ended


class JobWorker:
    """The worker of one process; `handlers` are by kind and may do the same work twice."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        clock: Clock,
        name: str,
        slots: int = 1,
    ) -> None:
        self.database, self.handlers, self.clock = database, dict(handlers), clock
        self.name, self.slots = name, slots
        self.poll_seconds, self.tell_seconds = POLL_SECONDS, TELL_SECONDS
        self.renew_seconds = RENEW_SECONDS
        self.running: dict[asyncio.Task[None], Progress] = {}
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._served_by: asyncio.AbstractEventLoop | None = None
        self._is_stopping = False
        self._reclaim_at = self._forget_at = 0.0

    @property
    def kinds(self) -> frozenset[str]:
        """What can be asked for."""
        return frozenset(self.handlers)

    @property
    def queue(self) -> JobQueue:
        """Where it is asked for."""
        return JobQueue(self.kinds)

    def start(self) -> None:
        """Begin to claim; must run on the loop that serves."""
        self._is_stopping = False
        self._served_by = asyncio.get_running_loop()
        self._loop = start_loop(self._run, "jobs")

    def wake(self) -> None:
        """Look at once; from any thread."""
        if self._served_by is not None and not self._served_by.is_closed():
            self._served_by.call_soon_threadsafe(self._wake.set)

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Claim no more; tell running work to stop and give it back for another process."""
        self._is_stopping = True
        self._wake.set()
        if self._loop is not None:
            await self._loop
        for progress in self.running.values():
            progress.stop("ending")
        if self.running:
            await asyncio.wait(dict(self.running), timeout=seconds)
        self._served_by = None

    async def _run(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            await self._look_after()
            while len(self.running) < self.slots and not self._is_stopping:
                if not await self._claim_one():
                    break
            try:
                await asyncio.wait_for(self._wake.wait(), self.poll_seconds)
            except TimeoutError:
                continue

    async def _look_after(self) -> None:
        """Take up what dead workers left, and forget what ended long ago; now and then."""
        ticks, now = time.monotonic(), self.clock()
        if ticks >= self._reclaim_at:
            self._reclaim_at = ticks + RECLAIM_SECONDS
            if await self._read(lambda session: claims.has_expired(session, now=now)):
                count = await self._write(lambda one: claims.reclaim_expired(one, now=now))
                log.warning("jobs_reclaimed", count=count)
        if ticks >= self._forget_at:
            self._forget_at = ticks + FORGET_SECONDS
            await self._write(lambda session: forget_ended(session, now=now))

    async def _claim_one(self) -> bool:
        now, kinds = self.clock(), self.kinds
        if not await self._read(lambda session: claims.has_due(session, kinds=kinds, now=now)):
            return False
        claim = await self._write(
            lambda session: claims.claim_next(session, worker=self.name, kinds=kinds, now=now)
        )
        if claim is None:
            return False
        progress = Progress(claim, self._confirm)
        task = asyncio.create_task(self._do(claim, progress), name=f"job-{claim.job_id}")
        self.running[task] = progress
        task.add_done_callback(self._forget)
        return True

    def _forget(self, task: "asyncio.Task[None]") -> None:
        del self.running[task]
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("job_lost_its_end", error=type(error).__name__)

    async def _do(self, claim: Claim, progress: Progress) -> None:
        log.info("job_started", job=claim.job_id, kind=claim.kind, attempt=claim.attempt)
        keeping = asyncio.create_task(self._keep(claim, progress))
        result, failure = None, None
        try:
            result = await run_in_thread(
                lambda: self.handlers[claim.kind](claim, progress), f"job-{claim.job_id}"
            )
        except Exception as error:
            # Whatever it is, it belongs to this one job.
            failure = error
        finally:
            keeping.cancel()
            await asyncio.wait({keeping})
        await self._end(claim, progress, result, failure)

    async def _keep(self, claim: Claim, progress: Progress) -> None:
        """Keep the lease and tell what is new, until cancelled."""
        last = time.monotonic()
        while True:
            await asyncio.sleep(self.tell_seconds)
            try:
                await self._tell(claim, progress)
                if time.monotonic() - last >= self.renew_seconds:
                    found = await asyncio.to_thread(self._confirm, claim)
                    last = time.monotonic()
                    if found is not None:
                        progress.stop(found)
            except SQLAlchemyError as error:
                log.warning("job_not_kept", job=claim.job_id, error=type(error).__name__)
                if time.monotonic() - last >= LEASE.total_seconds():
                    progress.stop("lost")

    async def _tell(self, claim: Claim, progress: Progress) -> None:
        news = progress.take()
        if news is not None:
            await self._write(lambda session: claims.tell(session, claim=claim, news=news))

    def _confirm(self, claim: Claim) -> Stop | None:
        with self.database.transaction() as session:
            found = claims.renew(session, claim=claim, now=self.clock())
        return "lost" if found == "lost" else "cancelled" if found else None

    async def _end(
        self,
        claim: Claim,
        progress: Progress,
        result: dict[str, Any] | None,
        failure: Exception | None,
    ) -> None:
        for pause in (*END_PAUSES, None):
            try:
                await self._tell(claim, progress)
                await self._write(lambda one: self._note_end(one, claim, progress, result, failure))
                return
            except SQLAlchemyError:
                if pause is None:
                    raise
                await asyncio.sleep(pause)

    def _note_end(
        self,
        session: Session,
        claim: Claim,
        progress: Progress,
        result: dict[str, Any] | None,
        failure: Exception | None,
    ) -> None:
        now = self.clock()
        if failure is None:
            claims.finish(session, claim=claim, result=result or {}, now=now)
            log.info("job_done", job=claim.job_id, kind=claim.kind)
            return
        if isinstance(failure, JobStopped) and progress.reason == "ending":
            claims.release(session, claim=claim, now=now)
            return
        is_ours = isinstance(failure, JobFailed)
        words = failure.message if isinstance(failure, JobFailed) else type(failure).__name__
        state = claims.give_up(session, claim=claim, error=words, now=now, is_final=is_ours)
        facts = {"job": claim.job_id, "kind": claim.kind, "state": state}
        if isinstance(failure, JobStopped):
            log.info("job_stopped", reason=progress.reason, **facts)
        else:
            log.error("job_failed", error=words, exc_info=None if is_ours else failure, **facts)

    async def _read(self, work: Callable[[Session], T]) -> T:
        def run() -> T:
            with self.database.session() as session:
                return work(session)

        return await asyncio.to_thread(run)

    async def _write(self, work: Callable[[Session], T]) -> T:
        def run() -> T:
            with self.database.transaction() as session:
                return work(session)

        return await asyncio.to_thread(run)

"""Outages under load: something goes away for a while; all that was acknowledged is answered."""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from frontdesk.rasa import free_port
from tests.reliability.checker import Verdict, judge
from tests.reliability.clients import Said
from tests.reliability.journal import read_journal
from tests.reliability.plan import Plan, write_script
from tests.reliability.proxy import Proxy
from tests.reliability.stage import Stage, forget, open_stage
from tests.reliability.storm import calm_down
from tests.reliability.tables import read_tables
from tests.reliability.web import WebCustomer

LOAD = 10.0  # messages a second
BEFORE, AFTER = 2.0, 4.0  # seconds of load around the outage
SLOW_SECONDS = 2.0  # an answer that takes longer, or is an apology, is a sign of the outage


@dataclass
class Scene:
    """What an outage may touch."""

    stage: Stage
    actions: Proxy
    stopped: list[int] = field(default_factory=list)  # process numbers of workers


Outage = Callable[[Scene, float], AbstractAsyncContextManager[None]]


@dataclass
class Outcome:
    """How an outage went. Seconds count from its end; of a stopped replica from its beginning."""

    name: str
    verdict: Verdict
    recovery_seconds: float
    backlog_seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether all was answered, in order."""
        return self.verdict.is_clean and self.verdict.acked == self.verdict.replies

    def line(self) -> str:
        """Return one line."""
        found = self.verdict
        return (
            f"outage={self.name} sent={found.sent} acked={found.acked} answered={found.replies} "
            f"apologies={found.apologies} lost={len(found.lost)} "
            f"duplicated={len(found.duplicated)} inverted={len(found.inverted)} "
            f"recovery={self.recovery_seconds:.1f}s backlog={self.backlog_seconds:.1f}s"
        )


@asynccontextmanager
async def workers_down(scene: Scene, _seconds: float) -> AsyncIterator[None]:
    """All dialogue workers are dead."""
    for worker in scene.stage.workers:
        worker.hold()
    yield
    for worker in scene.stage.workers:
        worker.release()
    for worker in scene.stage.workers:
        await worker.wait_ready()


@asynccontextmanager
async def replica_stopped(scene: Scene, _seconds: float) -> AsyncIterator[None]:
    """One of three workers takes questions and does not answer."""
    worker = scene.stage.workers[0]
    scene.stopped.append(worker.pid)
    worker.pause()
    yield
    worker.resume()


@asynccontextmanager
async def actions_hang(scene: Scene, _seconds: float) -> AsyncIterator[None]:
    """Calls of actions are taken and never answered."""
    scene.actions.faults.is_blackhole = True
    yield
    scene.actions.faults.is_blackhole = False


@asynccontextmanager
async def app_killed(scene: Scene, _seconds: float) -> AsyncIterator[None]:
    """One application dies and stays away."""
    app = scene.stage.apps[0]
    app.hold()
    yield
    app.release()
    await app.wait_ready()


@asynccontextmanager
async def database_restarted(scene: Scene, _seconds: float) -> AsyncIterator[None]:
    """PostgreSQL falls over at the end of the span and comes back at once."""
    yield
    await asyncio.to_thread(scene.stage.restart_database)


@asynccontextmanager
async def database_locked(scene: Scene, seconds: float) -> AsyncIterator[None]:
    """Another program holds the write lock of SQLite."""
    path = str(scene.stage.database.engine.url.database)
    connection = await asyncio.to_thread(
        sqlite3.connect, path, timeout=30, isolation_level=None, check_same_thread=False
    )
    await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


OUTAGES: dict[str, Outage] = {
    "workers_down": workers_down,
    "replica_stopped": replica_stopped,
    "actions_hang": actions_hang,
    "app_killed": app_killed,
}
OF_SQLITE: dict[str, Outage] = {"database_locked": database_locked}
OF_POSTGRESQL: dict[str, Outage] = {"database_restarted": database_restarted}


def list_outages(db: str) -> dict[str, Outage]:
    """Return the outages that a database can have."""
    return OUTAGES | (OF_POSTGRESQL if db == "postgresql" else OF_SQLITE)


async def suffer(name: str, db: str, seconds: float, folder: Path) -> Outcome:
    """Let an outage happen under load and judge what came of it."""
    span = BEFORE + seconds + AFTER
    plan = Plan(
        db=db,  # type: ignore[arg-type]
        messages=round(span * LOAD),
        conversations=20,
        kills=0,
        apps=2 if db == "postgresql" else 1,
        per_second=LOAD,
        codes=0.0,
    )
    ports = [free_port() for _ in range(plan.apps)]
    async with Proxy(ports[0]) as actions:
        through = [actions.port] if name == "actions_hang" else ports
        async with open_stage(plan, folder, ports=ports, action_ports=through) as stage:
            customers = [
                WebCustomer(plan, place, write_script(plan, place), stage.sockets)
                for place in range(plan.conversations)
            ]
            await asyncio.gather(*(customer.open() for customer in customers))
            stage.verify([customer.report.conversation for customer in customers])
            began = time.monotonic()
            speaking = asyncio.gather(*(customer.speak(began) for customer in customers))
            await asyncio.sleep(BEFORE)
            start = time.monotonic()
            scene = Scene(stage, actions)
            async with list_outages(db)[name](scene, seconds):
                await asyncio.sleep(seconds)
            end = time.monotonic()
            await speaking
            await calm_down(stage, customers)
            for customer in customers:
                await customer.close()
            for child in stage.children:
                await child.stop()
            tables = read_tables(stage.database)
        reports = [customer.report for customer in customers]
        events = read_journal(stage.journal_path)
        # A stopped worker may wake in the middle of a question that another has by now.
        verdict = judge(
            reports, tables, events, stopped=scene.stopped, has_pauses=bool(scene.stopped)
        )
    said = [said for report in reports for said in report.said]
    since = start if name == "replica_stopped" else end
    return Outcome(name, verdict, find_recovery(said, since), find_backlog(said, end))


def find_recovery(said: list[Said], since: float) -> float:
    """Return how long after a moment the last message was sent that was answered badly or late."""
    suffering = [
        one.first_sent
        for one in said
        if one.first_sent
        and (
            one.is_apologised
            or one.answered_at is None
            or one.answered_at - one.first_sent > SLOW_SECONDS
        )
    ]
    return max(0.0, max(suffering, default=since) - since)


def find_backlog(said: list[Said], end: float) -> float:
    """Return how long after the outage the last message sent before its end was answered."""
    sent = [one for one in said if one.first_sent and one.first_sent < end]
    answered = [one.answered_at for one in sent if one.answered_at]
    return max(0.0, max(answered, default=end) - end)


def run_outages(names: list[str], *, db: str, seconds: float) -> int:
    """Run these outages, or all that the database can have; 0 where all were clean."""
    is_clean = True
    for name in names or list_outages(db):
        folder = Path(tempfile.mkdtemp(prefix="outage-"))
        outcome = asyncio.run(suffer(name, db, seconds, folder))
        sys.stdout.write(outcome.line() + "\n")
        sys.stdout.flush()
        for kind in ("lost", "duplicated", "inverted"):
            for what in getattr(outcome.verdict, kind)[:10]:
                sys.stderr.write(f"  {kind}: {what}\n")
        is_clean = is_clean and outcome.is_clean
        forget(folder)
    return 0 if is_clean else 1

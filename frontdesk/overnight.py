"""The nightly look over the shop: when it is due, and the job that has it done by a process."""

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from bot.handoff.desk import read_setting
from bot.handoff.hours import Hours
from console.analytics.asking import ANALYTICS, find_open
from crm_backend.analytics.pipeline.locking import sweep_lost
from crm_backend.analytics.pipeline.models import AnalyticsRun
from frontdesk.paths import ROOT
from frontdesk.watched import run_in, watch_job, working_folder
from kernel.errors import Unavailable
from kernel.jobs.claims import Claim
from kernel.jobs.models import Job
from kernel.jobs.progress import Progress
from kernel.jobs.queue import JobQueue
from kernel.loops import start_loop
from kernel.runtime import Runtime
from kernel.settings import Settings

LOOK_SECONDS = 60.0
LATEST_HOURS = 3  # after the hour: what was off all night does not begin in the day's work
BY_ITSELF = "nightly"
HANDED_ON = (
    *("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"),
    *("LD_LIBRARY_PATH", "VIRTUAL_ENV", "JAVA_HOME", "SPARK_HOME", "PGPASSFILE"),
)


class AnalyticsJob:
    """Runs the steps in a process of their own; the payload's `only` names some of them.

    The result names the run, its state and how many steps went how.
    """

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def __call__(self, claim: Claim, progress: Progress) -> dict[str, Any]:
        """Run; raise `JobFailed` with the reason, `JobStopped` where it is not wanted."""
        settings, by = self.runtime.settings, claim.asked_by or BY_ITSELF
        command = [sys.executable, "-m", "frontdesk", "analytics", "run", "--by", by]
        if only := claim.payload.get("only"):
            command += ["--only", ",".join(map(str, only))]
        with watch_job(progress, "The run") as watch, working_folder(settings) as work:
            environment = make_environment(settings) | {"TMPDIR": str(work / "tmp")}
            last, code = run_in(environment, command, watch)
            if code != 0:
                raise Unavailable(f"The run failed: {last or 'it ended without a word'}")
        return self._read_result()

    def _read_result(self) -> dict[str, Any]:
        with self.runtime.db.session() as session:
            run = session.scalars(select(AnalyticsRun).order_by(AnalyticsRun.id.desc())).first()
            if run is None:
                return {}
            states = [str(step["state"]) for step in run.steps]
            counts = {state: states.count(state) for state in sorted(set(states))}
            return {"run": run.id, "state": run.state, "steps": counts}


def make_environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which the process finds the same installation, and no more.

    Tokens, mail passwords and the like of the server are not its business.
    """
    threads = str(max(1, (os.cpu_count() or 1) // 2))
    return {
        **{name: os.environ[name] for name in HANDED_ON if name in os.environ},
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "FRONTDESK_DATA": str(settings.data.absolute()),
        "FRONTDESK_DATABASE_URL": settings.url_of_database,
        "FRONTDESK_SECRET": settings.signing_key(),
        "FRONTDESK_ANALYTICS_URL": settings.url_of_analytics,
        "FRONTDESK_LOG_LEVEL": settings.log_level,
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
    }


def find_night(now: datetime, *, zone: str, hour: int | None) -> date | None:
    """Return the day of the shop whose run is due now, or None. Pure."""
    if hour is None:
        return None
    local = now.astimezone(ZoneInfo(zone))
    return local.date() if 0 <= local.hour - hour < LATEST_HOURS else None


def ask_for_night(runtime: Runtime) -> bool:
    """Ask for tonight's run where it is due and nobody has; any number of processes may look.

    While another waits or goes on, it is not asked for: two would be in each other's way.
    """
    now = runtime.clock()
    with runtime.db.session() as session:
        zone = read_setting(session, Hours).zone
        night = find_night(now, zone=zone, hour=runtime.settings.analytics_hour)
        if night is None:
            return False
        key = f"{ANALYTICS}:{night}"
        asked = select(exists().where(Job.kind == ANALYTICS, Job.dedupe_key == key))
        if session.scalar(asked) or find_open(session) is not None:
            return False
    with runtime.db.transaction() as session:
        if session.scalar(asked):
            return False
        queue = JobQueue(frozenset({ANALYTICS}))
        _job, is_new = queue.enqueue(
            session, kind=ANALYTICS, payload={}, now=now, asked_by=BY_ITSELF, dedupe_key=key
        )
        return is_new


def sweep(runtime: Runtime) -> int:
    """Mark runs as lost whose process died; return how many."""
    folder = runtime.settings.data.absolute() / "analytics"
    return sweep_lost(runtime.db, folder, now=runtime.clock())


class Overnight:
    """Looks each minute whether the run of the night is due, and whether one has died."""

    def __init__(self, runtime: Runtime, wake: Callable[[], None]) -> None:
        self.runtime, self.wake = runtime, wake
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = start_loop(self._run, "overnight", pause=LOOK_SECONDS)

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while True:
            await asyncio.to_thread(sweep, self.runtime)
            if await asyncio.to_thread(ask_for_night, self.runtime):
                self.wake()
            await asyncio.sleep(LOOK_SECONDS)

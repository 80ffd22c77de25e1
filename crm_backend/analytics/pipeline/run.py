"""Runs the steps one after the other; one that fails is written down and stops nobody else."""

import os
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from crm_backend.analytics.pipeline.frames import Frames
from crm_backend.analytics.pipeline.locking import mark_lost, only_one
from crm_backend.analytics.pipeline.models import FILLED, AnalyticsRun, RunState
from crm_backend.analytics.pipeline.step import Context, Step, StepResult
from crm_backend.analytics.pipeline.storing import clean, store_result
from crm_backend.analytics.registry.gate import Verdict
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import Fitted, Registry
from crm_backend.analytics.warehouse.engines import needs_snapshot, open_warehouse
from crm_backend.analytics.warehouse.features import main_currency
from crm_backend.analytics.warehouse.snapshot import taken_snapshot
from kernel.clock import Clock
from kernel.db import Database
from kernel.errors import FrontdeskError, Invalid
from kernel.logging import get_logger

log = get_logger(__name__)

READING_SHARE = 0.15  # of the time of a run, as told
SHOWN_PLACES = 6  # of an error's way through the code
SHOWN_NOTES = 20  # of a step in the table of runs; the rest is in its reports

TellStage = Callable[[str, int], None]


@dataclass(frozen=True)
class Plan:
    """What to run, on what and for whom. `folder` is that of analytics in the data folder."""

    steps: Sequence[Step]
    folder: Path
    key: str
    url: str = ""
    zone: str = "UTC"
    by: str = ""
    stage: TellStage = lambda _name, _percent: None
    line: Callable[[str], None] = lambda _line: None


@dataclass
class Told:
    """What became of a step: done, refused (the shop's data do not allow it), failed, skipped."""

    name: str
    state: str = "skipped"
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    error: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        told = {"name": self.name, "state": self.state, "seconds": round(self.seconds, 2)}
        return {**told, "notes": self.notes[:SHOWN_NOTES], "error": self.error}


def run_steps(database: Database, plan: Plan, *, clock: Clock) -> list[Told]:
    """Run all steps of a plan over one snapshot, and return what became of each.

    Raises `Conflict` while another run goes on, and what kept the shop from being read at all.
    """
    order = put_in_order(plan.steps)
    with only_one(database, plan.folder):
        as_of = clock()
        mark_lost(database, now=as_of)
        run_id = begin_run(database, plan, as_of)
        told: list[Told] = []
        try:
            # More threads than half the cores wait for each other beside a busy server.
            with (
                threadpool_limits(limits=max(1, (os.cpu_count() or 1) // 2)),
                open_frames(database, plan, as_of) as frames,
            ):
                note_engine(database, run_id, frames.warehouse.name)
                told = _run_all(database, plan, order, frames, clock)
        except BaseException as error:
            state: RunState = "failed" if isinstance(error, Exception) else "cancelled"
            end_run(database, run_id, told, state, clock())
            raise
        states = {one.state for one in told}
        end_run(database, run_id, told, "incomplete" if "failed" in states else "done", clock())
    return told


def put_in_order(steps: Sequence[Step]) -> list[Step]:
    """Return steps after those they need; what is needed and not there is no hindrance yet.

    Raises `Invalid` for a ring.
    """
    left, order = list(steps), list[Step]()
    names = {step.name for step in steps}
    while left:
        done = {step.name for step in order}
        ready = [one for one in left if set(one.needs) & names <= done]
        if not ready:
            raise Invalid(f"Steps need each other: {', '.join(one.name for one in left)}.")
        order.append(ready[0])
        left.remove(ready[0])
    return order


@contextmanager
def open_frames(database: Database, plan: Plan, as_of: datetime) -> Iterator[Frames]:
    """Give the features of the shop as it is."""

    def tell(table: str, share: float) -> None:
        plan.stage(f"reading {table}", round(share * READING_SHARE * 100))

    work = plan.folder / "work"
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    taking = (
        taken_snapshot(database, work, as_of=as_of, tell=tell)
        if needs_snapshot(plan.url)
        else nullcontext()
    )
    with taking as snapshot, open_warehouse(plan.url, snapshot, work=work) as warehouse:
        for name, count in (snapshot.unread if snapshot else {}).items():
            plan.line(f"{count} values of {name} could not be read and count as missing.")
        yield Frames(warehouse, as_of, main_currency(warehouse))


def _run_all(
    database: Database, plan: Plan, order: Sequence[Step], frames: Frames, clock: Clock
) -> list[Told]:
    registry = Registry(plan.folder / "models", plan.key)

    def keep(fitted: Fitted) -> tuple[AnalyticsModel, Verdict]:
        with database.transaction() as session:
            return registry.register(session, fitted, now=clock(), by=plan.by)

    context = Context(frames, database, registry, frames.as_of, plan.zone, keep, plan.line)
    results: dict[str, StepResult] = {}
    told: list[Told] = []
    weights = sum(step.weight for step in order) or 1.0
    done = 0.0
    for step in order:
        percent = READING_SHARE + (1 - READING_SHARE) * done / weights
        plan.stage(step.name, round(percent * 100))
        one = run_step(database, step, replace(context, results=dict(results)), results)
        plan.line(_say(one))
        told.append(one)
        done += step.weight
    return told


def run_step(
    database: Database, step: Step, context: Context, results: dict[str, StepResult]
) -> Told:
    """Run a step and store what it found; add it to `results`. Whatever it raises is its own."""
    told, began = Told(step.name), time.monotonic()
    missing = [name for name in step.needs if name not in results]
    if missing:
        told.error = f"It needs {', '.join(missing)}."
        return told
    try:
        result = step.run(context)
        filled = FILLED.get(step.name, ())
        store_result(database, result, as_of=context.as_of, filled=filled)
        results[step.name] = result
        told.state, told.notes = "done", list(result.notes)
    except Invalid as error:
        told.state, told.error = "refused", error.message
    except FrontdeskError as error:
        told.state, told.error = "failed", error.message
    except Exception as error:
        # Whatever it is, the other steps' results are worth having.
        # Where and what kind is told; its words may hold what customers wrote.
        kind, places = type(error).__name__, list_places(error)
        log.error("analytics_step_failed", step=step.name, error=kind, places=places)
        told.state, told.error = "failed", type(error).__name__
    told.seconds = time.monotonic() - began
    return told


def list_places(error: BaseException) -> list[str]:
    """Return where an error came from, the innermost last: files and lines, no values."""
    frames = traceback.extract_tb(error.__traceback__)[-SHOWN_PLACES:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _say(one: Told) -> str:
    return f"{one.name}: {one.state} in {one.seconds:.1f} s" + (
        f". {one.error}" if one.error else ""
    )


def begin_run(database: Database, plan: Plan, as_of: datetime) -> int:
    """Write down that a run goes on."""
    with database.transaction() as session:
        run = AnalyticsRun(as_of=as_of, started_at=as_of, made_by=plan.by, steps=[])
        session.add(run)
        session.flush()
        return run.id


def note_engine(database: Database, run_id: int, engine: str) -> None:
    """Write down what the features are computed by."""
    with database.transaction() as session:
        session.get_one(AnalyticsRun, run_id).engine = engine


def end_run(
    database: Database, run_id: int, told: Sequence[Told], state: RunState, now: datetime
) -> None:
    """Write down how a run ended."""
    with database.transaction() as session:
        run = session.get_one(AnalyticsRun, run_id)
        run.state, run.ended_at = state, now
        run.steps = clean([one.to_dict() for one in told])

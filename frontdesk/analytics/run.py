"""`frontdesk analytics run`: all steps over the shop as it is, or some of them."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from bot.handoff.desk import read_setting
from bot.handoff.hours import Hours
from crm_backend.analytics.pipeline.run import Plan, Told, run_steps
from crm_backend.analytics.pipeline.steps import choose_steps
from frontdesk.installation import open_runtime, read_settings
from frontdesk.watched import MARK
from kernel.logging import configure_logging
from kernel.runtime import Runtime

NICE = 10  # answers to customers come first
STOPPED = 128 + signal.SIGTERM
BLOCK = 1_024


def run(
    only: Annotated[
        str, typer.Option(help="Steps with commas between; what they need is run, too.")
    ] = "",
    by: Annotated[str, typer.Option(hidden=True)] = "command line",
    watch_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Look over customers, sales and contacts; the results appear in the console."""
    settings = read_settings()
    configure_logging(settings.log_level)
    if watch_parent:
        signal.signal(signal.SIGTERM, stop)
        end_with_parent()
        os.nice(NICE)
    steps = choose_steps([name.strip() for name in only.split(",") if name.strip()])
    runtime = open_runtime(settings)
    plan = Plan(
        steps,
        settings.data.absolute() / "analytics",
        settings.derive_key("analytics"),
        url=settings.url_of_analytics,
        zone=read_zone(runtime),
        by=by,
        stage=mark_stage if watch_parent else show_stage,
        line=show_line,
    )
    told = run_steps(runtime.db, plan, clock=runtime.clock)
    show_line(sum_up(told))
    if told and all(one.state == "failed" for one in told):
        raise typer.Exit(1)


def read_zone(runtime: Runtime) -> str:
    """Return the time zone of the shop: that of its opening hours."""
    with runtime.db.session() as session:
        return read_setting(session, Hours).zone


def sum_up(told: list[Told]) -> str:
    """Return in a line how a run went."""
    counts = {state: sum(one.state == state for one in told) for state in STATES}
    return ", ".join(f"{count} {STATES[state]}" for state, count in counts.items() if count)


STATES = {
    "done": "done",
    "refused": "refused for want of data",
    "failed": "failed",
    "skipped": "skipped",
}


def show_stage(name: str, percent: int) -> None:
    """Write a stage for people."""
    show_line(f"{percent:3d} % {name}")


def mark_stage(name: str, percent: int) -> None:
    """Write a stage as who watches reads it."""
    show_line(MARK + json.dumps({"stage": name, "part": "", "percent": percent}))


def show_line(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def stop(_number: int, _frame: object) -> NoReturn:
    """End the run in good order: what is half stored is taken back."""
    raise SystemExit(STOPPED)


def end_with_parent(read: Callable[[], bytes] = lambda: os.read(0, BLOCK)) -> threading.Thread:
    """End this process when the one that started it does: its end of the input closes then.

    Not by `sys.stdin`: a thread that waits in it keeps its lock, and Python cannot end in peace.
    """

    def watch() -> None:
        while read():
            continue
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=watch, name="parent-watch", daemon=True)
    thread.start()
    return thread

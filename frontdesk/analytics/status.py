"""`frontdesk analytics status`: the last runs, the models with their scores, what is alarming.

Its exit code is for who watches by a program: 0 all is well, 1 look at it by day, 2 act now.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.analytics.pipeline.models import AnalyticsReport, AnalyticsRun
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import list_models
from frontdesk.analytics.output import JsonOut, write_result
from frontdesk.installation import open_runtime, read_settings
from frontdesk.overnight import sweep

RUNS = 5
OLD_HOURS = 36  # a nightly run that is older was missed
BROKEN = {"failed": "failed", "lost": "died without a word"}
LEFT_OUT = ("refused", "skipped")
ALARMING = ("freshness", "quality", "drift")


def status(out: JsonOut = None) -> None:
    """Show the last runs, models and alarms; exit 0: well, 1: look by day, 2: act now."""
    runtime = open_runtime(read_settings())
    sweep(runtime)
    with runtime.db.session() as session:
        code, verdict = judge_state(session, runtime.clock())
        if out is not None:
            told = read_status(session, runtime.clock())
            write_result({"code": code, "verdict": verdict, **told}, out)
        else:
            typer.echo(verdict)
            for line in tell_status(session, runtime.clock()):
                typer.echo(line)
    if code:
        raise typer.Exit(code)


def judge_state(session: Session, now: datetime) -> tuple[int, str]:
    """Return the exit code and the sentence that says whether anybody must do something."""
    runs = find_runs(session)
    ended = next((run for run in runs if run.state != "running"), None)
    if not runs:
        return 2, "ACT: nothing was ever computed. Run `frontdesk analytics run`."
    if ended is not None and ended.state in BROKEN:
        return 2, (
            f"ACT: the last run {BROKEN[ended.state]}. The results before it are still shown. Run"
            " `frontdesk analytics run`; what stops it is said there."
        )
    newest = find_newest(session)
    if newest is not None and is_old(newest, now):
        return 2, (
            f"ACT: the newest results are {say_age(newest.as_of, now)} old. Does the server run,"
            " and is FRONTDESK_ANALYTICS_HOUR set? Run `frontdesk analytics run`."
        )
    if ended is not None and ended.state == "incomplete":
        return 1, "LOOK BY DAY: some steps of the last run failed; their older results are shown."
    if any(find_alarms(session, now)):
        return (
            1,
            "LOOK BY DAY: the results are fresh, but something in them is alarming, see below.",
        )
    steps = newest.steps if newest is not None else []
    left = sum(step["state"] in LEFT_OUT for step in steps)
    more = f" {left} of {len(steps)} steps had too little to go by, see below." if left else ""
    return 0, f"WELL: the results are fresh and nothing is alarming.{more}"


def read_status(session: Session, now: datetime) -> dict[str, Any]:
    """Return runs, models and alarms as plain JSON."""
    return {
        "runs": [
            {
                "state": run.state,
                "as_of": run.as_of.isoformat(),
                "engine": run.engine,
                "by": run.made_by,
                "seconds": run.seconds,
                "steps": run.steps,
            }
            for run in find_runs(session)
        ],
        "models": [
            {
                "kind": model.kind,
                "name": model.name,
                "state": model.state,
                "created_at": model.created_at.isoformat(),
                "scores": model.scores,
                "why": model.why,
            }
            for model in list_models(session)
        ],
        "alarms": list(find_alarms(session, now)),
    }


def tell_status(session: Session, now: datetime) -> Iterator[str]:
    """Give the lines for people."""
    runs = find_runs(session)
    yield "Runs"
    for run in runs:
        took = run.seconds
        span = f"{took:.0f} s" if took is not None else "still at it"
        yield f"    {run.as_of:%Y-%m-%d %H:%M} UTC  {run.state:<10} {span:>8}  by {run.made_by}"
        for step in run.steps:
            if step["state"] in ("failed", *LEFT_OUT):
                yield f"        {step['name']}: {step['state']}. {step['error'] or ''}".rstrip()
    if not runs:
        yield "    none yet: `frontdesk analytics run`"
    yield "Models"
    models = [model for model in list_models(session) if model.state in ("live", "candidate")]
    for model in _newest(models):
        yield f"    {model.kind:<12} {model.state:<10} {say_age(model.created_at, now)} old"
        yield f"        {model.why}"
    if not models:
        yield "    none yet"
    yield "Alarms"
    alarms = list(find_alarms(session, now))
    yield from (f"    {alarm}" for alarm in alarms or ["none"])


def find_runs(session: Session) -> list[AnalyticsRun]:
    """Return the last runs, the newest first."""
    return list(session.scalars(select(AnalyticsRun).order_by(AnalyticsRun.id.desc()).limit(RUNS)))


def find_alarms(session: Session, now: datetime) -> Iterator[str]:
    """Give what somebody should look at, in sentences."""
    newest = find_newest(session)
    if newest is not None and is_old(newest, now):
        yield f"The newest results are {say_age(newest.as_of, now)} old."
    for kind in ALARMING:
        report = find_report(session, kind)
        yield from report.notes if report is not None else ()


def find_newest(session: Session) -> AnalyticsRun | None:
    """Return the newest run that has results."""
    query = select(AnalyticsRun).where(AnalyticsRun.state.in_(("done", "incomplete")))
    return session.scalars(query.order_by(AnalyticsRun.id.desc())).first()


def is_old(run: AnalyticsRun, now: datetime) -> bool:
    """Whether a night has been missed since."""
    return (now - run.as_of).total_seconds() > OLD_HOURS * 3_600


def find_report(session: Session, kind: str) -> AnalyticsReport | None:
    """Return the newest report of a kind."""
    query = select(AnalyticsReport).where(AnalyticsReport.kind == kind)
    return session.scalars(query.order_by(AnalyticsReport.as_of.desc())).first()


def say_age(then: datetime, now: datetime) -> str:
    """Return an age in hours or days."""
    hours = (now - then).total_seconds() / 3_600
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"


def _newest(models: list[AnalyticsModel]) -> Iterator[AnalyticsModel]:
    """Give the live one of each kind, and the newest where it did not get that far."""
    seen: set[tuple[str, str]] = set()
    for model in models:
        if (model.kind, model.state) not in seen:
            seen.add((model.kind, model.state))
            yield model

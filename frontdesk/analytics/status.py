"""`frontdesk analytics status`: the last runs, the models with their scores, what is alarming."""

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
from frontdesk.cli import read_settings
from frontdesk.installation import open_runtime

RUNS = 5
OLD_HOURS = 36  # a nightly run that is older was missed
ALARMING = ("freshness", "quality", "drift")


def status(out: JsonOut = None) -> None:
    """Show the last runs, models and alarms."""
    runtime = open_runtime(read_settings())
    with runtime.db.session() as session:
        if out is not None:
            return write_result(read_status(session, runtime.clock()), out)
        for line in tell_status(session, runtime.clock()):
            typer.echo(line)
    return None


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
            if step["state"] in ("failed", "refused", "skipped"):
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
    newest = session.scalars(
        select(AnalyticsRun)
        .where(AnalyticsRun.state.in_(("done", "incomplete")))
        .order_by(AnalyticsRun.id.desc())
    ).first()
    if newest is not None and (now - newest.as_of).total_seconds() > OLD_HOURS * 3_600:
        yield f"The newest results are {say_age(newest.as_of, now)} old."
    for kind in ALARMING:
        report = find_report(session, kind)
        yield from report.notes if report is not None else ()


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

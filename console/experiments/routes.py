"""The pages of experiments: the list, what came of each, and what is done to it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.experiments.creating import CHANGE, PAGE, note
from console.experiments.tables import HEAD, make_rows
from console.experiments.view import (
    conclude,
    draw_metric,
    judge_groups,
    name_metric,
    plan_looks,
    say_notes,
    show_change,
    show_p,
    show_value,
)
from console.exports import send_csv
from console.forms import CLEAN
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from console.words import WORDS
from crm_backend.analytics.experiments import looks as looking
from crm_backend.analytics.experiments import service
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import may, require

LOOK_AT = "reports:read"
Deed = Literal["start", "stop", "look"]
Key = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
ACTIONS = {"start": "experiment_started", "stop": "experiment_stopped", "look": "experiment_looked"}

router = APIRouter()


@router.get("/experiments")
def show_experiments(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime
) -> HTMLResponse:
    """Show all experiments, each with its sentence."""
    require(as_principal(staff), LOOK_AT)
    language, now = language_of(request, staff), runtime.clock()
    rows = []
    for found in service.list_experiments(session):
        taken = service.list_looks(session, experiment_id=found.id)
        made = looking.read_look(taken[-1]) if taken else None
        due = looking.find_due(session, found, now=now)
        rows.append(
            {
                "found": found,
                "says": conclude(found, made, due, language),
                "metric": name_metric(found.primary_metric, language),
                "exposed": sum(service.count_exposed(session, experiment_id=found.id).values()),
            }
        )
    return render(
        request,
        "experiments/index.html",
        staff,
        rows=rows,
        may_change=may(as_principal(staff), CHANGE),
    )


@router.get("/experiments/{key}.csv")
def send_experiment(
    request: Request, staff: SignedIn, session: WriteSession, runtime: TheRuntime, key: Key
) -> Response:
    """Send every look for a spreadsheet; it is recorded who took the figures."""
    require(as_principal(staff), LOOK_AT)
    found = service.get_experiment(session, key=key)
    taken = service.list_looks(session, experiment_id=found.id)
    note(request, staff, session, "exported", key, {"looks": len(taken)}, runtime.clock())
    return send_csv(f"frontdesk-experiment-{key}", HEAD, list(make_rows(taken)))


@router.get("/experiments/{key}")
def show_experiment(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    key: Key,
    done: Annotated[str, Query(max_length=16), CLEAN] = "",
) -> HTMLResponse:
    """Show what may be concluded: one sentence, the sizes, the metrics, the looks."""
    require(as_principal(staff), LOOK_AT)
    found = service.get_experiment(session, key=key)
    return _show(request, staff, session, found, runtime, done=done)


@router.post("/experiments/{key}/decide", dependencies=[SameOrigin])
def decide(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    key: Key,
    winner: Annotated[str, Form(max_length=40), CLEAN] = "",
    why: Annotated[str, Form(max_length=2_000), CLEAN] = "",
) -> Response:
    """Give everybody the arm that was decided for."""
    require(as_principal(staff), CHANGE)
    now = runtime.clock()
    service.decide_experiment(session, key=key, winner=winner, why=why, now=now)
    note(request, staff, session, "experiment_decided", key, {"winner": winner}, now)
    return redirect(request, f"{PAGE}/{key}?done=decided")


@router.post("/experiments/{key}/{deed}", dependencies=[SameOrigin])
def change(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    key: Key,
    deed: Deed,
) -> Response:
    """Start or stop it, or take the look that is due."""
    require(as_principal(staff), CHANGE)
    now, facts = runtime.clock(), dict[str, Any]()
    if deed == "start":
        service.start_experiment(session, key=key, now=now)
    elif deed == "stop":
        service.stop_experiment(session, key=key, now=now)
    else:
        facts = {"look": looking.take_look(session, key=key, now=now).number}
    note(request, staff, session, ACTIONS[deed], key, facts, now)
    return redirect(request, f"{PAGE}/{key}?done={deed}")


def _show(
    request: Request, staff: Staff, session: Session, found: Any, runtime: Any, *, done: str
) -> HTMLResponse:
    language, now = language_of(request, staff), runtime.clock()
    taken = service.list_looks(session, experiment_id=found.id)
    made = looking.read_look(taken[-1]) if taken else None
    due = looking.find_due(session, found, now=now)
    exposed = service.count_exposed(session, experiment_id=found.id)
    groups, sizes = judge_groups(found, exposed, language)
    return render(
        request,
        "experiments/experiment.html",
        staff,
        found=found,
        done=done if f"exp_done_{done}" in WORDS else "",
        says=conclude(found, made, due, language),
        made=made,
        due=due,
        groups=groups,
        sizes=sizes,
        chart=draw_metric(made.primary, language) if made and made.primary else None,
        notes=say_notes(made, language) if made else [],
        looks=plan_looks(found, taken, language),
        end=looking.find_end(found, found.plan.get("days")),
        may_change=may(as_principal(staff), CHANGE),
        value=show_value,
        change=show_change,
        p_of=show_p,
    )

"""The form of a new experiment: what it takes by the past, and the draft that is made of it."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.access import actor_of
from console.audit.service import record
from console.experiments.asking import Asked
from console.experiments.view import show_value
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from console.words import WORDS, say
from crm_backend.analytics.experiments import service
from crm_backend.analytics.experiments.registry import METRICS, SUBJECTS
from kernel.errors import Conflict, Invalid
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require

PAGE = "/staff/experiments"
CHANGE = "experiments:write"

router = APIRouter()


@router.get("/experiments/new")
def show_form(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    asked: Annotated[Asked, Query()],
) -> HTMLResponse:
    """Show the form, and what the experiment takes where that was asked for."""
    require(as_principal(staff), CHANGE)
    if not asked.plan:
        return _show_form(request, staff, asked)
    try:
        plan = make_plan(session, asked, now=runtime.clock())
    except Invalid as error:
        return _show_form(request, staff, asked, error=error)
    return _show_form(request, staff, asked, plan=plan)


@router.post("/experiments", dependencies=[SameOrigin])
def create(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    asked: Annotated[Asked, Form()],
) -> Response:
    """Write an experiment down as a draft: with the size that was typed, or the one it takes."""
    require(as_principal(staff), CHANGE)
    now, plan = runtime.clock(), dict[str, Any]()
    try:
        customers = asked.customers_typed()
        if customers is None:
            plan = make_plan(session, asked, now=now)
            customers = int(plan["customers"])
        made = service.create_experiment(
            session, asked.draft(customers, plan), by=staff.name, now=now
        )
    except (Invalid, service.ExperimentExists) as error:
        return _show_form(request, staff, asked, error=error)
    facts = {"metric": made.primary_metric, "customers": made.customers}
    note(request, staff, session, "experiment_created", made.key, facts, now)
    return redirect(request, f"{PAGE}/{made.key}?done=created")


def make_plan(session: Session, asked: Asked, *, now: datetime) -> dict[str, Any]:
    """Return what the experiment takes by the past; raise `Invalid` where nothing can be said."""
    from crm_backend.analytics.experiments.looking import plan_from_past  # heavy: when asked

    days, lift, looks = asked.numbers()
    arms = asked.arms()
    if not len(arms) >= 2 or min(arms.values()) <= 0 or abs(sum(arms.values()) - 1) > 1e-6:
        raise Invalid("The shares of the arms add up to 100 %.", what="shares")
    made = plan_from_past(
        session,
        subject=asked.subject_name(),
        metric=asked.metric_name(),
        window_days=days,
        lift=lift,
        shares=list(arms.values()),
        looks=looks,
        now=now,
    )
    return made.to_dict()


def note(
    request: Request,
    staff: Staff,
    session: Session,
    action: str,
    key: str,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    """Write down in the audit log what was done to an experiment."""
    who = actor_of(request, staff)
    record(session, who, action, now=now, kind="experiment", object_id=key, details=facts)


def _show_form(
    request: Request,
    staff: Staff,
    asked: Asked,
    *,
    plan: dict[str, Any] | None = None,
    error: Invalid | Conflict | None = None,
) -> HTMLResponse:
    language, problem = language_of(request, staff), ""
    if error is not None:
        what = "key_taken" if isinstance(error, Conflict) else str(error.data.get("what", "past"))
        key = f"exp_wrong_{what}"
        problem = say(key if key in WORDS else "exp_wrong_past", language)
    return render(
        request,
        "experiments/new.html",
        staff,
        error.status if error is not None else 200,
        asked=asked,
        plan=plan,
        problem=problem,
        subjects=SUBJECTS,
        metrics=METRICS,
        value=show_value,
    )

"""Moving models by hand: asking whether it is meant, doing it, writing down who did."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from console.access import actor_of
from console.analytics.models import HERE, name_deed, say_score
from console.analytics.moving import Deed, move_model
from console.analytics.overview import say_step
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import find_model
from kernel.errors import Conflict
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require

Kind = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]

router = APIRouter(prefix="/analytics/models")


@router.get("/{kind}/{name}/{deed}")
def ask(
    request: Request, staff: SignedIn, session: ReadSession, kind: Kind, name: Name, deed: Deed
) -> HTMLResponse:
    """Ask whether it is meant, and say what it does."""
    require(as_principal(staff), "analytics:run")
    model, language = find_movable(session, kind, name, deed), language_of(request, staff)
    return render(
        request,
        "analytics/move.html",
        staff,
        model=model,
        deed=deed,
        what=say_step(kind, language),
        score=say_score(model, language),
        here=HERE,
    )


@router.post("/{kind}/{name}/{deed}", dependencies=[SameOrigin])
def move(
    request: Request,
    staff: SignedIn,
    session: WriteSession,
    runtime: TheRuntime,
    kind: Kind,
    name: Name,
    deed: Deed,
) -> Response:
    """Do it."""
    require(as_principal(staff), "analytics:run")
    find_movable(session, kind, name, deed)
    by = f"{staff.id} {staff.name}"[:100]
    move_model(session, runtime, actor_of(request, staff), kind=kind, name=name, deed=deed, by=by)
    return redirect(request, HERE)


def find_movable(session: Session, kind: str, name: str, deed: str) -> AnalyticsModel:
    """Return the model; raise `NotFound`, or `Conflict` where it has been moved meanwhile."""
    model = find_model(session, kind=kind, name=name)
    if name_deed(model) != deed:
        raise Conflict("The model has been moved meanwhile; look at the page again.")
    return model

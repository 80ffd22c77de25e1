"""The first page of the studio: what there is to do."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.handoff.desk import read_setting
from bot.handoff.hours import Hours
from console.staff.grants import list_rights
from console.studio.insight.report import read_alarms
from console.studio.insight.view import tell_alarm
from console.web import SignedIn, as_principal, language_of, render
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require

PATIENCE = 0.5  # seconds for adding days up: this page tells of alarms and must not wait for them

router = APIRouter()


@router.get("/studio")
def show_start(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime
) -> HTMLResponse:
    """Show what has changed, the areas of the studio, and what the reader may do there."""
    require(as_principal(staff), "studio:read")
    rights, language = list_rights(staff.role, staff.grants), language_of(request, staff)
    alarms, figures = read_alarms(
        runtime.db,
        now=runtime.clock(),
        zone=read_setting(session, Hours).zone,
        patience=PATIENCE,
    )
    return render(
        request,
        "studio/start.html",
        staff,
        rights=[one for one in rights if one.is_by_role or one.is_given],
        alarms=[tell_alarm(one, language) for one in alarms],
        is_early=bool(figures.missing),
    )

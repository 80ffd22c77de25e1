"""The page of business hours and holidays."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from bot.handoff.hours import DAYS, Hours
from console.staff.models import Staff
from console.supervisor.desk_routes import RUN
from console.supervisor.hours_form import HoursForm, make_body, pad, read_form, show_hours
from console.supervisor.problems import WHOLE, Problems, check_form
from console.supervisor.stored import Stored, load, read_stored, save
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.turns import Language

PAGE = "/staff/desk/hours"

router = APIRouter()


@router.get("/desk/hours")
def show_page(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    saved: bool = False,
    changed: bool = False,
) -> HTMLResponse:
    """Show the hours, and whether the desk is open by them now."""
    require(as_principal(staff), RUN)
    stored = read_stored(session, Hours)
    return _show(
        request,
        staff,
        stored,
        show_hours(stored.value),
        stored.value,
        runtime.clock(),
        is_saved=saved,
        is_changed=changed,
    )


@router.post("/desk/hours", dependencies=[SameOrigin])
async def set_hours(request: Request, staff: SignedIn, runtime: TheRuntime) -> Response:
    """Save the hours; or show what they would mean, or another line to write into."""
    require(as_principal(staff), RUN)
    fields, now = await request.form(), runtime.clock()
    action, version = str(fields.get("do", "save")), str(fields.get("seen", ""))
    typed, language = read_form(fields), language_of(request, staff)
    stored = await load(request, Hours)
    if action.startswith("more:"):
        more = action.removeprefix("more:")
        return _show(request, staff, stored, typed, None, now, version=version, more=more)
    hours, problems = check_hours(typed, language)
    if hours is None:
        return _show(
            request,
            staff,
            stored,
            typed,
            None,
            now,
            status=422,
            version=version,
            problems=problems,
        )
    if action == "preview":
        return _show(request, staff, stored, typed, hours, now, version=version, is_preview=True)
    theirs = await save(request, staff, hours, version)
    if theirs is not None:
        return _show(request, staff, theirs, typed, hours, now, status=409, is_changed=True)
    return redirect(request, f"{PAGE}?saved=1")


def check_hours(typed: HoursForm, language: Language) -> tuple[Hours | None, Problems]:
    """Return the hours a form means, or what is wrong with it, beside the day it is about. Pure."""
    body = make_body(typed)
    hours, problems = check_form(Hours, body, language)
    if WHOLE in problems:  # of the week as a whole: find the day with the span that is named
        for day in range(DAYS if body["week"] else 0):
            if any(span in problems[WHOLE] for span in body["week"][day]):
                problems.setdefault(f"week.{day}", problems.pop(WHOLE))
                break
    return hours, problems


def _show(
    request: Request,
    staff: Staff,
    stored: Stored[Hours],
    typed: HoursForm,
    meant: Hours | None,
    now: datetime,
    *,
    status: int = 200,
    version: str | None = None,
    more: str = "",
    **values: Any,
) -> HTMLResponse:
    return render(
        request,
        "supervisor/hours.html",
        staff,
        status,
        stored=stored,
        theirs=show_hours(stored.value),
        version=stored.version if version is None else version,
        form=pad(typed, more),
        zones=sorted(available_timezones()),
        is_open=meant.is_open(now) if meant is not None else None,
        opens_at=meant.next_opening(now) if meant is not None else None,
        **{"problems": {}, **values},
    )

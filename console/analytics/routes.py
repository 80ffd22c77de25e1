"""The pages of analytics, their tables for spreadsheets, and asking for a run."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from console.access import actor_of
from console.analytics.asking import ask_for_run, find_open
from console.analytics.building import BUILDERS, NEEDED, build_segment
from console.audit.service import record
from console.exports import send_csv
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.errors import NotFound
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require

HERE = "/staff/analytics"
Name = Literal["risk", "worth", "segments", "demand", "topics", "data", "models"]
PAGES = tuple(BUILDERS)

router = APIRouter(prefix="/analytics")


@router.get("")
def show_overview(request: Request, staff: SignedIn, session: ReadSession) -> HTMLResponse:
    """Show how the shop does and how the last runs went."""
    return _show(request, staff, session, "overview")


@router.post("/run", dependencies=[SameOrigin])
def begin_run(
    request: Request, staff: SignedIn, session: WriteSession, runtime: TheRuntime
) -> Response:
    """Have everything computed anew."""
    require(as_principal(staff), "analytics:run")
    now = runtime.clock()
    job_id, is_new = ask_for_run(session, asked_by=f"{staff.id} {staff.name}"[:100], now=now)
    if is_new:
        actor = actor_of(request, staff)
        details = {"job": job_id}
        record(session, actor, "analytics_asked", now=now, kind="report", details=details)
    return redirect(request, HERE)


@router.get("/segments/{segment}")
def show_segment(
    request: Request, staff: SignedIn, session: ReadSession, segment: str
) -> HTMLResponse:
    """Show who is in a segment."""
    principal = as_principal(staff)
    for permission in ("reports:read", "customers:read"):
        require(principal, permission)
    page = build_segment(session, segment, language_of(request, staff))
    return render(
        request, "analytics/page.html", staff, name="segments", page=page, pages=PAGES, job=None
    )


@router.get("/{name}/{part}.csv")
def send_part(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    name: Name,
    part: str,
) -> Response:
    """Send a table of a page for a spreadsheet; it is recorded who took it."""
    principal = as_principal(staff)
    for permission in NEEDED[name]:
        require(principal, permission)
    page = BUILDERS[name](session, language_of(request, staff), True)
    found = page.find_section(part)
    if found is None or found.table is None:
        raise NotFound("There is no such table.")
    with runtime.db.transaction() as writing:
        who, now = actor_of(request, staff), runtime.clock()
        facts = {"table": f"{name}/{part}", "rows": len(found.table.rows)}
        record(
            writing,
            who,
            "exported",
            now=now,
            kind="report",
            object_id=f"{name}/{part}"[:64],
            details=facts,
        )
    return send_csv(f"frontdesk-{name}-{part}", found.table.head, found.table.plain)


@router.get("/{name}")
def show_page(request: Request, staff: SignedIn, session: ReadSession, name: Name) -> HTMLResponse:
    """Show one of the pages."""
    return _show(request, staff, session, name)


def _show(request: Request, staff: SignedIn, session: ReadSession, name: str) -> HTMLResponse:
    principal = as_principal(staff)
    for permission in NEEDED[name]:
        require(principal, permission)
    page = BUILDERS[name](session, language_of(request, staff), False)
    return render(
        request,
        "analytics/page.html",
        staff,
        name=name,
        page=page,
        pages=PAGES,
        job=find_open(session),
    )

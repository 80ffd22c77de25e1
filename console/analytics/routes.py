"""The pages of analytics, their tables for spreadsheets, and asking for a run."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from console.access import actor_of
from console.analytics.asking import ask_for_run, find_open
from console.analytics.building import BUILDERS, NEEDED, PERSONAL, build_segment
from console.analytics.notes import tell_note
from console.analytics.page import head
from console.analytics.reading import SegmentKind, count_in_segment, stream_audience
from console.audit.service import record
from console.exports import send_csv
from console.staff.models import Staff
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.errors import NotFound
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.principals import require
from kernel.runtime import Runtime

HERE = "/staff/analytics"
Name = Literal["risk", "worth", "segments", "demand", "topics", "offers", "data", "models"]
Page = Literal["overview", Name]
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


@router.get("/{name}/{part}.csv")
def send_part(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    name: Page,
    part: str,
) -> Response:
    """Send a table of a page for a spreadsheet; it is recorded who took it."""
    principal = as_principal(staff)
    for permission in NEEDED[name]:
        require(principal, permission)
    page = BUILDERS[name](session, language_of(request, staff), True)
    table = page.find_table(part)
    if table is None:
        raise NotFound("There is no such table.")
    _note_export(request, staff, runtime, f"{name}/{part}", len(table.plain))
    return send_csv(f"frontdesk-{name}-{part}", table.head, table.plain)


@router.get("/segments/{segment}/audience.csv")
def send_audience(
    request: Request, staff: SignedIn, runtime: TheRuntime, segment: str, by: SegmentKind = "rfm"
) -> Response:
    """Send everybody in a segment, to write to them; it is recorded who took it."""
    principal = as_principal(staff)
    for permission in PERSONAL:
        require(principal, permission)
    with runtime.db.session() as session:
        count = count_in_segment(session, segment, by)
    if not count:
        raise NotFound("Nobody is in that segment.")
    _note_export(request, staff, runtime, f"audience/{by}/{segment}", count)
    columns = ("customer", "name", "email", "language", "segment")
    words = head(language_of(request, staff), columns)
    return send_csv(f"frontdesk-audience-{by}", words, stream_audience(runtime.db, segment, by))


@router.get("/segments/{segment}")
def show_segment(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    segment: str,
    by: SegmentKind = "rfm",
) -> HTMLResponse:
    """Show who is in a segment."""
    principal = as_principal(staff)
    for permission in PERSONAL:
        require(principal, permission)
    page = build_segment(session, segment, language_of(request, staff), by)
    return render(
        request, "analytics/page.html", staff, name="segments", page=page, pages=PAGES, job=None
    )


@router.get("/job")
def show_job(
    request: Request, staff: SignedIn, session: ReadSession, page: Page = "overview"
) -> HTMLResponse:
    """Show how far the run is, or that it has ended: the card alone, for a page that waits."""
    require(as_principal(staff), "reports:read")
    job = find_open(session)
    return render(request, "analytics/_job.html", staff, name=page, job=job, is_polled=True)


@router.get("/{name}")
def show_page(request: Request, staff: SignedIn, session: ReadSession, name: Name) -> HTMLResponse:
    """Show one of the pages."""
    return _show(request, staff, session, name)


def _show(request: Request, staff: SignedIn, session: ReadSession, name: str) -> HTMLResponse:
    principal = as_principal(staff)
    for permission in NEEDED[name]:
        require(principal, permission)
    language = language_of(request, staff)
    page = BUILDERS[name](session, language, False)
    return render(
        request,
        "analytics/page.html",
        staff,
        name=name,
        page=page,
        notes=[tell_note(note, language) for note in page.notes],
        pages=PAGES,
        job=find_open(session),
    )


def _note_export(request: Request, staff: Staff, runtime: Runtime, table: str, rows: int) -> None:
    with runtime.db.transaction() as session:
        record(
            session,
            actor_of(request, staff),
            "exported",
            now=runtime.clock(),
            kind="report",
            object_id=table[:64],
            details={"table": table, "rows": rows},
        )

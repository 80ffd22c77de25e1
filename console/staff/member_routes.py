"""The page of somebody else's account, and what admins do with it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy.orm import Session

from console.access import CurrentLogin, actor_of, get_bot, is_login_fresh, require_fresh
from console.audit.service import Filters, list_entries, record
from console.refusals import tell_error
from console.staff import own, team
from console.staff.grants import list_rights, set_grants
from console.staff.models import StaffSession
from console.staff.team_routes import READ, WRITE, write_link
from console.web import SameOrigin, as_principal, language_of, redirect, render
from crm_backend.paging import MAX_ID
from kernel.errors import Conflict
from kernel.http import TheRuntime
from kernel.principals import may, require
from kernel.runtime import Runtime

LATEST = 10  # lines of the audit log beside an account
StaffId = Annotated[int, Path(ge=1, le=MAX_ID)]
# Does something with an account and returns its line for the audit log, None where nothing was.
Change = Callable[[Session], tuple[str, dict[str, Any]] | None]

router = APIRouter()


@router.get("/team/{staff_id}")
def show_member(
    request: Request, login: CurrentLogin, runtime: TheRuntime, staff_id: StaffId
) -> Response:
    """Show an account: role, state, sessions and, to who may see it, what it did lately."""
    require(as_principal(login.staff), READ)
    return show(request, login, runtime, staff_id)


def show(
    request: Request,
    login: StaffSession,
    runtime: Runtime,
    staff_id: int,
    *,
    error: Conflict | None = None,
    made: str = "",
) -> Response:
    """Return the page; `made` is a new link, shown this once."""
    principal = as_principal(login.staff)
    with runtime.db.session() as session:
        filters = Filters(actor_id=staff_id)
        may_look = may(principal, "audit:read")
        member = team.get_member(session, staff_id=staff_id)
        values = {
            "member": member,
            "rights": list_rights(member.role, member.grants),
            "sessions": own.list_sessions(session, staff_id=staff_id, now=runtime.clock()),
            "entries": list_entries(session, filters, after=None, limit=LATEST).items
            if may_look
            else [],
        }
    return render(
        request,
        "staff/member.html",
        login.staff,
        error.status if error else 200,
        is_fresh=is_login_fresh(login, runtime),
        made=made,
        problem=tell_error(error, language_of(request, login.staff)) if error else None,
        **values,
    )


async def _change(
    request: Request, login: StaffSession, runtime: Runtime, staff_id: int, change: Change
) -> Response:
    """Check who asks, do it and record it in one transaction; a conflict is told on the page."""
    staff, now = login.staff, runtime.clock()
    require(as_principal(staff), WRITE)
    require_fresh(login, runtime, back=f"/staff/team/{staff_id}")
    actor = actor_of(request, staff)

    def work(session: Session) -> None:
        line = change(session)
        if line is not None:
            action, details = line
            record(
                session,
                actor,
                action,
                now=now,
                kind="staff",
                object_id=staff_id,
                details=details,
            )

    try:
        await get_bot(request).ledger.write(work)
    except Conflict as error:
        return await run_in_threadpool(show, request, login, runtime, staff_id, error=error)
    return redirect(request, f"/staff/team/{staff_id}")


@router.post("/team/{staff_id}/role", dependencies=[SameOrigin])
async def change_role(
    request: Request,
    login: CurrentLogin,
    runtime: TheRuntime,
    staff_id: StaffId,
    role: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Give somebody another role, from their next request on."""

    def change(session: Session) -> tuple[str, dict[str, Any]] | None:
        old = team.change_role(session, staff_id=staff_id, role=role, now=runtime.clock())
        return ("role_changed", {"before": old, "after": role}) if old != role else None

    return await _change(request, login, runtime, staff_id, change)


@router.post("/team/{staff_id}/rights", dependencies=[SameOrigin])
async def change_rights(
    request: Request,
    login: CurrentLogin,
    runtime: TheRuntime,
    staff_id: StaffId,
    rights: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Give somebody exactly these rights of the studio beyond their role."""

    def change(session: Session) -> tuple[str, dict[str, Any]] | None:
        by, now = login.staff_id, runtime.clock()
        done = set_grants(session, staff_id=staff_id, wanted=rights or (), by=by, now=now)
        told = {"given": " ".join(done.given), "taken": " ".join(done.taken)}
        details = {name: value for name, value in told.items() if value}
        return ("rights_changed", details) if details else None

    return await _change(request, login, runtime, staff_id, change)


@router.post("/team/{staff_id}/disable", dependencies=[SameOrigin])
async def disable(
    request: Request, login: CurrentLogin, runtime: TheRuntime, staff_id: StaffId
) -> Response:
    """Switch an account off: sessions and open pages end at once, chats go back in line."""

    def change(session: Session) -> tuple[str, dict[str, Any]] | None:
        was_on = team.disable(session, staff_id=staff_id, now=runtime.clock())
        return ("account_disabled", {}) if was_on else None

    return await _change(request, login, runtime, staff_id, change)


@router.post("/team/{staff_id}/enable", dependencies=[SameOrigin])
async def enable(
    request: Request, login: CurrentLogin, runtime: TheRuntime, staff_id: StaffId
) -> Response:
    """Switch an account on again."""

    def change(session: Session) -> tuple[str, dict[str, Any]] | None:
        return ("account_enabled", {}) if team.enable(session, staff_id=staff_id) else None

    return await _change(request, login, runtime, staff_id, change)


@router.post("/team/{staff_id}/sessions", dependencies=[SameOrigin])
async def end_sessions(
    request: Request, login: CurrentLogin, runtime: TheRuntime, staff_id: StaffId
) -> Response:
    """End all sessions of somebody."""

    def change(session: Session) -> tuple[str, dict[str, Any]] | None:
        team.get_member(session, staff_id=staff_id)
        return "sessions_ended", {"ended": own.end_sessions(session, staff_id=staff_id)}

    return await _change(request, login, runtime, staff_id, change)


@router.post("/team/{staff_id}/factor", dependencies=[SameOrigin])
async def take_factor_away(
    request: Request, login: CurrentLogin, runtime: TheRuntime, staff_id: StaffId
) -> Response:
    """Take a lost second factor away."""

    def change(session: Session) -> tuple[str, dict[str, Any]] | None:
        team.take_factor_away(session, staff_id=staff_id)
        return "factor_taken_away", {}

    return await _change(request, login, runtime, staff_id, change)


@router.post("/team/{staff_id}/link", dependencies=[SameOrigin])
async def make_password_link(
    request: Request, login: CurrentLogin, runtime: TheRuntime, staff_id: StaffId
) -> Response:
    """Make a link by which somebody gives themselves a new password, and show it this once."""
    made: list[str] = []

    def change(session: Session) -> tuple[str, dict[str, Any]] | None:
        by, now = login.staff_id, runtime.clock()
        made.append(team.make_password_link(session, staff_id=staff_id, by=by, now=now))
        return "password_link_made", {}

    response = await _change(request, login, runtime, staff_id, change)
    if not made or response.status_code >= 400:
        return response
    link = write_link(request, runtime, made[0])
    return await run_in_threadpool(show, request, login, runtime, staff_id, made=link)

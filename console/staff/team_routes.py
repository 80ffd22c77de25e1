"""Pages of the team: all accounts, invitations, who must have a second factor."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy.orm import Session

from console.access import CurrentLogin, actor_of, get_bot, is_login_fresh, require_fresh
from console.audit.service import record
from console.staff import team
from console.staff.logins import about
from console.staff.models import StaffSession
from console.staff.policy import (
    needs_second_person,
    read_factor_roles,
    write_factor_roles,
    write_second_person,
)
from console.web import SameOrigin, as_principal, redirect, render
from kernel.http import TheRuntime
from kernel.principals import require
from kernel.runtime import Runtime

PAGE = "/staff/team"
READ, WRITE = "staff:read", "staff:write"
LinkId = Annotated[str, Path(pattern=rf"^[0-9a-f]{{{team.ID_DIGITS}}}$")]

router = APIRouter()


@router.get("/team")
def show_team(request: Request, login: CurrentLogin, runtime: TheRuntime) -> Response:
    """List all accounts; who may change them sees open invitations and the rule, too."""
    require(as_principal(login.staff), READ)
    return show(request, login, runtime)


def show(
    request: Request, login: StaffSession, runtime: Runtime, *, made: str = "", whom: str = ""
) -> Response:
    """Return the page; `made` is a new link for `whom`, which is shown this once."""
    now = runtime.clock()
    with runtime.db.session() as session:
        values = {
            "members": team.list_members(session, now=now),
            "invitations": team.list_invitations(session, now=now),
            "factor_roles": read_factor_roles(session),
            "by_two": needs_second_person(session),
        }
    return render(
        request,
        "staff/team.html",
        login.staff,
        is_fresh=is_login_fresh(login, runtime),
        digits=team.ID_DIGITS,
        made=made,
        whom=whom,
        **values,
    )


def write_link(request: Request, runtime: Runtime, token: str) -> str:
    """Return the address that a one-time link is."""
    here = f"{request.url.scheme}://{request.url.netloc}"
    return f"{runtime.settings.public_url.rstrip('/') or here}/staff/setup/{token}"


@router.post("/team/invite", dependencies=[SameOrigin])
async def invite(
    request: Request,
    login: CurrentLogin,
    runtime: TheRuntime,
    role: Annotated[str, Form(max_length=20)] = "",
    label: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Make a link for an account with a role, and show it this once."""
    staff, now = login.staff, runtime.clock()
    require(as_principal(staff), WRITE)
    require_fresh(login, runtime, back=PAGE)
    actor = actor_of(request, staff)

    def work(session: Session) -> str:
        token = team.invite(session, role=role, label=label, by=staff.id, now=now)
        record(session, actor, "account_invited", now=now, kind="staff", details={"role": role})
        return token

    token = await get_bot(request).ledger.write(work)
    made = write_link(request, runtime, token)
    return await run_in_threadpool(show, request, login, runtime, made=made, whom=label)


@router.post("/team/invitations/{link_id}", dependencies=[SameOrigin])
async def withdraw_invitation(
    request: Request, login: CurrentLogin, runtime: TheRuntime, link_id: LinkId
) -> Response:
    """Let a link open nothing any more."""
    staff, now = login.staff, runtime.clock()
    require(as_principal(staff), WRITE)
    actor = actor_of(request, staff)

    def work(session: Session) -> None:
        link = team.withdraw_invitation(session, link_id=link_id)
        line = about(link.staff_id or "", {"role": link.role})
        record(session, actor, "invitation_withdrawn", now=now, **line)

    await get_bot(request).ledger.write(work)
    return redirect(request, PAGE)


@router.post("/team/rule", dependencies=[SameOrigin])
async def set_rule(
    request: Request,
    login: CurrentLogin,
    runtime: TheRuntime,
    roles: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Set which roles must have a second factor; who has none sets one up at the next login."""
    staff, now = login.staff, runtime.clock()
    require(as_principal(staff), WRITE)
    require_fresh(login, runtime, back=PAGE)
    actor = actor_of(request, staff)

    def work(session: Session) -> None:
        chosen = sorted(write_factor_roles(session, roles or ()))
        team.end_factorless(session, roles=chosen, but=staff.id)
        details = {"roles": " ".join(chosen)}
        record(session, actor, "factor_rule_changed", now=now, kind="setting", details=details)

    await get_bot(request).ledger.write(work)
    return redirect(request, PAGE)


@router.post("/team/promotion", dependencies=[SameOrigin])
async def set_promotion_rule(
    request: Request,
    login: CurrentLogin,
    runtime: TheRuntime,
    by_two: Annotated[bool, Form()] = False,
) -> Response:
    """Set whether a second person must approve before a model answers customers."""
    staff, now = login.staff, runtime.clock()
    require(as_principal(staff), WRITE)
    require_fresh(login, runtime, back=PAGE)
    actor = actor_of(request, staff)

    def work(session: Session) -> None:
        if write_second_person(session, is_needed=by_two):
            details = {"by_two": "yes" if by_two else "no"}
            record(
                session, actor, "promotion_rule_changed", now=now, kind="setting", details=details
            )

    await get_bot(request).ledger.write(work)
    return redirect(request, PAGE)

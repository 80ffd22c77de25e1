"""Pages of one's own second factor: set it up, new recovery codes, switch it off."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlalchemy.orm import Session

from console.access import CurrentLogin, UnfinishedLogin, actor_of, get_bot, require_fresh
from console.audit.service import record
from console.refusals import refusal, tell_error
from console.staff import factor, own
from console.staff.models import StaffSession
from console.staff.policy import needs_factor
from console.web import SameOrigin, as_principal, language_of, read_token, redirect, render
from kernel.errors import Conflict, FrontdeskError, Invalid
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.runtime import Runtime

PAGE = "/staff/account/factor"
NEEDED = "account:own"

router = APIRouter()


@router.get("/account/factor")
def show_enrolment(
    request: Request, login: UnfinishedLogin, session: ReadSession, runtime: TheRuntime
) -> Response:
    """Show a new secret as a QR code. Who has a factor already sees their account instead."""
    require(as_principal(login.staff), NEEDED)
    if login.staff.factor_at is not None:
        return redirect(request, "/staff/account")
    require_fresh(login, runtime, back=PAGE)
    keys = factor.derive_keys(runtime.settings)
    secret, draft = factor.draft_secret(keys, login=login.token_hash)
    is_needed = needs_factor(session, login.staff)
    return _show(request, login, runtime, secret=secret, draft=draft, is_needed=is_needed)


def _show(
    request: Request,
    login: StaffSession,
    runtime: Runtime,
    *,
    secret: str,
    draft: str,
    is_needed: bool = False,
    error: FrontdeskError | None = None,
) -> Response:
    address = factor.make_address(
        secret, email=login.staff.email, shop_name=runtime.settings.shop_name
    )
    problem = tell_error(error, language_of(request, login.staff)) if error else None
    return render(
        request,
        "staff/factor.html",
        login.staff,
        error.status if error else 200,
        qr=Markup(factor.draw_qr(address)),  # noqa: S704 - drawn by segno, squares alone
        groups=[secret[at : at + 4] for at in range(0, len(secret), 4)],
        draft=draft,
        is_needed=is_needed,
        problem=problem,
    )


@router.post("/account/factor", dependencies=[SameOrigin])
async def enrol(
    request: Request,
    login: UnfinishedLogin,
    runtime: TheRuntime,
    draft: Annotated[str, Form(max_length=400)] = "",
    code: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Switch the second factor on, once a code proves that the app has the secret."""
    staff, now = login.staff, runtime.clock()
    require(as_principal(staff), NEEDED)
    require_fresh(login, runtime, back=PAGE)
    keys = factor.derive_keys(runtime.settings)
    secret = factor.open_draft(draft, keys, login=login.token_hash)
    actor, token = actor_of(request, staff), read_token(request)

    def work(session: Session) -> list[str]:
        made = factor.enrol(
            session, staff_id=staff.id, secret=secret, code=code, keys=keys, now=now
        )
        # Whoever got in without it must not stay.
        own.end_sessions(session, staff_id=staff.id, keep_token=token)
        record(session, actor, "factor_turned_on", now=now, kind="staff", object_id=staff.id)
        return made

    try:
        codes = await get_bot(request).ledger.write(work)
    except (Invalid, Conflict) as error:
        return _show(request, login, runtime, secret=secret, draft=draft, error=error)
    return render(request, "staff/recovery.html", staff, codes=codes, is_first=True)


@router.post("/account/factor/codes", dependencies=[SameOrigin])
async def renew_codes(request: Request, login: CurrentLogin, runtime: TheRuntime) -> Response:
    """Make ten new recovery codes, shown this once; the old ones die."""
    staff, now = login.staff, runtime.clock()
    require(as_principal(staff), NEEDED)
    require_fresh(login, runtime, back="/staff/account")
    if staff.factor_at is None:
        raise refusal(Conflict, "factor_is_off")
    keys, actor = factor.derive_keys(runtime.settings), actor_of(request, staff)

    def work(session: Session) -> list[str]:
        record(session, actor, "recovery_codes_made", now=now, kind="staff", object_id=staff.id)
        return factor.renew_codes(session, staff_id=staff.id, keys=keys)

    codes = await get_bot(request).ledger.write(work)
    return render(request, "staff/recovery.html", staff, codes=codes, is_first=False)


@router.post("/account/factor/off", dependencies=[SameOrigin])
async def turn_off(request: Request, login: CurrentLogin, runtime: TheRuntime) -> Response:
    """Switch one's own second factor off, unless one's role must have it."""
    staff, now = login.staff, runtime.clock()
    require(as_principal(staff), NEEDED)
    require_fresh(login, runtime, back="/staff/account")
    actor = actor_of(request, staff)

    def work(session: Session) -> None:
        if needs_factor(session, staff):
            raise refusal(Conflict, "factor_needed")
        if not factor.remove_factor(session, staff_id=staff.id):
            raise refusal(Conflict, "factor_is_off")
        record(session, actor, "factor_turned_off", now=now, kind="staff", object_id=staff.id)

    await get_bot(request).ledger.write(work)
    return redirect(request, "/staff/account?done=factor_off")

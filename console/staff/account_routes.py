"""The page of one's own account: name, language, password, sessions."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy.orm import Session

from console.access import CurrentLogin, actor_of, get_bot, is_login_fresh, visitor_of
from console.audit.service import record
from console.refusals import tell_error
from console.staff import factor, logins, own
from console.staff.models import StaffSession
from console.staff.policy import needs_factor
from console.web import SameOrigin, as_principal, language_of, read_token, redirect, render
from kernel.errors import FrontdeskError
from kernel.http import TheRuntime
from kernel.principals import require
from kernel.runtime import Runtime
from kernel.turns import Language

PAGE = "/staff/account"
NEEDED = "account:own"
SessionId = Annotated[str, Path(pattern=rf"^(?:others|[0-9a-f]{{{own.ID_DIGITS}}})$")]
Text = Annotated[str, Form(max_length=1_000)]
LANGUAGES: dict[str, Language | None] = {"": None, "en": "en", "zh": "zh"}

router = APIRouter()


@router.get("/account")
def show_account(
    request: Request,
    login: CurrentLogin,
    runtime: TheRuntime,
    done: Literal["", "profile", "password", "sessions", "factor_off"] = "",
) -> Response:
    """Show somebody their own account; `done` says what has just been changed."""
    require(as_principal(login.staff), NEEDED)
    return show(request, login, runtime, done=done)


def show(
    request: Request,
    login: StaffSession,
    runtime: Runtime,
    *,
    done: str = "",
    error: FrontdeskError | None = None,
    where: str = "",
) -> Response:
    """Return the page; `error` is told beside the form that is named by `where`."""
    with runtime.db.session() as session:
        staff_id, now = login.staff_id, runtime.clock()
        staff = login.staff
        values = {
            "sessions": own.list_sessions(session, staff_id=staff_id, now=now),
            "codes_left": factor.count_codes(session, staff_id=staff_id),
            "is_factor_needed": needs_factor(session, staff),
        }
    problem = tell_error(error, language_of(request, staff)) if error else None
    return render(
        request,
        "staff/account.html",
        staff,
        error.status if error else 200,
        this=login.token_hash,
        digits=own.ID_DIGITS,
        is_fresh=is_login_fresh(login, runtime),
        done=done,
        problem=problem,
        where=where,
        **values,
    )


@router.post("/account", dependencies=[SameOrigin])
async def change_profile(
    request: Request,
    login: CurrentLogin,
    runtime: TheRuntime,
    name: Text = "",
    language: Literal["", "en", "zh"] = Form(default=""),
) -> Response:
    """Set one's own name and language."""
    staff = login.staff
    require(as_principal(staff), NEEDED)
    actor, now = actor_of(request, staff), runtime.clock()

    def work(session: Session) -> None:
        chosen = LANGUAGES[language]
        own.change_profile(session, staff_id=staff.id, name=name, language=chosen)
        details = {"before": staff.name} if name.strip() != staff.name else {"language": language}
        line = logins.about(staff.id, details)
        record(session, actor, "account_changed", now=now, **line)

    try:
        await get_bot(request).ledger.write(work)
    except FrontdeskError as error:
        return await run_in_threadpool(show, request, login, runtime, error=error, where="profile")
    return redirect(request, f"{PAGE}?done=profile")


@router.post("/account/password", dependencies=[SameOrigin])
async def change_password(
    request: Request,
    login: CurrentLogin,
    runtime: TheRuntime,
    old: Text = "",
    new: Text = "",
) -> Response:
    """Change one's own password; all other sessions end."""
    staff, token, now = login.staff, read_token(request), runtime.clock()
    require(as_principal(staff), NEEDED)
    visitor = visitor_of(request)

    def prove_and_hash() -> str:
        logins.prove_password(runtime, email=staff.email, password=old, visitor=visitor)
        with logins.hashing():
            return own.make_password_hash(
                staff, old=old, new=new, shop_name=runtime.settings.shop_name
            )

    def work(session: Session) -> None:
        ended = own.change_password(
            session, staff_id=staff.id, password_hash=password_hash, keep_token=token
        )
        line = logins.about(staff.id, {"how": "own", "ended": ended})
        record(session, logins.as_actor(staff, visitor), "password_changed", now=now, **line)

    try:
        password_hash = await run_in_threadpool(prove_and_hash)
        await get_bot(request).ledger.write(work)
    except FrontdeskError as error:
        return await run_in_threadpool(show, request, login, runtime, error=error, where="password")
    return redirect(request, f"{PAGE}?done=password")


@router.post("/account/sessions/{session_id}", dependencies=[SameOrigin])
async def end_sessions(
    request: Request, login: CurrentLogin, runtime: TheRuntime, session_id: SessionId
) -> Response:
    """End one of one's own sessions, or all `others`; their open pages close."""
    staff, token, now = login.staff, read_token(request), runtime.clock()
    require(as_principal(staff), NEEDED)
    actor = actor_of(request, staff)

    def work(session: Session) -> None:
        ended = 1
        if session_id == "others":
            ended = own.end_sessions(session, staff_id=staff.id, keep_token=token)
        else:
            own.end_session(session, staff_id=staff.id, session_id=session_id)
        line = logins.about(staff.id, {"ended": ended})
        record(session, actor, "sessions_ended", now=now, **line)

    await get_bot(request).ledger.write(work)
    return redirect(request, f"{PAGE}?done=sessions")

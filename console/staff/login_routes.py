"""Pages to log in (in two steps where there is a second factor), to prove it again, to log out."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.ledger.notes import add_note
from console.access import (
    STEP_COOKIE,
    UnfinishedLogin,
    actor_of,
    get_bot,
    give_cookie,
    take_cookie,
    visitor_of,
)
from console.audit.service import record
from console.refusals import tell_error
from console.staff import factor, logins, service
from console.staff.models import Staff
from console.staff.rules import safe_return
from console.web import (
    SameOrigin,
    as_principal,
    go_home,
    language_of,
    read_token,
    redirect,
    render,
)
from kernel.errors import FrontdeskError
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.runtime import Runtime

router = APIRouter()
Text = Annotated[str, Form(max_length=1_000)]
Code = Annotated[str, Form(max_length=40)]


@router.get("/login")
def show_login(request: Request, back: str = "", ended: bool = False) -> Response:
    """Show the login form; `ended` tells that a session has run out."""
    return render(request, "login.html", problem=None, email="", back=back, ended=ended)


@router.post("/login", dependencies=[SameOrigin])
def log_in(
    request: Request, runtime: TheRuntime, email: Text = "", password: Text = "", back: Text = ""
) -> Response:
    """Sign in, or ask for the second factor; every failure looks alike and is counted."""
    visitor = visitor_of(request)
    try:
        staff = logins.prove_password(runtime, email=email, password=password, visitor=visitor)
    except FrontdeskError as error:
        problem = tell_error(error, language_of(request))
        values = {"problem": problem, "email": email, "back": back}
        return render(request, "login.html", None, error.status, **values)
    return go_on(request, runtime, staff, back)


def go_on(
    request: Request, runtime: Runtime, staff: Staff, back: str = "", how: str = "password"
) -> Response:
    """Answer somebody who has proved who they are: with a session, or by asking for the code."""
    if staff.factor_at is None:
        return _begin(request, runtime, staff, back, how)
    with runtime.db.transaction() as session:
        step = factor.open_step(session, staff_id=staff.id, now=runtime.clock())
    query = urlencode({"back": safe_return(back)})
    response = redirect(request, f"/staff/login/code?{query}")
    give_cookie(response, runtime.settings, step, STEP_COOKIE)
    return response


@router.get("/login/code")
def show_code(
    request: Request, session: ReadSession, runtime: TheRuntime, back: str = ""
) -> Response:
    """Ask for the second factor of who has just given their password."""
    token = read_token(request, STEP_COOKIE)
    staff = factor.find_step(session, token=token, now=runtime.clock())
    if staff is None:
        return redirect(request, "/staff/login")
    lang = language_of(request, staff)
    return render(request, "staff/code.html", problem=None, back=safe_return(back), lang=lang)


@router.post("/login/code", dependencies=[SameOrigin])
def give_code(request: Request, runtime: TheRuntime, code: Code = "", back: Text = "") -> Response:
    """Finish a login with a code of the second factor, or with a recovery code."""
    token, visitor = read_token(request, STEP_COOKIE), visitor_of(request)
    with runtime.db.transaction() as session:
        staff = factor.find_step(session, token=token, now=runtime.clock())
        if staff is None:
            return redirect(request, "/staff/login?ended=1")
        outcome = logins.prove_factor(session, runtime, staff=staff, code=code, visitor=visitor)
        if outcome in ("right", "recovered"):
            factor.end_step(session, token=token)
    try:
        logins.refuse_outcome(outcome)
    except FrontdeskError as error:
        lang = language_of(request, staff)
        values = {"problem": tell_error(error, lang), "back": safe_return(back), "lang": lang}
        return render(request, "staff/code.html", None, error.status, **values)
    response = _begin(request, runtime, staff, back, "code" if outcome == "right" else "recovery")
    take_cookie(response, runtime.settings, STEP_COOKIE)
    return response


def _begin(request: Request, runtime: Runtime, staff: Staff, back: str, how: str) -> Response:
    old, visitor = read_token(request), visitor_of(request)
    with runtime.db.transaction() as session:
        token = logins.begin_session(
            session, runtime, staff=staff, old_token=old, visitor=visitor, how=how
        )
    response = redirect(request, go_home(safe_return(back), as_principal(staff)))
    give_cookie(response, runtime.settings, token)
    return response


@router.get("/again")
def show_proof(request: Request, login: UnfinishedLogin, back: str = "") -> Response:
    """Ask for the password once more, before a sensitive change."""
    require(as_principal(login.staff), "account:own")
    values = {"problem": None, "back": safe_return(back)}
    return render(request, "staff/again.html", login.staff, **values)


@router.post("/again", dependencies=[SameOrigin])
def prove_again(
    request: Request,
    login: UnfinishedLogin,
    runtime: TheRuntime,
    password: Text = "",
    code: Code = "",
    back: Text = "",
) -> Response:
    """Take the password (and code, where there is a second factor) and go on with the change."""
    staff, visitor = login.staff, visitor_of(request)
    require(as_principal(staff), "account:own")
    try:
        logins.prove_password(runtime, email=staff.email, password=password, visitor=visitor)
        _prove_code(runtime, staff, code, visitor)
    except FrontdeskError as error:
        problem = tell_error(error, language_of(request, staff))
        values = {"problem": problem, "back": safe_return(back)}
        return render(request, "staff/again.html", staff, error.status, **values)
    actor, now = logins.as_actor(staff, visitor), runtime.clock()
    with runtime.db.transaction() as session:
        logins.freshen(session, token=read_token(request), runtime=runtime)
        record(session, actor, "proved_again", now=now, kind="staff", object_id=staff.id)
    return redirect(request, safe_return(back))


def _prove_code(runtime: Runtime, staff: Staff, code: str, visitor: logins.Visitor) -> None:
    if staff.factor_at is None:
        return
    with runtime.db.transaction() as session:
        outcome = logins.prove_factor(session, runtime, staff=staff, code=code, visitor=visitor)
    logins.refuse_outcome(outcome)


@router.post("/logout", dependencies=[SameOrigin])
async def log_out(request: Request, runtime: TheRuntime) -> Response:
    """End the session here and on the server; its open pages hear of it."""
    token, now = read_token(request), runtime.clock()

    def work(session: Session) -> None:
        found = service.find_session(session, token=token, now=now, may_lack_factor=True)
        service.log_out(session, token=token)
        if found is not None:
            whose = found.staff
            actor = actor_of(request, whose)
            record(session, actor, "logged_out", now=now, kind="staff", object_id=whose.id)
            add_note(session, "staff", str(whose.id))

    await get_bot(request).ledger.write(work)
    response = redirect(request, "/staff/login")
    take_cookie(response, runtime.settings)
    return response

"""Pages to set an account up, to log in and to log out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from console.staff import service
from console.staff.rules import safe_return
from console.web import COOKIE, SameOrigin, redirect, render
from kernel.errors import FrontdeskError, NotFound, Unauthenticated
from kernel.http import ReadSession, TheRuntime

router = APIRouter()
Text = Annotated[str, Form(max_length=1_000)]


@router.get("/setup/{token}")
def show_setup(request: Request, token: str, session: ReadSession, runtime: TheRuntime) -> Response:
    """Show the form that makes the account of a set-up link."""
    service.find_setup_link(session, token=token, now=runtime.clock())
    return render(request, "setup.html", problem=None, values={})


@router.post("/setup/{token}", dependencies=[SameOrigin])
def accept_setup(
    request: Request,
    token: str,
    runtime: TheRuntime,
    name: Text = "",
    email: Text = "",
    password: Text = "",
) -> Response:
    """Make the account and sign its owner in."""
    try:
        with runtime.db.transaction() as session:
            service.accept_setup(
                session,
                token=token,
                name=name,
                email=email,
                password=password,
                shop_name=runtime.settings.shop_name,
                now=runtime.clock(),
            )
    except NotFound:
        raise
    except FrontdeskError as error:
        values = {"name": name, "email": email}
        problem = error.message
        return render(request, "setup.html", None, error.status, problem=problem, values=values)
    return log_in(request, runtime, email, password)


@router.get("/login")
def show_login(request: Request, back: str = "", ended: bool = False) -> HTMLResponse:
    """Show the login form; `ended` tells that a session has run out."""
    return render(request, "login.html", problem=None, email="", back=back, ended=ended)


@router.post("/login", dependencies=[SameOrigin])
def log_in(
    request: Request, runtime: TheRuntime, email: Text = "", password: Text = "", back: Text = ""
) -> Response:
    """Sign in; every failure looks alike and is counted."""
    key, now = runtime.settings.derive_key("login"), runtime.clock()
    account = service.keyed_hash(email.strip().lower(), key)
    address = service.keyed_hash(request.client.host if request.client else "-", key)
    who = {"account": account, "address": address}
    try:
        with runtime.db.session() as session:
            staff = service.check_login(session, email=email, password=password, **who, now=now)
    except FrontdeskError as error:
        if isinstance(error, Unauthenticated):
            with runtime.db.transaction() as session:
                service.record_failure(session, **who, now=now)
        problem = error.message
        return render(
            request, "login.html", None, error.status, problem=problem, email=email, back=back
        )
    with runtime.db.transaction() as session:
        old = request.cookies.get(COOKIE, "")
        token = service.open_session(session, staff_id=staff.id, old_token=old, now=now)
    response = redirect(request, safe_return(back))
    secure = runtime.settings.public_url.startswith("https://")
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure, path="/staff")
    return response


@router.post("/logout", dependencies=[SameOrigin])
def log_out(request: Request, runtime: TheRuntime) -> Response:
    """End the session here and on the server."""
    with runtime.db.transaction() as session:
        service.log_out(session, token=request.cookies.get(COOKIE, ""))
    response = redirect(request, "/staff/login")
    response.delete_cookie(COOKIE, path="/staff")
    return response

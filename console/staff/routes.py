"""Pages to set an account up, to log in and to log out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from console.staff import service
from console.web import COOKIE, SameOrigin, redirect, render
from kernel.errors import FrontdeskError, Unauthenticated
from kernel.http import ReadSession, TheRuntime

router = APIRouter(prefix="/staff", include_in_schema=False)
Text = Annotated[str, Form(max_length=1_000)]


@router.get("/setup/{token}")
def show_setup(request: Request, token: str, session: ReadSession, runtime: TheRuntime) -> Response:
    """Show the form that makes the account of a set-up link."""
    try:
        service.find_setup_link(session, token=token, now=runtime.clock())
    except FrontdeskError as error:
        return render(request, "message.html", status=error.status, text=error.message)
    return render(request, "setup.html", problem=None, values={})


@router.post("/setup/{token}", dependencies=[SameOrigin])
def accept_setup(
    request: Request, token: str, runtime: TheRuntime, name: Text, email: Text, password: Text
) -> Response:
    """Make the account and sign its owner in."""
    now, settings = runtime.clock(), runtime.settings
    try:
        with runtime.db.transaction() as session:
            service.accept_setup(
                session,
                token=token,
                name=name,
                email=email,
                password=password,
                shop_name=settings.shop_name,
                now=now,
            )
    except FrontdeskError as error:
        values = {"name": name, "email": email}
        page = "setup.html" if error.status != 404 else "message.html"
        problem = error.message
        return render(
            request, page, status=error.status, problem=problem, text=problem, values=values
        )
    return log_in(request, runtime, email, password)


@router.get("/login")
def show_login(request: Request) -> HTMLResponse:
    """Show the login form."""
    return render(request, "login.html", problem=None, email="")


@router.post("/login", dependencies=[SameOrigin])
def log_in(request: Request, runtime: TheRuntime, email: Text, password: Text) -> Response:
    """Sign in; every failure looks alike and is counted."""
    key, now = runtime.settings.derive_key("login"), runtime.clock()
    account = service.keyed_hash(email.strip().lower(), key)
    address = service.keyed_hash(request.client.host if request.client else "-", key)
    try:
        with runtime.db.transaction() as session:
            token = service.log_in(
                session, email=email, password=password, account=account, address=address, now=now
            )
    except FrontdeskError as error:
        if isinstance(error, Unauthenticated):
            with runtime.db.transaction() as session:
                service.record_failure(session, account=account, address=address, now=now)
        return render(
            request, "login.html", status=error.status, problem=error.message, email=email
        )
    response = redirect(request, "/staff/")
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

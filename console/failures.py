"""Whatever goes wrong in a staff page, told in a page."""

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from console.staff import service
from console.staff.models import Staff
from console.web import COOKIE, NotSignedIn, redirect, render
from kernel.errors import FrontdeskError
from kernel.runtime import Runtime

TITLES = {
    403: "You may not do this",
    404: "There is nothing here",
    409: "Somebody else was faster",
    422: "That could not be read",
    503: "Not just now",
}
LOST = "The address may be mistyped, or what was here is gone."
UNREADABLE = "Something in the address or the form is not as it should be. Go back and try again."
BROKEN = "Something broke on our side. It is in the log; try again in a moment."


def install_failure_pages(pages: FastAPI) -> None:
    """Let every kind of failure end in a page."""
    pages.add_exception_handler(NotSignedIn, send_to_login)
    for kind in (FrontdeskError, HTTPException, RequestValidationError, Exception):
        pages.add_exception_handler(kind, show_failure)


def send_to_login(request: Request, _error: Exception) -> Response:
    """Answer somebody who is not signed in; afterwards they come back to the page they asked."""
    asked = {"back": request.url.path} if request.method == "GET" else {}
    ended = {"ended": "1"} if COOKIE in request.cookies else {}
    query = urlencode(asked | ended)
    return redirect(request, f"/staff/login?{query}" if query else "/staff/login")


def show_failure(request: Request, error: Exception) -> Response:
    """Tell what went wrong and, where it can be told, what to do."""
    status, text = explain(error)
    return render(
        request,
        "message.html",
        find_reader(request),
        status,
        title=TITLES.get(status, HTTPStatus(status).phrase),
        text=text,
    )


def explain(error: Exception) -> tuple[int, str]:
    """Return the status and the words for a failure."""
    if isinstance(error, FrontdeskError):
        return error.status, error.message
    if isinstance(error, HTTPException):
        return error.status_code, LOST if error.status_code == 404 else UNREADABLE
    if isinstance(error, RequestValidationError):
        return 422, UNREADABLE
    return 500, BROKEN


def find_reader(request: Request) -> Staff | None:
    """Return who is signed in, or None: a failure is shown to everybody."""
    runtime: Runtime = request.app.state.runtime
    token = request.cookies.get(COOKIE, "")
    with runtime.db.session() as session:
        found = service.find_session(session, token=token, now=runtime.clock())
    return found.staff if found else None

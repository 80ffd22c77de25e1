"""Whatever goes wrong in a staff page, told in a page, in the reader's language."""

import re
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from console.access import FactorMissing, cookie_name
from console.refusals import tell_error
from console.staff import service
from console.staff.logins import NotFresh
from console.staff.models import Staff
from console.web import (
    NotSignedIn,
    is_sent_by_script,
    language_of,
    read_token,
    redirect,
    render,
)
from console.words import say
from kernel.errors import FrontdeskError
from kernel.logging import get_logger
from kernel.runtime import Runtime
from kernel.turns import Language

log = get_logger(__name__)

KINDS = (FrontdeskError, HTTPException, RequestValidationError, OperationalError, Exception)
STUDIO = "/staff/studio/"
MADE = re.compile(r"[0-9a-f-]{16,}|\d+")  # keys and numbers that a page put into its form itself
MOST_UNSENT = 400_000
TITLED = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}  # what has words of its own as a title


def install_failure_pages(pages: FastAPI) -> None:
    """Let every kind of failure end in a page."""
    pages.add_exception_handler(NotSignedIn, send_to_login)
    pages.add_exception_handler(FactorMissing, send_to_enrolment)
    pages.add_exception_handler(NotFresh, send_to_proof)
    for kind in KINDS:
        pages.add_exception_handler(kind, show_failure)


def send_to_login(request: Request, error: Exception) -> Response:
    """Answer somebody who is not signed in; afterwards they come back to the page they asked."""
    runtime: Runtime = request.app.state.runtime
    page = urlsplit(request.headers.get("hx-current-url", "")).path or request.url.path
    asked = {"back": page} if request.method == "GET" else {}
    ended = {"ended": "1"} if cookie_name(runtime.settings) in request.cookies else {}
    if ended and (typed := read_typed(request)):
        return show_unsent(request, typed)
    query = urlencode(asked | ended)
    return lead_to(request, error, f"/staff/login?{query}" if query else "/staff/login")


def read_typed(request: Request) -> str:
    """Return what somebody wrote in a form of the studio, a field a line; "" for none.

    The other areas keep what is written in the browser, or have forms with secrets in them. Who
    may send the form from elsewhere was asked before who they are (`SameOrigin`).
    """
    form = getattr(request, "_form", None)
    if form is None or not request.url.path.startswith(STUDIO) or is_sent_by_script(request):
        return ""
    texts = (one.strip() for _, one in form.multi_items() if isinstance(one, str))
    return "\n".join(one for one in texts if one and not MADE.fullmatch(one))[:MOST_UNSENT]


def show_unsent(request: Request, typed: str) -> Response:
    """Tell somebody whose session has ended, and show what they wrote, to be copied."""
    language = language_of(request, None)
    page = urlsplit(request.headers.get("referer", "")).path
    return render(
        request,
        "message.html",
        None,
        401,
        title=say("failure_unsent", language),
        text=say("failure_unsent_about", language),
        where="/staff/login?" + urlencode({"back": page or STUDIO}),
        back=say("log_in_again", language),
        unsent=typed,
    )


def send_to_enrolment(request: Request, error: Exception) -> Response:
    """Answer somebody who must set up a second factor before anything else."""
    return lead_to(request, error, "/staff/account/factor")


def send_to_proof(request: Request, error: Exception) -> Response:
    """Answer a sensitive change by an older login: prove it again, then go on."""
    back = error.data.get("back", "/staff/") if isinstance(error, NotFresh) else "/staff/"
    return lead_to(request, error, "/staff/again?" + urlencode({"back": back}))


def lead_to(request: Request, error: Exception, path: str) -> Response:
    """Send the browser where the way on is; a script is told the error, which is no success."""
    return show_failure(request, error) if is_sent_by_script(request) else redirect(request, path)


def show_failure(request: Request, error: Exception) -> Response:
    """Tell what went wrong and, where it can be told, what to do."""
    if isinstance(error, OperationalError):
        log.error("database_failed", error=str(error.orig), path=request.url.path)
    reader = find_reader(request)
    language = language_of(request, reader)
    status, text = explain(error, language)
    title = say(f"failure_{status}", language) if status in TITLED else HTTPStatus(status).phrase
    return render(request, "message.html", reader, status, title=title, text=text)


def explain(error: Exception, language: Language) -> tuple[int, str]:
    """Return the status and the words for a failure."""
    if isinstance(error, FrontdeskError):
        return error.status, tell_error(error, language)
    if isinstance(error, HTTPException):
        known = {404: "failure_lost", 413: "failure_large"}
        key = known.get(error.status_code, "failure_unreadable")
        return error.status_code, say(key, language)
    if isinstance(error, RequestValidationError):
        return 422, say("failure_unreadable", language)
    if isinstance(error, OperationalError):
        return 503, say("failure_busy", language)
    return 500, say("failure_broken", language)


def find_reader(request: Request) -> Staff | None:
    """Return who is signed in, or None: a failure is shown to everybody."""
    runtime: Runtime = request.app.state.runtime
    with suppress(OperationalError), runtime.db.session() as session:
        found = service.find_session(session, token=read_token(request), now=runtime.clock())
        return found.staff if found else None
    return None

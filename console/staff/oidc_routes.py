"""Logging in by the shop's identity provider, where one is set: the way there and back."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from console.access import OIDC_COOKIE, give_cookie, read_token, take_cookie, visitor_of
from console.audit.service import Actor, record
from console.refusals import refusal, tell_error
from console.staff import oidc
from console.staff.login_routes import go_on
from console.staff.models import Staff
from console.staff.rules import safe_return
from console.web import language_of, render
from kernel.errors import FrontdeskError, Unauthenticated
from kernel.http import TheRuntime
from kernel.runtime import Runtime

router = APIRouter()
Told = Annotated[str, Query(max_length=4_000)]


@router.get("/login/oidc")
def leave_for_provider(request: Request, runtime: TheRuntime, back: str = "") -> Response:
    """Send the browser to the identity provider."""
    settings = runtime.settings
    try:
        provider = oidc.discover(settings)
    except FrontdeskError as error:
        return _refuse(request, error)
    with runtime.db.transaction() as session:
        address, token = oidc.begin(
            session, provider, settings, back=safe_return(back), now=runtime.clock()
        )
    response = Response(status_code=303, headers={"Location": address})
    give_cookie(response, settings, token, OIDC_COOKIE)
    return response


@router.get("/login/oidc/callback")
def come_back(
    request: Request,
    runtime: TheRuntime,
    code: Told = "",
    state: Told = "",
    iss: Told = "",
) -> Response:
    """Take what the provider says; a second factor of ours is asked for as ever."""
    settings = runtime.settings
    try:
        staff, back = _log_in(request, runtime, code=code, state=state, issuer=iss)
    except FrontdeskError as error:
        with runtime.db.transaction() as session:
            actor = Actor(None, address_hash=visitor_of(request).address_hash)
            record(session, actor, "login_failed", now=runtime.clock(), details={"how": "oidc"})
        response = _refuse(request, error)
    else:
        response = go_on(request, runtime, staff, back, "oidc")
    take_cookie(response, settings, OIDC_COOKIE)
    return response


def _log_in(
    request: Request, runtime: Runtime, *, code: str, state: str, issuer: str
) -> tuple[Staff, str]:
    settings, now = runtime.settings, runtime.clock()
    token = read_token(request, OIDC_COOKIE)
    with runtime.db.transaction() as session:
        attempt = oidc.take_attempt(session, token=token, state=state, now=now)
    # Another provider's answer, brought here by a browser that was led astray (RFC 9207).
    is_of_another = bool(issuer) and issuer.rstrip("/") != settings.oidc_issuer
    if attempt is None or not code or is_of_another:
        raise refusal(Unauthenticated, "oidc_refused")
    provider = oidc.discover(settings)
    person = oidc.redeem(provider, settings, attempt, code=code, now=now)
    with runtime.db.transaction() as session:
        staff = oidc.find_account(session, issuer=settings.oidc_issuer, person=person, now=now)
    return staff, attempt.back


def _refuse(request: Request, error: FrontdeskError) -> Response:
    problem = tell_error(error, language_of(request))
    return render(
        request, "login.html", None, error.status, problem=problem, email="", back="", ended=False
    )

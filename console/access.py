"""Who is signed in, and by which cookie; who asks, as limits and the audit log know them."""

from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.responses import Response
from starlette.requests import HTTPConnection

from bot.app import BotService
from bot.channels.web.addresses import read_address
from console.audit.service import Actor
from console.staff import logins, service
from console.staff.browsers import describe_browser, shorten_address
from console.staff.logins import NotFresh, Visitor
from console.staff.models import Staff, StaffSession
from console.staff.policy import lacks_factor
from console.staff.rules import STEP_LIFETIME, is_fresh
from kernel.errors import FrontdeskError
from kernel.http import TheRuntime
from kernel.principals import Principal
from kernel.runtime import Runtime
from kernel.settings import Settings

COOKIE = "frontdesk_staff"
STEP_COOKIE = "frontdesk_staff_step"  # of a login whose second factor is still to come
OIDC_COOKIE = "frontdesk_staff_oidc"  # of a login that is at the identity provider
TOUCH_SECONDS = 60  # one write a minute is enough to tell a used session from an idle one


class NotSignedIn(FrontdeskError):
    """The page needs a login; the handler sends the browser there."""

    code = "not_signed_in"
    status = 401


class FactorMissing(FrontdeskError):
    """Who is signed in must have a second factor first; the handler sends them to set one up."""

    code = "factor_missing"
    status = 403


def is_polling(request: Request) -> bool:
    """Tell whether the page asked by itself: forms and links here never go through htmx."""
    return "hx-request" in request.headers


def is_sent_by_script(request: Request) -> bool:
    """Tell whether a script sent what somebody did, and stays on its page whatever comes of it."""
    return "x-requested-with" in request.headers


def as_principal(staff: Staff) -> Principal:
    """Return the caller that a member of staff is."""
    return Principal(kind="staff", id=str(staff.id), role=staff.role, grants=staff.grants)


def cookie_name(settings: Settings, name: str = COOKIE) -> str:
    """Return the name of a cookie; behind https no other host and no plain page can set it."""
    return f"__Host-{name}" if settings.public_url.startswith("https://") else name


def read_token(connection: HTTPConnection, name: str = COOKIE) -> str:
    """Return what the cookie of a page or socket holds, or nothing."""
    runtime: Runtime = connection.app.state.runtime
    return connection.cookies.get(cookie_name(runtime.settings, name), "")


def give_cookie(response: Response, settings: Settings, token: str, name: str = COOKIE) -> None:
    """Have the browser keep a token: out of reach of scripts, other sites and plain HTTP."""
    is_secure = settings.public_url.startswith("https://")
    response.set_cookie(
        cookie_name(settings, name),
        token,
        httponly=True,
        samesite="lax",
        secure=is_secure,
        path="/" if is_secure else "/staff",
        max_age=None if name == COOKIE else int(STEP_LIFETIME.total_seconds()),
    )


def take_cookie(response: Response, settings: Settings, name: str = COOKIE) -> None:
    """Have the browser forget a token."""
    is_secure = settings.public_url.startswith("https://")
    response.delete_cookie(
        cookie_name(settings, name),
        path="/" if is_secure else "/staff",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )


def current_login(request: Request, runtime: TheRuntime) -> StaffSession:
    """Return the login a page is asked with.

    Raises `NotSignedIn` for none, `FactorMissing` where its owner must set up a second factor.
    """
    login = unfinished_login(request, runtime)
    with runtime.db.session() as session:
        if lacks_factor(session, login.staff):
            raise FactorMissing("Set up a second factor first.")
    return login


def unfinished_login(request: Request, runtime: TheRuntime) -> StaffSession:
    """Return the login, even of somebody who has yet to set up a second factor.

    What a person does keeps the session alive. A page left open that refreshes itself does not.
    """
    token, now = read_token(request), runtime.clock()
    with runtime.db.session() as session:
        found = service.find_session(session, token=token, now=now, may_lack_factor=True)
    if found is None:
        raise NotSignedIn("Sign in to see this page.")
    if not is_polling(request) and (now - found.seen_at).total_seconds() > TOUCH_SECONDS:
        with runtime.db.transaction() as session:
            service.touch_session(session, token=token, now=now)
    return found


CurrentLogin = Annotated[StaffSession, Depends(current_login)]
UnfinishedLogin = Annotated[StaffSession, Depends(unfinished_login)]


def signed_in(login: CurrentLogin) -> Staff:
    """Return who is signed in."""
    return login.staff


SignedIn = Annotated[Staff, Depends(signed_in)]


def is_login_fresh(login: StaffSession, runtime: Runtime) -> bool:
    """Tell whether its owner proved in the last five minutes who they are."""
    return is_fresh(login.proved_at or login.created_at, runtime.clock())


def require_fresh(login: StaffSession, runtime: Runtime, *, back: str) -> None:
    """Raise `NotFresh` for a login too old for a sensitive change; then `back` is gone on with."""
    if not is_login_fresh(login, runtime):
        raise NotFresh("Give your password again for this.", back=back)


def visitor_of(request: HTTPConnection) -> Visitor:
    """Return who asks. The address is the proxy's word only where the proxy is a trusted one."""
    runtime: Runtime = request.app.state.runtime
    address = read_address(request.client.host if request.client else None)
    key = runtime.settings.derive_key("audit")
    place = service.Place(
        browser=describe_browser(request.headers.get("user-agent", "")[:500]),
        network=shorten_address(address),
    )
    hashed = service.keyed_hash(address, key) if address else ""
    return Visitor(address, hashed, place)


def actor_of(request: HTTPConnection, staff: Staff) -> Actor:
    """Return a member of staff as the audit log names them."""
    return logins.as_actor(staff, visitor_of(request))


def get_bot(request: HTTPConnection) -> BotService:
    """Return the conversation service of this process: staff write through its ledger, too."""
    return cast(BotService, request.app.state.bot)

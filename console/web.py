"""What all staff pages share: templates, security headers, the signed-in principal."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates

from console.staff import service
from console.staff.models import Staff
from kernel.errors import Forbidden, FrontdeskError
from kernel.http import TheRuntime
from kernel.principals import Principal, may
from kernel.runtime import Runtime

COOKIE = "frontdesk_staff"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
templates.env.globals["may"] = may


class NotSignedIn(FrontdeskError):
    """The page needs a login; the handler sends the browser there."""

    code = "not_signed_in"
    status = 401


def as_principal(staff: Staff) -> Principal:
    """Return the caller that a member of staff is."""
    return Principal(kind="staff", id=str(staff.id), role=staff.role)


def signed_in(request: Request, runtime: TheRuntime) -> Staff:
    """Return who is signed in, and keep the session alive; raise `NotSignedIn` for nobody."""
    token = request.cookies.get(COOKIE, "")
    now = runtime.clock()
    with runtime.db.session() as session:
        found = service.find_session(session, token=token, now=now)
    if found is None:
        raise NotSignedIn("Sign in to see this page.")
    # One write a minute is enough to tell a used session from an idle one.
    if (now - found.seen_at).total_seconds() > 60:
        with runtime.db.transaction() as session:
            service.touch_session(session, token=token, now=now)
    return found.staff


def same_origin(request: Request) -> None:
    """Refuse a state change that another site's page sent (CSRF)."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    same_host = origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    if not same_host and site not in ("same-origin", "none"):
        raise Forbidden("This form was not sent from Frontdesk's own pages.")
    if origin is not None and not same_host:
        raise Forbidden("This form was not sent from Frontdesk's own pages.")


SignedIn = Annotated[Staff, Depends(signed_in)]
SameOrigin = Depends(same_origin)


def render(
    request: Request, name: str, staff: Staff | None = None, status: int = 200, **values: Any
) -> HTMLResponse:
    """Return a page with the headers every staff page carries."""
    runtime: Runtime = request.app.state.runtime
    context = {
        "staff": staff,
        "principal": as_principal(staff) if staff else None,
        "shop_name": runtime.settings.shop_name,
        **values,
    }
    return templates.TemplateResponse(request, name, context, status_code=status, headers=HEADERS)


def redirect(request: Request, path: str) -> Response:
    """Send the browser on, whether it asked as a page or through htmx."""
    if request.headers.get("hx-request"):
        return Response(status_code=200, headers={"HX-Redirect": path, **HEADERS})
    return Response(status_code=303, headers={"Location": path, **HEADERS})

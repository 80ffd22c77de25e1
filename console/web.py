"""What all staff pages share: templates, who is signed in, who may send a form."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates

from actions.wording import money
from console.staff import service
from console.staff.models import Staff
from console.words import IDENTITY, OWNERS, SENDERS, moment, plainly
from kernel.errors import Forbidden, FrontdeskError
from kernel.http import TheRuntime
from kernel.principals import Principal, may
from kernel.runtime import Runtime

COOKIE = "frontdesk_staff"
TOUCH_SECONDS = 60  # one write a minute is enough to tell a used session from an idle one

templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
templates.env.trim_blocks = templates.env.lstrip_blocks = True
templates.env.globals |= {"may": may, "owners": OWNERS, "identity": IDENTITY, "senders": SENDERS}
templates.env.filters |= {"moment": moment, "plainly": plainly, "money": money}


class NotSignedIn(FrontdeskError):
    """The page needs a login; the handler sends the browser there."""

    code = "not_signed_in"
    status = 401


def as_principal(staff: Staff) -> Principal:
    """Return the caller that a member of staff is."""
    return Principal(kind="staff", id=str(staff.id), role=staff.role)


def is_polling(request: Request) -> bool:
    """Tell whether the page asked by itself: forms and links here never go through htmx."""
    return "hx-request" in request.headers


def signed_in(request: Request, runtime: TheRuntime) -> Staff:
    """Return who is signed in; raise `NotSignedIn` for nobody.

    What a person does keeps the session alive. A page left open that refreshes itself does not.
    """
    token = request.cookies.get(COOKIE, "")
    now = runtime.clock()
    with runtime.db.session() as session:
        found = service.find_session(session, token=token, now=now)
    if found is None:
        raise NotSignedIn("Sign in to see this page.")
    if not is_polling(request) and (now - found.seen_at).total_seconds() > TOUCH_SECONDS:
        with runtime.db.transaction() as session:
            service.touch_session(session, token=token, now=now)
    return found.staff


def same_origin(request: Request, runtime: TheRuntime) -> None:
    """Refuse a state change that another site's page sent (CSRF).

    Browsers say where a form comes from in `Sec-Fetch-Site` (over HTTPS and on this machine) and
    in `Origin`; each that is there must be ours, and one must be there.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = {request.headers.get("host"), urlsplit(runtime.settings.public_url).netloc} - {""}
    is_ours_by_site = site is None or site in ("same-origin", "none")
    is_ours_by_origin = origin is None or urlsplit(origin).netloc in ours
    if (site is None and origin is None) or not (is_ours_by_site and is_ours_by_origin):
        raise Forbidden("This form was not sent from Frontdesk's own pages, so nothing was done.")


SignedIn = Annotated[Staff, Depends(signed_in)]
SameOrigin = Depends(same_origin)


def render(
    request: Request, page: str, staff: Staff | None = None, status: int = 200, /, **values: Any
) -> HTMLResponse:
    """Return a page, with the navigation if somebody is signed in."""
    runtime: Runtime = request.app.state.runtime
    context = {
        "staff": staff,
        "principal": as_principal(staff) if staff else None,
        "shop_name": runtime.settings.shop_name,
        "now": runtime.clock(),
        **values,
    }
    return templates.TemplateResponse(request, page, context, status_code=status)


def redirect(request: Request, path: str) -> Response:
    """Send the browser on, whether it asked as a page or through htmx."""
    if is_polling(request):
        return Response(status_code=200, headers={"HX-Redirect": path})
    return Response(status_code=303, headers={"Location": path})

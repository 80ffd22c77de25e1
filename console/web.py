"""What all staff pages share: templates, who is signed in, who may send a form."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.templating import Jinja2Templates
from jinja2 import pass_context
from jinja2.runtime import Context
from starlette.requests import HTTPConnection

from actions.wording import money
from console.access import (
    COOKIE,
    NotSignedIn,
    SignedIn,
    as_principal,
    cookie_name,
    is_polling,
    is_sent_by_script,
    read_token,
)
from console.refusals import refusal
from console.staff.models import Staff
from console.staff.rules import FIRST_PAGE, ROLES
from console.studio.navigation import STUDIO, address_of, line_url
from console.words import WORDS, choose_language, moment, plainly, say
from kernel.errors import Forbidden
from kernel.http import TheRuntime
from kernel.principals import Principal, may
from kernel.runtime import Runtime
from kernel.turns import Language

__all__ = [
    "COOKIE",
    "NotSignedIn",
    "SignedIn",
    "as_principal",
    "cookie_name",
    "is_polling",
    "is_sent_by_script",
    "read_token",
]

# What stands in the bar on top, and in its menu: address, words, and who sees it.
NAVIGATION = (
    ("/staff/", "nav_conversations", "conversations:read"),
    ("/staff/customers", "nav_customers", "customers:read"),
    ("/staff/tickets", "nav_tickets", "tickets:read"),
    ("/staff/board", "nav_board", "conversations:overrule"),
    ("/staff/reports", "nav_reports", "reports:read"),
    ("/staff/analytics", "nav_analytics", "reports:read"),
    ("/staff/studio", "nav_studio", "studio:read"),
)
MENU = (
    ("/staff/replies", "nav_replies", "conversations:write"),
    ("/staff/stranded", "nav_stranded", "conversations:read"),
    ("/staff/experiments", "nav_experiments", "reports:read"),
    ("/staff/desk", "nav_desk", "desk:write"),
    ("/staff/recommendations", "nav_recommendations", "reports:read"),
    ("/staff/team", "nav_team", "staff:read"),
    ("/staff/audit", "nav_audit", "audit:read"),
)


# The keys of the desk's pages (`static/keys.js`), for the sheet that "?" opens.
KEYS = (
    ("j k", "key_step"),
    ("/", "key_search"),
    ("x", "key_next"),
    ("t", "key_take"),
    ("r", "key_reply"),
    ("n", "key_note"),
    ("b", "key_return"),
    ("e", "key_close"),
    ("m", "key_more"),
    ("z", "key_wake"),
    ("p", "key_insert_products"),
    ("o", "key_insert_orders"),
    ("a", "key_insert_articles"),
    ("f i", "key_insert_more"),
    ("/", "key_saved"),
    ("Alt+1 2 3", "key_suggestion"),
    ("Enter", "key_send"),
    ("Esc", "key_leave"),
    ("?", "key_sheet"),
)


@pass_context
def translate(context: Context, key: str, otherwise: str | None = None, **values: Any) -> str:
    """Return words in the language of the page: `t("log_out")` in a template.

    `otherwise` is said for a key that comes from data and has no words.
    """
    if otherwise is not None and key not in WORDS:
        return otherwise
    return say(key, context["lang"], **values)


def live_query(parts: Iterable[str], language: Language) -> str:
    """Return the query by which a page asks for its live parts, in its own language."""
    return urlencode([("lang", language), *(("part", part) for part in parts)])


templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
templates.env.trim_blocks = templates.env.lstrip_blocks = True
templates.env.globals |= {
    "t": translate,
    "may": may,
    "navigation": NAVIGATION,
    "menu": MENU,
    "studio": STUDIO,
    "line_url": line_url,
    "keys": KEYS,
    "roles": ROLES,
}
templates.env.filters |= {
    "moment": moment,
    "plainly": plainly,
    "money": money,
    "live_query": live_query,
    "address_of": address_of,
}


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
        raise refusal(Forbidden, "foreign_form")


SameOrigin = Depends(same_origin)


def language_of(request: HTTPConnection, staff: Staff | None = None) -> Language:
    """Return the language somebody has chosen, or else the one their browser asks for."""
    if staff is not None and staff.language is not None:
        return staff.language
    return choose_language(request.headers.get("accept-language", ""))


def render(
    request: Request, page: str, staff: Staff | None = None, status: int = 200, /, **values: Any
) -> HTMLResponse:
    """Return a page, with the navigation if somebody is signed in."""
    runtime: Runtime = request.app.state.runtime
    context = {
        "staff": staff,
        "principal": as_principal(staff) if staff else None,
        "lang": language_of(request, staff),
        "shop_name": runtime.settings.shop_name,
        "now": runtime.clock(),
        "has_oidc": bool(runtime.settings.oidc_issuer),
        **values,
    }
    return templates.TemplateResponse(request, page, context, status_code=status)


def find_home(principal: Principal) -> str:
    """Return the first page of the navigation that somebody may see; who may see none is told so
    on the first of all."""
    places = (*NAVIGATION, *MENU)
    return next((path for path, _, needed in places if may(principal, needed)), FIRST_PAGE)


def go_home(path: str, principal: Principal) -> str:
    """Return where a login leads: where it was asked for, or else the first page they may see."""
    return find_home(principal) if path == FIRST_PAGE else path


def draw(template: str, language: Language, **values: Any) -> str:
    """Return a part of a page, drawn without a request."""
    return templates.env.get_template(template).render(lang=language, **values)


def redirect(request: Request, path: str) -> Response:
    """Send the browser on, whether it asked as a page or through htmx; a script stays (204)."""
    if is_sent_by_script(request):
        return Response(status_code=204)
    if is_polling(request):
        return Response(status_code=200, headers={"HX-Redirect": path})
    return Response(status_code=303, headers={"Location": path})

"""The page at `/` and, in demo mode only, the mails that a visitor would get."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.templating import Jinja2Templates

from frontdesk.shop.mailbox import read_mails
from frontdesk.shop.texts import TEXTS
from frontdesk.shop.view import read_people, read_shelf
from kernel.errors import NotFound
from kernel.http import ReadSession, TheRuntime

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
router = APIRouter(include_in_schema=False)


def require_demo(runtime: TheRuntime) -> None:
    """Outside demo mode the mailbox is not there."""
    if not runtime.settings.demo:
        raise NotFound("Not Found.")


@router.get("/", response_class=HTMLResponse)
def show_shop(
    request: Request,
    runtime: TheRuntime,
    session: ReadSession,
    lang: Annotated[str, Query(max_length=20)] = "",
    accept_language: Annotated[str, Header()] = "",
) -> HTMLResponse:
    """Show the shop in the language asked for, else in that of the browser."""
    language = "zh" if (lang or accept_language).lower().startswith("zh") else "en"
    is_demo = runtime.settings.demo
    context = {
        "shop": runtime.settings.shop_name,
        "language": language,
        "t": TEXTS[language],
        "products": read_shelf(session, language=language),
        "is_demo": is_demo,
        "people": read_people(session, language=language) if is_demo else [],
    }
    return templates.TemplateResponse(request, "shop.html", context, headers=HEADERS)


@router.get("/demo/mails", dependencies=[Depends(require_demo)])
def list_mails(runtime: TheRuntime) -> JSONResponse:
    """Return the newest mails of the outbox folder, newest first."""
    mails = read_mails(runtime.settings.outbox_folder)
    return JSONResponse({"mails": mails}, headers={"Cache-Control": "no-store"})

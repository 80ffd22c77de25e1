"""Puts the staff pages into an application."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

from console.desk.routes import router as desk
from console.staff.routes import router as accounts
from console.web import NotSignedIn, redirect
from kernel.errors import NotFound

FOLDER = Path(__file__).parent
VENDOR = {
    "htmx.min.js": FOLDER / "node_modules" / "htmx.org" / "dist" / "htmx.min.js",
    "tabler.min.css": FOLDER
    / "node_modules"
    / "@tabler"
    / "core"
    / "dist"
    / "css"
    / "tabler.min.css",
}


def send_vendor_file(name: str) -> FileResponse:
    """Return one of the two files that come from npm."""
    path = VENDOR.get(name)
    if path is None or not path.exists():
        raise NotFound("No such file; `make setup` installs the web assets.")
    return FileResponse(path, headers={"Cache-Control": "public, max-age=86400"})


async def send_to_login(request: Request, _error: Exception) -> Response:
    """Answer somebody who is not signed in."""
    return redirect(request, "/staff/login")


def install(app: FastAPI) -> None:
    """Add pages, assets and the way to the login."""
    app.add_exception_handler(NotSignedIn, send_to_login)
    app.mount("/staff/static", StaticFiles(directory=FOLDER / "static"), name="staff-static")
    app.add_api_route("/staff/vendor/{name}", send_vendor_file, include_in_schema=False)
    app.include_router(accounts)
    app.include_router(desk)

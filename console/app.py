"""Puts the staff pages into an application, as an application of their own under `/staff`."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import State
from starlette.middleware.gzip import GZipMiddleware

from console.desk.routes import router as desk
from console.desk.tickets import router as tickets
from console.failures import install_failure_pages
from console.headers import SafeHeaders
from console.staff.routes import router as accounts
from kernel.errors import NotFound

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
VENDOR = {
    "htmx.min.js": MODULES / "htmx.org/dist/htmx.min.js",
    "tabler.min.css": MODULES / "@tabler/core/dist/css/tabler.min.css",
}


def send_vendor_file(name: str) -> FileResponse:
    """Return one of the two files that come from npm."""
    path = VENDOR.get(name)
    if path is None or not path.exists():
        raise NotFound("There is no such file. If pages look bare, run `make setup`: it installs.")
    return FileResponse(path, headers={"Cache-Control": "public, max-age=86400"})


def create_pages(state: State) -> FastAPI:
    """Return pages and assets; whatever goes wrong in here is answered with a page.

    `state` holds the runtime and the bot service, and is shared with the whole application.
    """
    pages = FastAPI(title="Frontdesk console", openapi_url=None)
    pages.state = state
    install_failure_pages(pages)
    pages.add_middleware(GZipMiddleware, minimum_size=1_000)
    pages.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    pages.add_api_route("/vendor/{name}", send_vendor_file)
    for router in (accounts, desk, tickets):
        pages.include_router(router)
    return pages


def install(app: FastAPI) -> None:
    """Add the staff pages."""
    app.mount("/staff", SafeHeaders(create_pages(app.state)), name="staff")

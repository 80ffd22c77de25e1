"""Puts the staff pages into an application, as an application of their own under `/staff`."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import State
from starlette.middleware.gzip import GZipMiddleware

from console.analytics.model_routes import router as analytics_models
from console.analytics.routes import router as analytics
from console.audit.routes import router as audit
from console.bodies import SmallBodies
from console.copilot.routes import router as copilot
from console.copilot.shelf import Shelf
from console.customers.inserting import router as inserting
from console.customers.notes import router as notes
from console.customers.orders import router as orders
from console.customers.routes import router as customers
from console.customers.uploading import router as uploading
from console.desk.moves import router as moves
from console.desk.parts import MAKERS, hear_counts
from console.desk.reading import router as reading
from console.desk.replying import router as replying
from console.desk.routes import router as desk
from console.experiments.creating import router as new_experiments
from console.experiments.routes import router as experiments
from console.failures import install_failure_pages
from console.headers import SafeHeaders
from console.live.hub import LiveHub
from console.live.socket import create_router as create_live_router
from console.recommendations.routes import router as recommendations
from console.replies.exchange_routes import router as replies_exchange
from console.replies.picking import router as picking
from console.replies.routes import router as replies
from console.reports.routes import router as reports
from console.staff.account_routes import router as own_account
from console.staff.factor_routes import router as second_factor
from console.staff.login_routes import router as logins
from console.staff.member_routes import router as members
from console.staff.oidc_routes import router as oidc
from console.staff.routes import router as accounts
from console.staff.team_routes import router as team
from console.studio.labelling.doubts import DoubtShelf
from console.studio.labelling.shelf import InboxShelf
from console.studio.pages import ROUTERS as OF_STUDIO
from console.styles import make_stylesheet
from console.supervisor.agents_routes import router as desk_agents
from console.supervisor.board_routes import router as board
from console.supervisor.desk_routes import router as desk_sections
from console.supervisor.escalation_routes import router as desk_escalation
from console.supervisor.hours_routes import router as desk_hours
from console.supervisor.outcomes_routes import router as desk_outcomes
from console.supervisor.skills_routes import router as desk_skills
from console.supervisor.trying_routes import router as desk_trying
from console.tickets.creating import router as creating
from console.tickets.routes import router as tickets
from console.tickets.stranded import router as stranded
from kernel.errors import NotFound
from kernel.http import add_routes

FOLDER = Path(__file__).parent
OF_DESK = (desk, reading, moves, replying, inserting, uploading, copilot, stranded)
OF_REPLIES = (picking, replies_exchange, replies)
OF_CUSTOMERS = (customers, notes, orders, tickets, creating)
OF_SUPERVISORS = (
    board,
    reports,
    analytics_models,
    analytics,
    recommendations,
    new_experiments,
    experiments,
    desk_hours,
    desk_trying,
    desk_escalation,
    desk_agents,
    desk_skills,
    desk_outcomes,
    desk_sections,
)
OF_ACCOUNTS = (accounts, logins, own_account, second_factor, team, members, audit)
MODULES = FOLDER / "node_modules"
VENDOR = {
    "htmx.min.js": MODULES / "htmx.org/dist/htmx.min.js",
    "hx-ws.min.js": MODULES / "htmx.org/dist/ext/hx-ws.min.js",
    "codemirror.js": MODULES / ".frontdesk/codemirror.js",
    "tabler.min.css": MODULES / "@tabler/core/dist/css/tabler.min.css",
}


def send_vendor_file(request: Request, name: str) -> Response:
    """Return one of the files that come from npm; of a stylesheet what pages here can use."""
    path = VENDOR.get(name)
    if path is None or not path.exists():
        raise NotFound("There is no such file. If pages look bare, run `make setup`: it installs.")
    if path.suffix == ".css":
        made = make_stylesheet(path)
        headers = {"ETag": made.tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match", "").removeprefix("W/") == made.tag:
            return Response(status_code=304, headers=headers)
        return Response(made.content, media_type="text/css", headers=headers)
    return FileResponse(path, headers={"Cache-Control": "public, max-age=86400"})


def create_pages(state: State) -> FastAPI:
    """Return pages and assets; whatever goes wrong in here is answered with a page.

    `state` holds the runtime and the bot service, and is shared with the whole application.
    """
    pages = FastAPI(title="Frontdesk console", openapi_url=None)
    pages.state = state
    state.suggestions = Shelf()
    state.labelling, state.doubts = InboxShelf(), DoubtShelf()
    install_failure_pages(pages)
    pages.add_middleware(GZipMiddleware, minimum_size=1_000)
    pages.add_middleware(SmallBodies)
    pages.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    pages.add_api_route("/vendor/{name}", send_vendor_file)
    of_all = (*OF_DESK, *OF_REPLIES, *OF_CUSTOMERS, *OF_SUPERVISORS, *OF_STUDIO, *OF_ACCOUNTS)
    add_routes(pages, *of_all, create_live_router(MAKERS))
    if state.runtime.settings.oidc_issuer:
        add_routes(pages, oidc)
    return pages


def install(app: FastAPI) -> None:
    """Add the staff pages, over the conversation service in `app.state.bot`."""
    service = app.state.bot
    service.ledger.listen(hear_counts)
    app.state.live = LiveHub(service.ledger, clock=service.clock)
    app.mount("/staff", SafeHeaders(create_pages(app.state)), name="staff")

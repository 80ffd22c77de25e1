"""The routes of the web channel: the socket, the widget that speaks to it, its files and links."""

from pathlib import Path

from fastapi import APIRouter, Request, WebSocket, status
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response

from bot.channels.web.addresses import read_address
from bot.channels.web.channel import WebChannel
from bot.channels.web.connection import Connection
from bot.channels.web.frames import PROTOCOL
from bot.channels.web.origin import may_connect
from bot.channels.web.returning import find_page
from bot.channels.web.uploads import install_uploads

WIDGET = Path(__file__).parent / "widget"
SECRETS = frozenset({"token", "session", "access_token", "authorization"})
# Public, the same for everybody: module scripts are fetched with CORS, and any shop's page may load
# them. Frames of other sites cannot: there is nothing to click that a page does not own anyway.
PUBLIC_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=300",
}
DENIAL = "websocket.http.response"


def create_router(web: WebChannel) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    @router.websocket("/chat/v1/ws")
    async def chat(socket: WebSocket) -> None:
        await open_chat(web, socket)

    @router.get("/widget/v1/{name}.js")
    async def widget(name: str) -> Response:
        if name not in ("widget", "extras"):
            return Response(status_code=404)
        file = WIDGET / f"{name}.js"
        return FileResponse(file, media_type="text/javascript", headers=PUBLIC_HEADERS)

    @router.get("/chat/v1/config")
    async def config() -> JSONResponse:
        return JSONResponse(web.config.to_public(), headers=PUBLIC_HEADERS)

    @router.get("/chat/v1/continue/{token}")
    async def go_on(request: Request, token: str) -> RedirectResponse:
        page = await find_page(web, token, host=request.headers.get("host"))
        headers = {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return RedirectResponse(page, status.HTTP_303_SEE_OTHER, headers=headers)

    install_uploads(router, web)
    return router


async def open_chat(web: WebChannel, socket: WebSocket) -> None:
    """Accept a socket of a page that may connect, and serve it until it leaves."""
    headers = socket.headers
    if SECRETS & set(socket.query_params):
        # An address is kept by proxies and histories: what it holds is no secret any more.
        await socket.close(status.WS_1008_POLICY_VIOLATION)
        return
    if not may_connect(headers.get("origin"), host=headers.get("host"), allowed=web.origins):
        # Closed before it is accepted: the client sees 403.
        await socket.close(status.WS_1008_POLICY_VIOLATION)
        return
    address = read_address(socket.client.host if socket.client else None)
    wait_seconds = web.door.enter(address, web.ticks())
    if wait_seconds:
        await _turn_away(socket, wait_seconds)
        return
    try:
        offered = socket.scope.get("subprotocols") or ()
        await socket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)
        await Connection(web, socket).run()
    finally:
        web.door.leave(address)


async def _turn_away(socket: WebSocket, wait_seconds: int) -> None:
    """Refuse before accepting, with 429 where the server can say so."""
    if DENIAL in socket.scope.get("extensions", {}):
        headers = {"Retry-After": str(wait_seconds)}
        await socket.send_denial_response(Response(status_code=429, headers=headers))
    else:
        await socket.close(status.WS_1013_TRY_AGAIN_LATER)

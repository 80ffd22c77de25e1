"""The routes of the web channel: the socket and the widget that speaks to it."""

from pathlib import Path

from fastapi import APIRouter, WebSocket, status
from fastapi.responses import FileResponse

from bot.channels.web.channel import WebChannel
from bot.channels.web.connection import Connection
from bot.channels.web.frames import PROTOCOL
from bot.channels.web.origin import may_connect

WIDGET = Path(__file__).parent / "widget" / "widget.js"
WIDGET_HEADERS = {
    # Module scripts are fetched with CORS: any shop's page may load this public file.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=300",
}


def create_router(web: WebChannel) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    @router.websocket("/chat/v1/ws")
    async def chat(socket: WebSocket) -> None:
        headers = socket.headers
        if not may_connect(headers.get("origin"), host=headers.get("host"), allowed=web.origins):
            # Closed before it is accepted: the client sees 403.
            await socket.close(status.WS_1008_POLICY_VIOLATION)
            return
        offered = socket.scope.get("subprotocols") or ()
        await socket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)
        await Connection(web, socket).run()

    @router.get("/widget/v1/widget.js")
    async def widget() -> FileResponse:
        return FileResponse(WIDGET, media_type="text/javascript", headers=WIDGET_HEADERS)

    return router

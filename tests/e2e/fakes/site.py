"""A host site that embeds the widget: strict policy, on wish hostile styles; served in a thread."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket

from .chat import FakeChat

WIDGET = Path(__file__).parents[3] / "bot/channels/web/widget"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; require-trusted-types-for 'script'"
)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/{style}.css">
<script type="module" src="/widget/v1/widget.js"></script></head>
<body><main><h1>A shop</h1><p>Things to buy.</p><button id="host">Host button</button></main>
<frontdesk-chat lang="{lang}" theme="{theme}" title="{title}"></frontdesk-chat></body></html>"""
STYLES = {
    "plain": "body{margin:0;font:16px/1.5 sans-serif}main{padding:24px}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}",
    "hostile": "*{font-size:40px!important;color:red!important;letter-spacing:9px!important;"
    "text-transform:uppercase!important}frontdesk-chat{display:none!important;"
    "transform:rotate(9deg)!important;opacity:.1!important}",
}
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 50"><rect width="80" height="50" '
    'fill="#e9dcc8"/><path d="M30 10h20l8 18H22z" fill="#b5643c"/><rect x="38" y="28" width="4" '
    'height="16" fill="#5c4433"/></svg>'
)


def create_site(chat: FakeChat) -> FastAPI:
    """Return the host site with the fake chat behind it."""
    app = FastAPI()
    app.add_api_websocket_route("/chat/v1/ws", chat_route(chat))

    @app.get("/")
    def page(
        style: str = "plain", lang: str = "auto", theme: str = "auto", title: str = ""
    ) -> Response:
        html = PAGE.format(style=style, lang=lang, theme=theme, title=title)
        headers = {"Content-Security-Policy": POLICY}
        return Response(html, media_type="text/html", headers=headers)

    @app.get("/widget/v1/{name}.js")
    def widget(name: str) -> Response:
        return Response((WIDGET / f"{name}.js").read_bytes(), media_type="text/javascript")

    @app.get("/chat/v1/config")
    def config() -> Any:
        return chat.config

    @app.post("/chat/v1/attachments")
    async def take_file(request: Request) -> Response:
        return await chat.take_file(request)

    @app.get("/chat/v1/attachments/{key}")
    def show_file(key: str) -> Response:
        return Response(chat.files[key], media_type="image/png")

    @app.get("/{name}.css")
    def style(name: str) -> Response:
        return Response(STYLES[name], media_type="text/css")

    @app.get("/pictures/{name}.svg")
    def picture(name: str) -> Response:
        return Response(PICTURE, media_type="image/svg+xml")

    @app.get("/favicon.ico")
    def favicon() -> Response:
        return Response(status_code=204)

    return app


def chat_route(chat: FakeChat):  # type: ignore[no-untyped-def]
    """Return the WebSocket endpoint of a chat."""

    async def speak(socket: WebSocket) -> None:
        await chat.serve(socket)

    return speak


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve an app on a free port, or on one that was served before, in a thread; its address."""
    config = uvicorn.Config(
        app, port=port, log_level="error", ws="websockets-sansio", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)

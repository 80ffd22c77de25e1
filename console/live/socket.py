"""The socket of a staff page: what it shows comes anew at each connection, then as it changes."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from bot.channels.web.origin import may_connect
from console.live.hub import LOGIN_ENDED, LiveHub, Page
from console.live.parts import PartMaker, Viewer, make_part
from console.staff import service
from console.staff.models import StaffSession
from console.web import read_token
from console.words import LANGUAGES
from crm_backend.analytics.recommendations import read_holdout
from kernel.errors import FrontdeskError, NotFound
from kernel.runtime import Runtime

REFUSED = 4403  # the page asked for what its reader may not see, or for what is not there
TOO_MANY = 4429  # the login has as many pages open as one may; later there may be room
MAX_PARTS = 12
MAX_PAGES = 60  # of one login


def create_router(makers: Mapping[str, PartMaker]) -> APIRouter:
    """Return the route of the socket, over the parts that pages may ask for."""
    router = APIRouter()

    @router.websocket("/live")
    async def live(socket: WebSocket) -> None:
        """Push the parts named by `part` in the query."""
        if not _is_ours(socket):
            await socket.close()  # before accepting: answered with 403
            return
        hub: LiveHub = socket.app.state.live
        found = await asyncio.to_thread(_find_login, socket)
        await socket.accept()
        if found is None:
            await socket.close(LOGIN_ENDED)
            return
        language = LANGUAGES.get(socket.query_params.get("lang", ""), "en")
        runtime: Runtime = socket.app.state.runtime
        viewer = Viewer(found.staff, language, read_holdout(runtime.settings))
        names = socket.query_params.getlist("part")[:MAX_PARTS]
        try:
            parts = [make_part(makers, viewer, name) for name in names]
        except FrontdeskError:
            await socket.close(REFUSED)
            return
        if sum(one.token_hash == found.token_hash for one in hub.pages) >= MAX_PAGES:
            await socket.close(TOO_MANY)
            return
        page = Page(found.staff, found.token_hash, parts)
        try:
            await _serve(hub, page, socket)
        except NotFound:
            await socket.close(REFUSED)

    return router


def _is_ours(socket: WebSocket) -> bool:
    """Tell whether one of our own pages connects; every browser says which page it is."""
    runtime: Runtime = socket.app.state.runtime
    origin = socket.headers.get("origin")
    allowed = (runtime.settings.public_url,) if runtime.settings.public_url else ()
    return origin is not None and may_connect(
        origin, host=socket.headers.get("host"), allowed=allowed
    )


def _find_login(socket: WebSocket) -> StaffSession | None:
    runtime: Runtime = socket.app.state.runtime
    token = read_token(socket)
    with runtime.db.session() as session:
        return service.find_session(session, token=token, now=runtime.clock())


async def _serve(hub: LiveHub, page: Page, socket: WebSocket) -> None:
    """Send what changes until the page is gone or its login has ended."""
    sending = asyncio.create_task(_send(page, socket))
    listening = asyncio.create_task(_listen(socket))
    try:
        await hub.add(page)
        await asyncio.wait((sending, listening), return_when=asyncio.FIRST_COMPLETED)
    finally:
        sending.cancel()
        listening.cancel()
        await hub.remove(page)


async def _send(page: Page, socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):
        while (frame := await page.next_frame()) is not None:
            await socket.send_text(frame)
        await socket.close(page.closed_with)


async def _listen(socket: WebSocket) -> None:
    """Wait until the page is gone; pages say nothing here, they post."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()

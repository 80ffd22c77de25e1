"""How much a form may hold. Files for a reply have a route, and limits, of their own."""

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The largest form is a file of saved replies, of a million bytes.
MOST_BYTES = 2_000_000
UPLOADING = re.compile(r"/conversations/[^/]+/files$")
# An archive of a project, whose body is read for those alone who may bring one in.
IMPORTING, MOST_IMPORTED = re.compile(r"/studio/exchange/import$"), 10_100_000


class SmallBodies:
    """Wraps an ASGI application. Of a body that is too large nothing is kept: the answer is 413.

    Whoever sends it need not be signed in: the login form is read before anybody is known.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and count what comes in."""
        if scope["type"] != "http" or UPLOADING.search(scope["path"]):
            await self.app(scope, receive, send)
            return
        left = MOST_IMPORTED if IMPORTING.search(scope["path"]) else MOST_BYTES

        async def count() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        await self.app(scope, count, send)

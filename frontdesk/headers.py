"""The headers that every answer carries unless its route has said something stricter or else."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel.settings import Settings

# An answer for programs shows nothing and may stand in no frame, whatever a browser makes of it.
DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}
DATA = ("application/json", "text/html")
HSTS = "max-age=31536000"  # a year, which is what ASVS 3.4.1 asks for


class SafeDefaults:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.is_secure = settings.public_url.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and add what is missing."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)

    def _add(self, headers: MutableHeaders) -> None:
        for name, value in DEFAULTS.items():
            headers.setdefault(name, value)
        if headers.get("content-type", "").startswith(DATA):
            headers.setdefault("Cache-Control", "no-store")
        if self.is_secure:
            headers.setdefault("Strict-Transport-Security", HSTS)

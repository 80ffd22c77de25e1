"""The HTTP server: where it listens, and how it ends."""

import asyncio
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from actions.server import PATH as ACTION_PATH
from kernel.errors import Unavailable
from kernel.settings import Settings

MAX_FRAME_BYTES = 262_144  # a longer WebSocket frame closes the socket before it is read
# Proxies and phone networks drop what is silent for 30 to 60 s, and a phone that lost its network
# says nothing: it is known to be gone after twice this.
PING_SECONDS = 20.0
# A client that reads nothing is told to go within 10 s, but what was written to it stays in memory
# until it reads or its connection ends; the kernel ends it after so long without progress.
STUCK_MILLISECONDS = 20_000
GRACE_SECONDS = 20  # running turns end by themselves within 15
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - looked up, not listened on
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """uvicorn's server with an event for when it listens, and signals that only end it.

    The original raises a signal again once it has ended, which would end the process before Rasa
    is stopped.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as usual, then tell those who wait for it."""
        await super().startup(sockets)
        self.listens.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on Ctrl-C and on a plain `kill`."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)


def make_server(app: FastAPI, trusted_proxies: Sequence[str] = ()) -> Server:
    """Return a server for the application, with the limits of the product.

    Only the named proxies may say whose request they pass on; by itself uvicorn would believe
    everybody on this machine.
    """
    config = uvicorn.Config(
        app,
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,  # 64 kB and more for each idle socket
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_graceful_shutdown=GRACE_SECONDS,
        access_log=False,
        log_config=None,
        server_header=False,
    )
    return Server(config)


def open_listener(settings: Settings) -> socket.socket:
    """Take the address of the settings; port 0 becomes any free one.

    Raises `Unavailable` where somebody else has it.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named in full: asyncio sends small frames at once (no Nagle, which costs 40 ms a turn against
    # delayed acknowledgements) only on sockets that say their protocol.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; accepted sockets inherit it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK_MILLISECONDS)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        where = f"{settings.host}, port {settings.port}"
        raise Unavailable(
            f"Cannot listen on {where} ({error.strerror}); see FRONTDESK_HOST and FRONTDESK_PORT."
        ) from error
    return listener


def local_url(settings: Settings) -> str:
    """Return where this machine reaches the application."""
    host = WILDCARDS.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def action_url(settings: Settings) -> str:
    """Return where dialogue workers of this machine reach the actions."""
    return local_url(settings) + ACTION_PATH


def public_url(settings: Settings) -> str:
    """Return where people reach the application."""
    return settings.public_url.rstrip("/") or local_url(settings)

"""Drives the conversation service as its customers do: a served app, a client on the socket."""

import asyncio
import itertools
import json
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from bot.app import BotService, create_router
from kernel.http import add_routes, install_error_handler

Frame = dict[str, Any]
numbers = itertools.count(1)


async def until(is_so: Callable[[], object], seconds: float = 5) -> None:
    """Wait for something that has no event of its own."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(app: FastAPI, **options: Any) -> AsyncIterator[str]:
    """Serve an app on a free port of this loop; gives its address."""
    config = uvicorn.Config(
        app, port=0, log_level="error", ws_max_size=262_144, timeout_graceful_shutdown=1, **options
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def chatting(service: BotService) -> AsyncIterator[str]:
    """Serve the routes of a service; gives the address of its socket."""
    app = FastAPI()
    app.state.bot, app.state.runtime = service, service.runtime
    install_error_handler(app)
    add_routes(app, create_router(service))
    async with serving(app, ws_per_message_deflate=False) as address:
        yield address.replace("http", "ws") + "/chat/v1/ws"


@dataclass
class Client:
    """A widget without a face: keeps what it gets, by id."""

    address: str
    session: str | None = None
    lang: str = "en"
    origin: str | None = None
    after: int = 0
    token: str | None = None
    frames: list[Frame] = field(default_factory=list)
    welcome: Frame = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        await self.connect()
        await self.hello()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.socket.close()

    async def connect(self) -> None:
        self.socket: ClientConnection = await connect(
            self.address,
            subprotocols=[Subprotocol("frontdesk.v1")],
            origin=Origin(self.origin) if self.origin else None,
            compression=None,
        )

    async def hello(self) -> None:
        hello = {"session": self.session, "after": self.after, "lang": self.lang}
        await self.send({"type": "hello", "token": self.token, **hello})
        self.welcome = await self.wait(type="welcome")
        self.session = self.welcome["session"]

    async def send(self, frame: Frame | str) -> None:
        await self.socket.send(frame if isinstance(frame, str) else json.dumps(frame))

    async def say(self, text: str, cid: str | None = None) -> str:
        cid = cid or uuid.uuid4().hex
        await self.send({"type": "message", "cid": cid, "text": text})
        return cid

    async def press(self, token: str, cid: str | None = None) -> str:
        cid = cid or uuid.uuid4().hex
        await self.send({"type": "button", "cid": cid, "token": token})
        return cid

    async def receive(self, seconds: float = 10) -> Frame:
        frame: Frame = json.loads(await asyncio.wait_for(self.socket.recv(), seconds))
        self.frames.append(frame)
        if frame["type"] == "message":
            self.after = max(self.after, frame["id"])
        return frame

    async def wait(
        self, fits: Callable[[Frame], bool] = lambda _frame: True, seconds: float = 10, **want: Any
    ) -> Frame:
        """Return the next frame with these fields; `sender` stands for `from`."""
        if "sender" in want:
            want["from"] = want.pop("sender")
        async with asyncio.timeout(seconds):
            while True:
                frame = await self.receive(seconds)
                if want.items() <= frame.items() and fits(frame):
                    return frame

    async def ask(self, text: str, sender: str = "bot") -> Frame:
        """Say something and return the first message of the answer."""
        await self.say(text)
        return await self.wait(type="message", sender=sender)

    async def quiet(self, seconds: float = 0.15) -> list[Frame]:
        """Return what comes until nothing comes for a moment."""
        got = []
        while True:
            try:
                got.append(await self.receive(seconds))
            except TimeoutError:
                return got

    @property
    def messages(self) -> list[Frame]:
        return [frame for frame in self.frames if frame["type"] == "message"]


def find_token(frame: Frame, label: str) -> str:
    """Return the token of a button."""
    return str(next(one["token"] for one in frame["buttons"] if one["label"] == label))

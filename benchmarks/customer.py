"""A customer on the WebSocket: sends, waits for the answer, keeps the time."""

import asyncio
import json
import time
import uuid
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

QUIET_SECONDS = 0.25  # an answer may have several messages; this long a pause ends it


class Customer:
    """One conversation over `frontdesk.v1`."""

    def __init__(self, url: str, language: str = "en", session: str | None = None) -> None:
        self.address = url.replace("http", "ws", 1) + "/chat/v1/ws"
        self.language, self.session = language, session
        self.last = 0
        self.frames: list[dict[str, Any]] = []
        self.welcome: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self._connecting = connect(
            self.address, subprotocols=[Subprotocol("frontdesk.v1")], compression=None
        )
        self.socket: ClientConnection = await self._connecting.__aenter__()
        hello = {"type": "hello", "lang": self.language, "page": "/", "after": self.last}
        await self.send({**hello, "session": self.session})
        self.welcome = await self.wait_for("welcome")
        self.session = self.welcome["session"]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._connecting.__aexit__(kind, error, trace)

    async def send(self, frame: dict[str, Any]) -> None:
        """Send one frame."""
        await self.socket.send(json.dumps(frame))

    async def receive(self, seconds: float = 20) -> dict[str, Any]:
        """Return the next frame and keep it."""
        frame: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), seconds))
        self.frames.append(frame)
        if frame["type"] == "message":
            self.last = max(self.last, frame["id"])
        return frame

    async def wait_for(self, kind: str, seconds: float = 20) -> dict[str, Any]:
        """Return the next frame of a kind."""
        while True:
            frame = await self.receive(seconds)
            if frame["type"] == kind:
                return frame

    async def time_answer(self, text: str) -> float:
        """Send a text and return the seconds until the first message of the bot."""
        began = time.perf_counter()
        await self.send({"type": "message", "cid": uuid.uuid4().hex, "text": text})
        while True:
            frame = await self.receive()
            if frame["type"] == "message" and frame["from"] in ("bot", "system"):
                return time.perf_counter() - began

    async def ask(self, text: str) -> list[dict[str, Any]]:
        """Send a text and return all messages of the answer."""
        return await self._collect({"type": "message", "text": text})

    async def press(self, token: str) -> list[dict[str, Any]]:
        """Press a button and return all messages of the answer."""
        return await self._collect({"type": "button", "token": token})

    async def _collect(self, frame: dict[str, Any]) -> list[dict[str, Any]]:
        await self.send({**frame, "cid": uuid.uuid4().hex})
        answer: list[dict[str, Any]] = []
        while True:
            try:
                got = await self.receive(QUIET_SECONDS if answer else 20)
            except TimeoutError:
                return answer
            if got["type"] == "message" and got["from"] in ("bot", "system"):
                answer.append(got)

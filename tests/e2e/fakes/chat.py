"""A fake of the web channel: speaks `frontdesk.v1`, answers by script, fails on demand."""

import asyncio
import itertools
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect

from .script import Frame, answer

PROTOCOL = "frontdesk.v1"
RESTART = 1012


@dataclass(eq=False)
class Conversation:
    """What the server keeps of one session."""

    session: str
    messages: list[Frame] = field(default_factory=list)
    cids: dict[str, int] = field(default_factory=dict)
    sockets: set[WebSocket] = field(default_factory=set)
    owner: str = "bot"
    ratings: list[Frame] = field(default_factory=list)

    async def tell(self, frame: Frame) -> None:
        """Send a frame to every tab."""
        for socket in list(self.sockets):
            try:
                await socket.send_json(frame)
            except (RuntimeError, WebSocketDisconnect):
                self.sockets.discard(socket)

    async def post(self, **message: Any) -> int:
        """Store a message under the next id and send it to every tab."""
        message |= {"type": "message", "id": len(self.messages) + 1}
        message |= {"at": datetime.now(UTC).isoformat()}
        self.messages.append(message)
        await self.tell(message)
        return int(message["id"])


class FakeChat:
    """All conversations and the faults a test has asked for."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.conversations: dict[str, Conversation] = {}
        self.hellos: list[Frame] = []
        self.sent: list[Frame] = []
        self.faults: list[str] = []  # one a frame: ignore, cut_before, cut_after, a code
        self.pause = 0.05  # seconds of typing before an answer
        self.closed = False  # refuse every socket
        self._numbers = itertools.count(1)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run on the server's loop, from the thread of the test."""
        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(5)

    @property
    def only(self) -> Conversation:
        """The one conversation there is."""
        (conversation,) = self.conversations.values()
        return conversation

    def say(self, text: str, who: str = "bot", **more: Any) -> int:
        """Post a message into the only conversation."""
        return int(self.run(self.only.post(**{"from": who, "text": text} | more)))

    def kill(self, code: int = RESTART) -> None:
        """Close every socket."""

        async def close() -> None:
            for conversation in self.conversations.values():
                for socket in list(conversation.sockets):
                    await socket.close(code)

        self.run(close())

    async def serve(self, socket: WebSocket) -> None:
        """Speak with one tab until it leaves."""
        self.loop = asyncio.get_running_loop()
        if self.closed:
            await socket.close()
            return
        await socket.accept(subprotocol=PROTOCOL)
        conversation = None
        try:
            conversation = await self._greet(socket, await socket.receive_json())
            while True:
                await self._take(socket, conversation, await socket.receive_json())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            if conversation:
                conversation.sockets.discard(socket)

    async def _greet(self, socket: WebSocket, hello: Frame) -> Conversation:
        self.hellos.append(hello)
        conversation = self.conversations.get(hello.get("session") or "")
        if conversation is None:
            conversation = Conversation(f"session-{next(self._numbers)}")
            self.conversations[conversation.session] = conversation
        last = len(conversation.messages)
        welcome = {"type": "welcome", "session": conversation.session, "conversation": "c"}
        await socket.send_json(welcome | {"last": last, "owner": conversation.owner})
        for message in conversation.messages[hello["after"] :]:
            await socket.send_json(message)
        conversation.sockets.add(socket)
        return conversation

    async def _take(self, socket: WebSocket, conversation: Conversation, frame: Frame) -> None:
        self.sent.append(frame)
        if frame["type"] == "typing":
            return
        fault = self.faults.pop(0) if self.faults else ""
        cid = frame["cid"]
        if fault == "ignore":
            return
        if fault == "cut_before":
            await socket.close(RESTART)
        elif fault.startswith("cut"):
            await self._store(conversation, frame)
            await socket.close(RESTART)
        elif fault:
            await socket.send_json({"type": "error", "code": fault, "text": "Oh no", "cid": cid})
        elif cid in conversation.cids:
            await socket.send_json({"type": "ack", "cid": cid, "id": conversation.cids[cid]})
        else:
            await self._store(conversation, frame)
            await socket.send_json({"type": "ack", "cid": cid, "id": conversation.cids[cid]})
            if frame["type"] != "rate":
                await self._reply(conversation, conversation.messages[-1]["text"])

    async def _store(self, conversation: Conversation, frame: Frame) -> None:
        cid = conversation.cids.get(frame["cid"])
        if cid is not None:
            return
        if frame["type"] == "rate":
            conversation.ratings.append(frame)
            conversation.cids[frame["cid"]] = frame["ref"]
            return
        text = frame.get("text") or find_label(conversation, frame["token"])
        conversation.cids[frame["cid"]] = len(conversation.messages) + 1
        await conversation.post(**{"from": "customer", "text": text, "cid": frame["cid"]})

    async def _reply(self, conversation: Conversation, text: str) -> None:
        await conversation.tell({"type": "typing", "from": "bot"})
        await asyncio.sleep(self.pause)
        for frame in answer(text):
            if frame.get("type") == "status":
                conversation.owner = frame["owner"]
                await conversation.tell(frame)
            else:
                await conversation.post(**{"from": "bot", "name": "Lumi"} | frame)


def find_label(conversation: Conversation, token: str) -> str:
    """Return the words of the choice behind a token."""
    for message in conversation.messages:
        cards = message.get("cards", [])
        for holder in (message, *cards):
            for button in holder.get("buttons", []):
                if button["token"] == token:
                    return str(button["label"])
    raise KeyError(token)

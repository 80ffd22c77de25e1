"""A fake of the web channel: speaks `frontdesk.v1`, answers by script, fails on demand."""

import asyncio
import itertools
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from fastapi import Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse

from .script import Frame, answer

PROTOCOL = "frontdesk.v1"
RESTART = 1012


@dataclass(eq=False)
class Conversation:
    """What the server keeps of one session."""

    session: str
    key: str = ""
    messages: list[Frame] = field(default_factory=list)
    cids: dict[str, int] = field(default_factory=dict)
    sockets: set[WebSocket] = field(default_factory=set)
    owner: str = "bot"
    ratings: list[Frame] = field(default_factory=list)
    profile: Frame = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the visitor said who they are."""
        return bool(self.profile)

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
        self.config: Frame = {"prechat": {"name": "off", "email": "off"}, "proactive": []}
        self.files: dict[str, bytes] = {}
        self.kept: dict[str, Frame] = {}
        self.uploads: list[Frame] = []  # what the browser said of each
        self.refusals: list[tuple[int, str]] = []  # status and words, one an upload
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

    async def take_file(self, request: Request) -> JSONResponse:
        """Keep the bytes of an upload as they are; refuse it if a test said so."""
        content, name = await request.body(), unquote(request.headers["x-file-name"])
        said = {"name": name, "session": request.headers["authorization"], "size": len(content)}
        self.uploads.append(said)
        if self.refusals:
            status, text = self.refusals.pop(0)
            return JSONResponse({"error": {"code": "no", "message": text}}, status)
        key = f"file-{next(self._numbers)}"
        self.files[key] = content
        is_picture = not content.startswith(b"%PDF-")
        kept = {
            "id": key,
            "name": name,
            "media_type": "image/png" if is_picture else "application/pdf",
            "size": len(content),
            "width": 640 if is_picture else 0,
            "height": 480 if is_picture else 0,
            "url": f"/chat/v1/attachments/{key}",
        }
        self.kept[key] = kept
        return JSONResponse(kept, 201)

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
            conversation.key = f"c-{conversation.session}"
            self.conversations[conversation.session] = conversation
        last = len(conversation.messages)
        welcome = {
            "type": "welcome",
            "session": conversation.session,
            "conversation": conversation.key,
        }
        welcome |= {"known": conversation.known or last > 0}
        await socket.send_json(welcome | {"last": last, "owner": conversation.owner})
        for message in conversation.messages[hello["after"] :]:
            await socket.send_json(message)
        conversation.sockets.add(socket)
        return conversation

    async def _take(self, socket: WebSocket, conversation: Conversation, frame: Frame) -> None:
        self.sent.append(frame)
        if frame["type"] in ("typing", "logout"):
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
            ack = {"type": "ack", "cid": cid, "id": conversation.cids[cid]}
            if frame["type"] == "transcript":
                ack["to"] = "a•••@example.com"
            await socket.send_json(ack)
            if frame["type"] in ("message", "button"):
                await self._reply(conversation, conversation.messages[-1]["text"])

    async def _store(self, conversation: Conversation, frame: Frame) -> None:
        cid = conversation.cids.get(frame["cid"])
        if cid is not None:
            return
        if frame["type"] == "rate":
            conversation.ratings.append(frame)
            conversation.cids[frame["cid"]] = frame["ref"]
            rated = conversation.messages[frame["ref"] - 1]
            rated |= {"rating": frame["score"], "comment": frame["comment"]}
            await conversation.tell(rated)
            return
        if frame["type"] in ("profile", "transcript"):
            conversation.cids[frame["cid"]] = 0
            conversation.profile |= frame if frame["type"] == "profile" else {}
            return
        for rule in self.config["proactive"]:
            if rule["id"] == frame.get("opening") and not conversation.messages:
                await conversation.post(**{"from": "bot", "text": rule["text"]["en"]})
        text = frame["text"] if "text" in frame else find_label(conversation, frame["token"])
        conversation.cids[frame["cid"]] = len(conversation.messages) + 1
        more = {"attachments": [self.kept[key] for key in frame.get("attachments", ())]}
        said = {"from": "customer", "text": text, "cid": frame["cid"]}
        await conversation.post(**said | more)

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

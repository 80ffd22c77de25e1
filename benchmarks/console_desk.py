"""A staffed desk for the live bench: agents with a page each, customers who write to them."""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Sequence
from html import unescape
from typing import Any

import httpx
from sqlalchemy import select, update
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from bot.handoff.presence import set_presence
from bot.ledger.models import Conversation, Message
from console.staff import service
from console.staff.models import Staff
from console.web import COOKIE
from kernel.clock import utc_now
from kernel.db import Database

SOCKET = re.compile(r'hx-ws:connect="([^"]+)"')
POLL_SECONDS = 3.0  # how often the pages asked before they were pushed
TOKEN = re.compile(r"said-[0-9a-f]{12}")


def hire(database: Database, number: int) -> tuple[Staff, str]:
    """Add an agent who is at the desk, and return them with the cookie of their login."""
    now = utc_now()
    with database.transaction() as session:
        made = Staff(
            email=f"agent{number}@desk.example",
            name=f"Agent {number}",
            role="agent",
            password_hash="!",  # noqa: S106 - nobody logs in with it
            created_at=now,
        )
        session.add(made)
        session.flush()
        token = service.open_session(session, staff_id=made.id, old_token="", now=now)
        known = {"agent_id": str(made.id), "name": made.name}
        set_presence(session, **known, state="online", now=now)
        session.expunge(made)
    return made, f"{COOKIE}={token}"


def hand_over(database: Database, text: str, agent: Staff) -> str:
    """Give the conversation in which this was said to an agent; return its id."""
    with database.transaction() as session:
        query = select(Message.conversation_id).where(Message.text == text)
        chat = session.scalars(query).one()
        session.execute(
            update(Conversation)
            .where(Conversation.id == chat)
            .values(owner="person", agent_id=str(agent.id), agent_name=agent.name)
        )
    return chat


class Speaker:
    """A customer on the web channel; `sent` and `acked` hold when each text left and was stored."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.sent: dict[str, float] = {}
        self.acked: dict[str, float] = {}
        self._stored: dict[str, asyncio.Event] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str, source: str) -> "Speaker":
        """Begin a chat from an address of loopback."""
        socket = await connect(
            url.replace("http", "ws", 1) + "/chat/v1/ws",
            subprotocols=[Subprotocol("frontdesk.v1")],
            compression=None,
            local_addr=(source, 0),
            proxy=None,
        )
        await socket.send(json.dumps({"type": "hello", "after": 0}))
        json.loads(await asyncio.wait_for(socket.recv(), 30))
        return cls(socket)

    async def say(self) -> str:
        """Say something that nobody said before, and return it."""
        text = f"said-{uuid.uuid4().hex[:12]}"
        frame = {"type": "message", "cid": text, "text": text}
        self._stored[text] = asyncio.Event()
        self.sent[text] = time.perf_counter()
        await self.socket.send(json.dumps(frame))
        return text

    async def wait_stored(self, text: str) -> None:
        """Wait until what was said is acknowledged."""
        await asyncio.wait_for(self._stored[text].wait(), 30)

    async def _read(self) -> None:
        try:
            async for raw in self.socket:
                frame = json.loads(raw)
                if frame["type"] == "ack" and frame["cid"] in self._stored:
                    self.acked[frame["cid"]] = time.perf_counter()
                    self._stored[frame["cid"]].set()
        except ConnectionClosed:
            return

    async def close(self) -> None:
        """Leave."""
        self._reading.cancel()
        await self.socket.close()


class Watcher:
    """An agent's page; `seen` holds when each text was there first."""

    def __init__(self) -> None:
        self.seen: dict[str, float] = {}
        self.bytes = 0

    def look(self, content: str) -> None:
        """Note the texts that are in what has come."""
        now = time.perf_counter()
        for text in set(TOKEN.findall(content)):
            self.seen.setdefault(text, now)


class Pushed(Watcher):
    """A page as it is: it opens the socket that its markup names."""

    async def run(self, url: str, path: str, cookie: str) -> None:
        """Open the page, then hear until cancelled."""
        headers = {"Cookie": cookie}
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as http:
            page = (await http.get(path, timeout=60)).raise_for_status().text
        self.look(page)
        found = SOCKET.search(page)
        if found is None:
            raise RuntimeError(f"{path} opens no socket.")
        address = url.replace("http", "ws", 1) + unescape(found[1])
        async with connect(
            address,
            additional_headers=headers,
            origin=url,  # type: ignore[arg-type]
            max_size=None,
            proxy=None,
        ) as socket:
            async for frame in socket:
                self.bytes += len(frame)
                shown: dict[str, Any] = json.loads(frame)
                part = shown["content"].partition('hx-target="#transcript"')[2]
                self.look(part.partition("</hx-partial>")[0])


class Polled(Watcher):
    """The same page as it would be without a socket: asked for again and again."""

    async def run(self, url: str, path: str, cookie: str, begin: float) -> None:
        """Ask every few seconds until cancelled; the first time after `begin` seconds."""
        headers = {"Cookie": cookie, "HX-Request": "true"}
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as http:
            await asyncio.sleep(begin)
            while True:
                asked = time.perf_counter()
                answer = await http.get(path, timeout=60)
                self.bytes += answer.num_bytes_downloaded
                self.look(answer.text)
                await asyncio.sleep(max(0.0, POLL_SECONDS - (time.perf_counter() - asked)))


def time_apart(
    speakers: Sequence[Speaker], watchers: Sequence[Watcher]
) -> tuple[list[float], list[float]]:
    """Return the two halves of it: until a text was stored, and from then on until it was seen."""
    stored, shown = [], []
    for speaker, watcher in zip(speakers, watchers, strict=True):
        for text in speaker.sent.keys() & speaker.acked.keys() & watcher.seen.keys():
            stored.append(speaker.acked[text] - speaker.sent[text])
            shown.append(watcher.seen[text] - speaker.acked[text])
    return stored, shown


def time_all(speakers: Sequence[Speaker], watchers: Sequence[Watcher]) -> tuple[list[float], int]:
    """Return from sending to seeing, in seconds, and how much was never seen."""
    took, lost = [], 0
    for speaker, watcher in zip(speakers, watchers, strict=True):
        for text, sent in speaker.sent.items():
            if text in watcher.seen:
                took.append(watcher.seen[text] - sent)
            else:
                lost += 1
    return took, lost

"""The sending half of a socket: one task, so that frames keep their order."""

import asyncio
import json
from collections import deque
from typing import Any

from fastapi import WebSocket

from bot.channels.web import render
from bot.channels.web.channel import WebChannel
from bot.channels.web.news import News, SessionEnded, read_news
from bot.identity.sessions import hash_secret, rotate
from bot.ledger.models import Conversation
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable

MAX_QUEUED = (
    1_000  # acks and errors a reader may be behind; messages are read when it is their turn
)
RETRY_SECONDS = 1.0


class SlowReader(Exception):
    """The other side takes nothing any more."""


class Sender:
    """Sends what is put, then what is new in the ledger after `cursor`."""

    def __init__(
        self, web: WebChannel, socket: WebSocket, conversation: Conversation, secret: str
    ) -> None:
        self.web, self.socket = web, socket
        self.secret_hash = hash_secret(secret)
        self.own: set[int] = set()  # messages that came in by this socket
        self.has_logged_out = False
        self._rotates_for = 0
        self.conversation_id, self.language = conversation.id, conversation.language
        self.cursor = 0
        self.owner = "bot"
        self.site = socket.headers.get("origin", "")[:300]
        self._frames: deque[dict[str, Any]] = deque()
        self._wake = asyncio.Event()
        self._has_news = False
        self._changed: set[int] = set()
        self._status: dict[str, Any] | None = None  # the last one the client knows
        self._is_status_due = False

    def put(self, frame: dict[str, Any]) -> None:
        """Send a frame as soon as possible."""
        self._frames.append(frame)
        self._wake.set()

    def hear(self, note: Note) -> None:
        """Take notice of what happened in the ledger."""
        if note.kind == "typing":
            self.put(render.render_typing())
        elif note.kind in ("message", "owner", "queue", "changed", "session"):
            self._has_news = True
            if note.kind == "session" and note.message_id:
                self._rotates_for = note.message_id
            if note.kind == "owner":
                self._is_status_due = True  # worth saying even if it is the same as before
            if note.kind == "changed":
                self._changed.add(note.message_id)
            self._wake.set()

    def start_after(self, cursor: int, owner: str) -> None:
        """Replay what comes after a message; `owner` is what the client has been told."""
        self.cursor, self.owner = cursor, owner
        self._status = {"type": "status", "owner": owner, "position": None, "wait_seconds": None}
        self._has_news = True
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; raise `SlowReader` for one who does not read."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._send_frames()
            if self._rotates_for:
                await self._change_secret()
            if self._has_news:
                await self._send_news()

    async def _change_secret(self) -> None:
        """Give the browser that has logged in its new secret; for the others nothing happens."""
        if self._rotates_for not in self.own:
            self._rotates_for = 0
            return
        try:
            changed = await self.web.ledger.write(
                lambda session: rotate(session, secret_hash=self.secret_hash, now=self.web.clock())
            )
        except LedgerUnavailable:
            await asyncio.sleep(RETRY_SECONDS)
            self._wake.set()
            return
        self._rotates_for = 0
        if changed is None:
            return
        secret, target = changed
        self.secret_hash = hash_secret(secret)
        is_fresh = target != self.conversation_id
        await self._send(render.render_session(secret, is_fresh=is_fresh))
        if is_fresh:
            raise SessionEnded("The customer goes on in a conversation of their own.")

    async def _send_frames(self) -> None:
        if len(self._frames) > MAX_QUEUED:
            raise SlowReader
        while self._frames:
            await self._send(self._frames.popleft())

    async def _send_news(self) -> None:
        self._has_news = False
        is_whole = False
        while not is_whole:
            try:
                news = await self._read()
            except LedgerUnavailable:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            await self._send_one_page(news)
            is_whole = news.is_whole

    async def _read(self) -> News:
        after, now, changed = self.cursor, self.web.clock(), frozenset(self._changed)
        own = frozenset(self.own)
        is_due, self._is_status_due = self._is_status_due, False
        news = await self.web.ledger.read(
            lambda session: read_news(
                session,
                conversation_id=self.conversation_id,
                after=after,
                now=now,
                secret_hash=self.secret_hash,
                own=own,
                changed=changed,
            )
        )
        self._changed -= changed
        if is_due:
            self._status = None
        return news

    async def _send_one_page(self, news: News) -> None:
        for message in (*news.changed, *news.messages):
            await self._send(render.render_message(message))
            self.cursor = max(self.cursor, message.id)
            await self._send_frames()
        self.owner = render.show_owner(news.conversation)
        self.language = news.conversation.language
        status = render.render_status(news.conversation, news.place)
        if news.is_whole and status != self._status:
            self._status = status
            await self._send(status)

    async def _send(self, frame: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(self.web.slow_seconds):
                await self.socket.send_text(json.dumps(frame, ensure_ascii=False))
        except TimeoutError as error:
            raise SlowReader from error

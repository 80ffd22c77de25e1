"""One socket of the web channel: the greeting, then frames in and frames out."""

import asyncio

from fastapi import WebSocket, WebSocketDisconnect, status

from bot.channels.web import frames, render
from bot.channels.web.addresses import read_address
from bot.channels.web.channel import WebChannel
from bot.channels.web.entrance import Entrance
from bot.channels.web.frames import FrameError, Hello
from bot.channels.web.limits import MAX_REFUSED, MAX_TABS, Bucket
from bot.channels.web.news import SessionEnded
from bot.channels.web.sending import Sender, SlowReader
from bot.channels.web.taking import take_frame
from bot.identity.entering import Admission
from bot.language import choose_language
from kernel.errors import NotFound, Unavailable
from kernel.logging import get_logger
from kernel.turns import Language

log = get_logger(__name__)

TRY_LATER = 1013
LOGGED_OUT = 4401  # the client forgets its secret
SESSION_ENDED = 4410  # the client looks whether its browser has another secret by now


class Closed(Exception):
    """The conversation with this socket is over; `code` is said to the other side."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Connection:
    """Speaks `frontdesk.v1` with one client."""

    def __init__(self, web: WebChannel, socket: WebSocket) -> None:
        self.web, self.socket = web, socket
        self.language: Language = choose_language(
            socket.headers.get("accept-language", "").partition(",")[0]
        )
        self.bucket = Bucket(web.frames, web.ticks())
        self.refused = 0
        self.conversation_id = ""

    async def run(self) -> None:
        """Serve until either side leaves."""
        try:
            async with asyncio.timeout(self.web.hello_seconds):
                hello = await self._read_hello()
            sender = await self._greet(hello)
        except (WebSocketDisconnect, RuntimeError):
            return None
        except TimeoutError:
            return await self._close(status.WS_1008_POLICY_VIOLATION)
        except Closed as closed:
            return await self._close(closed.code)
        self.web.hub.add(sender)
        self.web.visits.note(sender)
        try:
            await self._serve(sender)
        finally:
            self.web.hub.remove(sender)
            self.web.visits.note(sender)

    async def _serve(self, sender: Sender) -> None:
        """Receive and send side by side; the first to end ends the other."""
        work = [asyncio.create_task(self._receive(sender)), asyncio.create_task(sender.run())]
        try:
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in work:
                task.cancel()
            ended = await asyncio.gather(*work, return_exceptions=True)
        for error in ended:
            if isinstance(error, Closed):
                await self._close(error.code)
            elif isinstance(error, SlowReader):
                log.warning("slow_reader_evicted", conversation=self.conversation_id)
                await self._close(TRY_LATER)
            elif isinstance(error, SessionEnded):
                await self._close(LOGGED_OUT if sender.has_logged_out else SESSION_ENDED)
            elif isinstance(error, NotFound):
                await self._close(status.WS_1008_POLICY_VIOLATION)
            elif isinstance(error, Exception) and not _is_gone(error):
                log.error("socket_failed", error=type(error).__name__)
                await self._close(status.WS_1011_INTERNAL_ERROR)

    async def _read_hello(self) -> Hello:
        while True:
            try:
                frame = frames.parse_frame(await self._next_frame())
            except FrameError as error:
                await self._refuse_now(error)
                continue
            if isinstance(frame, Hello):
                return frame
            await self._refuse_now(FrameError("hello_first", getattr(frame, "cid", None)))

    async def _refuse_now(self, error: FrameError) -> None:
        if not self.bucket.take(self.web.ticks()):
            raise Closed(status.WS_1008_POLICY_VIOLATION)
        await self.socket.send_json(render.render_error(error.code, self.language, error.cid))

    async def _greet(self, hello: Hello) -> Sender:
        if hello.lang:
            self.language = choose_language(hello.lang)
        admission = await self._open(hello)
        conversation = admission.conversation
        if self.web.hub.count(conversation.id) >= MAX_TABS:
            await self.socket.send_json(render.render_error("too_many_tabs", self.language))
            raise Closed(TRY_LATER)
        self.conversation_id, self.language = conversation.id, conversation.language
        sender = Sender(self.web, self.socket, conversation, admission.secret)
        sender.put(render.render_welcome(conversation, admission.secret))
        # A client that knows more than there is has lost its way: it hears everything anew.
        after = hello.after or 0
        known = after if after <= conversation.last_id else 0
        sender.start_after(known, render.show_owner(conversation))
        return sender

    async def _open(self, hello: Hello) -> Admission:
        address = read_address(self.socket.client.host if self.socket.client else None)
        entrance = Entrance(self.web, address)
        try:
            admission = await entrance.enter(hello, self.language)
        except (Unavailable, FrameError) as error:
            code = error.code if isinstance(error, FrameError) else "unavailable"
            await self.socket.send_json(render.render_error(code, self.language))
            raise Closed(TRY_LATER) from error
        for refusal in entrance.refusals:
            await self.socket.send_json(render.render_error(refusal.code, self.language))
        return admission

    async def _receive(self, sender: Sender) -> None:
        while True:
            raw = await self._next_frame()
            try:
                self._count()
                frame = frames.parse_frame(raw)
                answer = await take_frame(self.web, sender, frame)
            except FrameError as error:
                if error.code == "too_many":
                    error.cid = _cid_of(raw)
                sender.put(render.render_error(error.code, sender.language, error.cid))
            else:
                if answer is not None:
                    sender.put(answer)

    def _count(self) -> None:
        """Refuse what is too much; close when it goes on."""
        if self.bucket.take(self.web.ticks()):
            if self.bucket.tokens >= self.web.frames.burst / 2:
                self.refused = 0
            return
        self.refused += 1
        if self.refused > MAX_REFUSED:
            raise Closed(status.WS_1008_POLICY_VIOLATION)
        raise FrameError("too_many")

    async def _next_frame(self) -> str:
        """Return the next text frame; a binary one reads as broken JSON."""
        message = await self.socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", status.WS_1006_ABNORMAL_CLOSURE))
        return message.get("text") or ""

    async def _close(self, code: int) -> None:
        try:
            async with asyncio.timeout(1):
                await self.socket.close(code)
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return


def _is_gone(error: BaseException) -> bool:
    """The other side has left, or the server closes: nothing to tell anybody."""
    return isinstance(error, WebSocketDisconnect | RuntimeError)


def _cid_of(raw: str) -> str | None:
    try:
        return frames.find_cid(frames.read_json(raw))
    except FrameError:
        return None

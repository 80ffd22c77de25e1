"""Sends what waits in the outbox, as fast as Telegram allows and no faster."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from telegram import InputFile

from bot.channels.telegram.chats import BLOCKED
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.door import Door, Refused, TelegramTrouble
from bot.channels.telegram.outcomes import Outcomes
from bot.channels.telegram.pacing import Pacer
from bot.channels.telegram.parts import read_next_part
from bot.channels.telegram.pictures import Pictures
from bot.channels.telegram.render import Part
from bot.ledger import lanes
from bot.ledger.lanes import Head, Shipment
from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import Clock
from kernel.logging import get_logger

log = get_logger(__name__)

LOOKED_AT = 60  # heads of lanes read at once: two seconds of sending
POLL_SECONDS = 1.0  # how late a message written by another process is seen at most
STUCK_EVERY = timedelta(seconds=15)


class Sender:
    """Sends for one account. Only the process that speaks for it may run one."""

    def __init__(
        self,
        ledger: Ledger,
        door: Door,
        desk: Desk,
        pictures: Pictures,
        *,
        clock: Clock,
        holder: str,
        ticks: Callable[[], float] = time.monotonic,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self.ledger, self.door, self.desk, self.pictures = ledger, door, desk, pictures
        self.clock, self.holder, self.ticks = clock, holder, ticks
        self.poll_seconds = poll_seconds
        self.pacer = Pacer(ticks())
        self.outcomes = Outcomes(ledger, desk, self.pacer, clock=clock, ticks=ticks)
        self.running: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._look_at = clock()
        ledger.listen(self._hear)

    def _hear(self, note: Note) -> None:
        if note.kind == "telegram":
            self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; what is on its way then is waited for."""
        try:
            while True:
                self._wake.clear()
                pause = self.poll_seconds
                try:
                    pause = min(pause, await self.send_due())
                except LedgerUnavailable:
                    log.warning("ledger_unavailable")
                try:
                    # Not wait_for: in Python 3.11 it loses a cancellation that comes with a note.
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
                except TimeoutError:
                    continue
        finally:
            await self.finish()

    async def finish(self) -> None:
        """Wait for what is being sent."""
        if self.running:
            await asyncio.wait(self.running, timeout=5)

    async def send_due(self) -> float:
        """Begin to send all that may go now; returns the seconds until more may."""
        await self._look_for_stuck()
        ticks = self.ticks()
        wait = self.pacer.wait_for_any(ticks)
        if wait > 0:
            return wait
        heads = await self._read_heads(ticks)
        chosen, pause = self.pacer.choose(heads, self.ticks())
        if not chosen:
            return pause
        taken = await self._take(chosen)
        for shipment in taken:
            task = asyncio.create_task(self.ship(shipment))
            self.running.add(task)
            task.add_done_callback(self._end)
        return pause if len(heads) < LOOKED_AT else 0.0

    async def _read_heads(self, ticks: float) -> list[Head]:
        now, waiting = self.clock(), self.pacer.list_waiting(ticks)
        return await self.ledger.read(
            lambda session: lanes.read_heads(
                session,
                channel="telegram",
                bot=self.desk.bot,
                now=now,
                limit=LOOKED_AT,
                without=waiting,
            )
        )

    async def _take(self, chosen: list[Head]) -> list[Shipment]:
        ids, now = [head.id for head in chosen], self.clock()
        try:
            taken = await self.ledger.write(
                lambda session: lanes.take(
                    session,
                    channel="telegram",
                    bot=self.desk.bot,
                    holder=self.holder,
                    ids=ids,
                    now=now,
                )
            )
        except LedgerUnavailable:
            self.pacer.give_back(chosen)
            raise
        kept = {shipment.id for shipment in taken}
        self.pacer.give_back([head for head in chosen if head.id not in kept])
        return taken

    def _end(self, task: "asyncio.Task[None]") -> None:
        self.running.discard(task)
        self._wake.set()
        if not task.cancelled() and task.exception() is not None:
            # It stays `sending` and becomes unknown: it may have left.
            log.error("telegram_send_crashed", error=type(task.exception()).__name__)

    async def ship(self, shipment: Shipment) -> None:
        """Send one part of a message and note what became of it."""
        try:
            found = await self.outcomes.persist(
                lambda: self.ledger.read(
                    lambda session: read_next_part(session, bot=self.desk.bot, shipment=shipment)
                )
            )
        except LedgerUnavailable:
            raise
        except Exception as error:
            # A fault of ours before anything was called: this one message cannot be shown.
            reason = f"cannot be shown: {type(error).__name__}"
            log.error("telegram_message_unshowable", message=shipment.id, error=reason)
            await self.outcomes.end_message(shipment, "dead", reason)
            return
        if found.is_blocked:
            await self.outcomes.end_message(shipment, "dead", BLOCKED)
            return
        if found.part is None:
            await self.outcomes.end_message(shipment, "sent" if shipment.part else "dead", "empty")
            return
        try:
            await self.send(shipment.recipient, found.part)
        except TelegramTrouble as trouble:
            await self.outcomes.note_trouble(shipment, trouble)
        else:
            await self.outcomes.note_sent(shipment, found)

    async def send(self, chat: str, part: Part) -> None:
        """Make the call of a part; a picture that Telegram does not take becomes its words."""
        if part.content:
            await self._send_file(chat, part)
            return
        if part.picture:
            picture = await self.pictures.find(part.picture)
            if picture is not None:
                photo = InputFile(picture, "picture") if isinstance(picture, bytes) else picture
                try:
                    await self.door.ask(part.method, chat_id=chat, photo=photo, **part.values)
                except Refused:
                    log.warning("telegram_picture_refused")
                else:
                    return
            part = part.without_picture()
        await self.door.ask(part.method, chat_id=chat, **part.values)

    async def _send_file(self, chat: str, part: Part) -> None:
        """Send a file; what is no photo to Telegram goes as a document, else as its name."""
        methods = ("sendPhoto", "sendDocument") if part.method == "sendPhoto" else (part.method,)
        for method in methods:
            field = {"sendPhoto": "photo", "sendDocument": "document"}[method]
            upload = {field: InputFile(part.content, part.name)}
            try:
                await self.door.ask(method, chat_id=chat, **upload)
            except Refused:
                log.warning("telegram_file_refused", method=method)
            else:
                return
        words = part.without_picture()
        await self.door.ask(words.method, chat_id=chat, **words.values)

    async def _look_for_stuck(self) -> None:
        now = self.clock()
        if now < self._look_at:
            return
        self._look_at = now + STUCK_EVERY
        bot = self.desk.bot
        lost = await self.ledger.write(
            lambda session: lanes.mark_stuck(session, channel="telegram", bot=bot, now=now)
        )
        if lost:
            log.error("telegram_messages_unknown", count=lost)

"""The Telegram channel of one process: it works on updates, and speaks while it holds the lease."""

import asyncio
import os
import uuid
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy.orm import Session

from bot.channels.telegram import webhook
from bot.channels.telegram.commands import LANGUAGES, list_menu
from bot.channels.telegram.composing import Composing
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.door import WANTED, Door, TelegramTrouble
from bot.channels.telegram.pictures import Pictures
from bot.channels.telegram.polling import POLL_SECONDS, Poller
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.working import UpdateWorkers
from bot.ledger import lanes, speakers
from bot.ledger.ledger import Ledger
from bot.ledger.writer import LedgerUnavailable
from kernel.clock import Clock
from kernel.logging import get_logger
from kernel.loops import start_loop
from kernel.settings import Settings

log = get_logger(__name__)

RENEW_SECONDS = 2.0  # a quarter of the lease
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


class TelegramChannel:
    """Everything of one bot account. Several processes may work on updates; one speaks.

    That one fetches updates where no webhook is set, and sends. When it dies the next takes over
    after 8 s; what it was sending is unknown then.
    """

    def __init__(self, ledger: Ledger, settings: Settings, token: str, *, clock: Clock) -> None:
        self.ledger, self.settings, self.clock = ledger, settings, clock
        self.holder = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.door = Door(token, api=settings.telegram_api)
        self.desk = Desk(self.door.bot_id, settings.shop_name, settings.derive_key("codes"))
        self.secret = settings.derive_key("telegram-webhook")
        self.workers = UpdateWorkers(ledger, self.door, self.desk, clock=clock)
        pictures = Pictures(settings.data)
        self.sender = Sender(
            ledger, self.door, self.desk, pictures, clock=clock, holder=self.holder
        )
        self.composing = Composing(ledger, self.door)
        self.poll_seconds, self.renew_seconds = POLL_SECONDS, RENEW_SECONDS
        self._speaking: list[asyncio.Task[None]] = []
        self._loop: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    @property
    def bot_id(self) -> str:
        """How the account is named in the ledger."""
        return f"telegram:{self.desk.bot}"

    @property
    def is_speaking(self) -> bool:
        """Whether this process is the one that fetches and sends."""
        return bool(self._speaking)

    def create_router(self) -> APIRouter:
        """Return the webhook where one is set, nothing otherwise."""
        if not self.settings.telegram_webhook:
            return APIRouter()
        return webhook.create_router(
            self.ledger, bot=self.desk.bot, secret=self.secret, clock=self.clock
        )

    async def start(self) -> None:
        """Begin to work, and to speak as soon as nobody else does."""
        await self.door.open()
        self._stopping.clear()
        self.workers.start()
        self._loop = start_loop(self._run, "telegram")

    async def stop(self) -> None:
        """Fetch nothing more, let what is on its way end, give the lease to the next."""
        self._stopping.set()
        if self._loop is not None:
            await self._loop
        await self.workers.stop()
        await self.composing.stop()
        await self.door.close()

    async def _run(self) -> None:
        """Hold the lease for as long as it can be held."""
        while not self._stopping.is_set():
            await self._renew()
            try:
                await asyncio.wait_for(self._stopping.wait(), self.renew_seconds)
            except TimeoutError:
                continue
        await self._fall_silent()
        try:
            await self.ledger.write(
                lambda session: speakers.let_go(
                    session, bot_id=self.bot_id, holder=self.holder, now=self.clock()
                )
            )
        except LedgerUnavailable:
            log.warning("ledger_unavailable")

    async def _renew(self) -> None:
        now = self.clock()
        try:
            is_new = await self.ledger.write(lambda session: self._hold(session, now))
        except LedgerUnavailable:
            # Nothing can be sent without the database either: what is taken is marked there.
            log.warning("ledger_unavailable")
            return
        if is_new is None or self._has_crashed():
            await self._fall_silent()  # and begin anew at the next renewal, if it is ours to speak
        elif not self._speaking:
            work = (self._introduce(), self.sender.run())
            self._speaking = [asyncio.create_task(one) for one in work]

    def _has_crashed(self) -> bool:
        errors = [task.exception() for task in self._speaking if task.done()]
        for error in errors:
            if error is not None:
                log.error("telegram_speaker_crashed", error=type(error).__name__)
        return any(error is not None for error in errors)

    def _hold(self, session: Session, now: datetime) -> bool | None:
        """Hold the lease; a new one settles in the same commit what the one before left behind.

        In two, a database that goes away between them would leave that open: it blocks its chats.
        """
        is_new = speakers.hold(session, bot_id=self.bot_id, holder=self.holder, now=now)
        if is_new:
            lost = lanes.mark_left(session, channel="telegram", bot=self.desk.bot, now=now)
            if lost:
                log.error("telegram_messages_unknown", count=lost)
        return is_new

    async def _fall_silent(self) -> None:
        for task in self._speaking:
            task.cancel()
        await asyncio.gather(*self._speaking, return_exceptions=True)
        self._speaking = []

    async def _introduce(self) -> None:
        """Say who we are until Telegram knows, then fetch updates unless they are delivered."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._announce()
                break
            except (TelegramTrouble, LedgerUnavailable) as trouble:
                log.error("telegram_not_ready", error=type(trouble).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        if not self.settings.telegram_webhook:
            poller = Poller(self.ledger, self.door, clock=self.clock, seconds=self.poll_seconds)
            await poller.run()

    async def _announce(self) -> None:
        me = await self.door.ask("getMe")
        username = str(me.get("username") or "")
        if self.settings.telegram_webhook:
            await self.door.ask(
                "setWebhook",
                url=self.settings.telegram_webhook,
                secret_token=self.secret,
                allowed_updates=list(WANTED),
                drop_pending_updates=False,
            )
        else:
            await self.door.ask("deleteWebhook", drop_pending_updates=False)
        for language in LANGUAGES:
            tag = None if language == LANGUAGES[0] else language  # English for all others
            commands = list_menu(language)
            await self.door.ask("setMyCommands", commands=commands, language_code=tag)
        await self.ledger.write(
            lambda session: speakers.name_bot(session, bot_id=self.bot_id, username=username)
        )
        log.info("telegram_ready", bot=username, by_webhook=bool(self.settings.telegram_webhook))

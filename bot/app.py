"""The conversation service put together: what runs behind the routes, and the routes."""

import os
import uuid
from collections.abc import Callable, Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session

from bot import replying
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.web import routes
from bot.channels.web.channel import WebChannel
from bot.channels.web.config import read_config
from bot.channels.web.hub import Hub
from bot.channels.web.visiting import Visits
from bot.delivery import MailDelivery
from bot.dialogue import DialogueEngine
from bot.handoff import chat_routes, note_routes, profile_routes, setting_routes
from bot.handoff import routes as desk_routes
from bot.handoff.desk_watch import DeskWatch
from bot.handoff.moves import Agent
from bot.identity import routes as identity_routes
from bot.identity.service import Identity
from bot.identity.tokens import SiteKeys, load_keys
from bot.ledger.ledger import Ledger
from bot.mailings.followup import FollowUp
from bot.mailings.service import MailSettings
from bot.turns.dispatcher import TurnDispatcher
from bot.turns.retries import RETRIES, Retries
from bot.turns.runner import TurnRunner
from bot.webhooks.delivery import make_webhooks
from kernel.http import add_routes
from kernel.mail import Mailer
from kernel.messages import Card
from kernel.runtime import Runtime
from kernel.settings import Settings

OF_DESK = tuple(
    one.router for one in (desk_routes, chat_routes, note_routes, profile_routes, setting_routes)
)


class BotService:
    """Ledger, turn workers, mail delivery and sockets of one process.

    What staff do goes through the methods here: they write like everybody else and tell the
    customer's sockets at once.
    """

    def __init__(
        self,
        runtime: Runtime,
        *,
        engine: DialogueEngine,
        mailer: Mailer,
        retries: Retries = RETRIES,
        keys: SiteKeys | None = None,
    ) -> None:
        self.runtime = runtime
        settings, clock = runtime.settings, runtime.clock
        self.ledger = Ledger(runtime.db, keeps_events=bool(settings.webhook_url))
        self.clock = clock
        self.engine = engine
        self.identity = Identity(key=settings.derive_key("codes"), shop_name=settings.shop_name)
        self.runner = TurnRunner(
            ledger=self.ledger,
            engine=engine,
            identity=self.identity,
            key=settings.derive_key("turns"),
            clock=clock,
            retries=retries,
        )
        self.dispatcher = TurnDispatcher(
            self.ledger,
            self.runner,
            clock=clock,
            workers=settings.workers,
            name=f"{os.getpid()}-{uuid.uuid4().hex[:8]}",
        )
        self.mail = MailDelivery(self.ledger, mailer, clock=clock)
        self.webhooks = make_webhooks(self.ledger, settings, clock=clock)
        self.desk = DeskWatch(self.ledger, clock=clock)
        self._open_channels(settings, keys or load_site_keys(settings))

    def _open_channels(self, settings: Settings, keys: SiteKeys) -> None:
        """Make the web channel and, where a token is set, Telegram's."""
        clock = self.clock
        self.hub = Hub(self.ledger, clock=clock)
        mailing = make_mail_settings(settings)
        self.followup = FollowUp(self.ledger, mailing, clock=clock)
        self.visits = Visits(self.ledger, self.hub, clock=clock)
        self.web = WebChannel(
            ledger=self.ledger,
            hub=self.hub,
            settings=settings,
            clock=clock,
            keys=keys,
            visits=self.visits,
            mailing=mailing,
            identity=self.identity,
            config=read_config(settings.widget),
            is_overloaded=lambda: self.dispatcher.is_overloaded,
        )
        token = settings.telegram_token
        self.telegram = (
            TelegramChannel(self.ledger, settings, token.get_secret_value(), clock=clock)
            if token is not None
            else None
        )

    async def start(self) -> None:
        """Begin to work; must run on the loop that serves."""
        self.ledger.open()
        self.dispatcher.start()
        self.mail.start()
        if self.webhooks is not None:
            self.webhooks.start()
        self.desk.start()
        self.hub.start()
        self.visits.start()
        self.followup.start()
        if self.telegram is not None:
            await self.telegram.start()

    async def stop(self) -> None:
        """Claim nothing more, let running turns end within 20 s, then let go of everything."""
        await self.dispatcher.stop()
        if self.telegram is not None:
            await self.telegram.stop()
        await self.mail.stop()
        if self.webhooks is not None:
            await self.webhooks.stop()
        await self.desk.stop()
        await self.followup.stop()
        await self.hub.stop()
        await self.visits.stop()
        await self.ledger.close()
        await self.engine.close()

    async def post_agent_message(
        self,
        conversation_id: str,
        agent: Agent,
        text: str,
        *,
        cid: str | None = None,
        seen_id: int | None = None,
        despite_newer: bool = False,
        cards: Callable[[Session], Sequence[Card]] | None = None,
        attachments: Sequence[str] = (),
    ) -> int:
        """Say something as the agent; raises `NotYours` unless they own the conversation.

        `cards` makes the cards in the same transaction, `attachments` are ids of files of this
        conversation; with a `cid` it is said once. Raises `NewerMessage` after `seen_id`.
        """
        return await self.ledger.write(
            lambda session: replying.post_reply(
                session,
                conversation_id=conversation_id,
                agent=agent,
                text=text,
                cards=cards,
                attachments=attachments,
                cid=cid,
                seen_id=seen_id,
                despite_newer=despite_newer,
                now=self.clock(),
            )
        )


def load_site_keys(settings: Settings) -> SiteKeys:
    """Return the keys by which the shop's site signs who is logged in; none by default."""
    secret = settings.site_secret
    return load_keys(
        path=settings.site_keys,
        secret=secret.get_secret_value() if secret is not None else None,
        audience=settings.site_audience,
    )


def make_mail_settings(settings: Settings) -> MailSettings:
    """Return what mails to customers need; without a public address links lead to this machine."""
    own = f"http://{settings.host}:{settings.port}"
    return MailSettings(
        key=settings.derive_key("letters"),
        shop_name=settings.shop_name,
        base_url=(settings.public_url or own).rstrip("/"),
    )


def create_router(service: BotService) -> APIRouter:
    """Return the routes of all channels, and those of the desk."""
    router = APIRouter()
    add_routes(router, routes.create_router(service.web))
    if service.telegram is not None:
        add_routes(router, service.telegram.create_router())
    add_routes(router, *OF_DESK, identity_routes.create_router(service.ledger, service.clock))
    return router

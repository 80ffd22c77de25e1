"""The conversation service put together: what runs behind the routes, and the routes."""

import os
import uuid

from fastapi import APIRouter

from bot.channels.web import routes
from bot.channels.web.channel import WebChannel
from bot.channels.web.hub import Hub
from bot.delivery import MailDelivery
from bot.dialogue import DialogueEngine
from bot.handoff import service as handoff
from bot.handoff.service import Agent
from bot.identity.service import Identity
from bot.ledger.ledger import Ledger
from bot.turns.dispatcher import TurnDispatcher
from bot.turns.runner import TurnRunner
from kernel.mail import Mailer
from kernel.runtime import Runtime


class BotService:
    """Ledger, turn workers, mail delivery and sockets of one process.

    What staff do goes through the methods here: they write like everybody else and tell the
    customer's sockets at once.
    """

    def __init__(self, runtime: Runtime, *, engine: DialogueEngine, mailer: Mailer) -> None:
        settings, clock = runtime.settings, runtime.clock
        self.clock, self.engine = clock, engine
        self.ledger = Ledger(runtime.db)
        identity = Identity(key=settings.derive_key("codes"), shop_name=settings.shop_name)
        self.runner = TurnRunner(
            ledger=self.ledger,
            engine=engine,
            identity=identity,
            key=settings.derive_key("turns"),
            clock=clock,
        )
        self.dispatcher = TurnDispatcher(
            self.ledger,
            self.runner,
            clock=clock,
            workers=settings.workers,
            name=f"{os.getpid()}-{uuid.uuid4().hex[:8]}",
        )
        self.mail = MailDelivery(self.ledger, mailer, clock=clock)
        self.hub = Hub(self.ledger, clock=clock)
        self.web = WebChannel(ledger=self.ledger, hub=self.hub, settings=settings, clock=clock)

    async def start(self) -> None:
        """Begin to work; must run on the loop that serves."""
        self.ledger.open()
        self.dispatcher.start()
        self.mail.start()
        self.hub.start()

    async def stop(self) -> None:
        """Claim nothing more, let running turns end within 20 s, then let go of everything."""
        await self.dispatcher.stop()
        await self.mail.stop()
        await self.hub.stop()
        await self.ledger.close()
        await self.engine.close()

    async def take_over(self, conversation_id: str, agent: Agent) -> None:
        """Make the agent the one who answers; raises `NotYours` if somebody else does."""
        await self.ledger.write(
            lambda session: handoff.take_over(
                session, conversation_id=conversation_id, agent=agent, now=self.clock()
            )
        )

    async def post_agent_message(self, conversation_id: str, agent: Agent, text: str) -> int:
        """Say something as the agent; raises `NotYours` unless they own the conversation."""
        return await self.ledger.write(
            lambda session: handoff.post_agent_message(
                session, conversation_id=conversation_id, agent=agent, text=text, now=self.clock()
            )
        )

    async def hand_back(self, conversation_id: str) -> None:
        """Let the bot answer again; raises `NotYours` where it does already."""
        await self.ledger.write(
            lambda session: handoff.hand_back(
                session, conversation_id=conversation_id, now=self.clock()
            )
        )

    async def close_conversation(self, conversation_id: str) -> bool:
        """End the conversation; False where it is closed already."""
        return await self.ledger.write(
            lambda session: handoff.close(
                session, conversation_id=conversation_id, now=self.clock()
            )
        )


def create_router(service: BotService) -> APIRouter:
    """Return the routes of all channels."""
    return routes.create_router(service.web)

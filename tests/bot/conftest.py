"""Fixtures of the conversation service: a scripted engine, a mailbox, a running service."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

import bot.models  # noqa: F401
import crm_backend.models  # noqa: F401 - the tables must be known before they are made
from bot.app import BotService
from bot.dialogue import ScriptedDialogue
from bot.turns.retries import Retries
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import Unavailable
from kernel.mail import Mail
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.driver import chatting

# What takes a customer seconds takes a test none.
QUICK = Retries(
    pauses=(0.02, 0.02),
    away_first=0.02,
    away_longest=0.1,
    away_limit=5,
    notice_after=0.01,
)


class Mailbox:
    """A mailer that keeps what it was given, or refuses as often as told."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refusals: list[Exception] = []

    def send(self, mail: Mail) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.mails.append(mail)

    def refuse(self, times: int) -> None:
        self.refusals += [Unavailable("The mail server sleeps.")] * times

    @property
    def code(self) -> str:
        """The code in the newest mail."""
        found = re.search(r"\b\d{6}\b", self.mails[-1].text)
        assert found is not None
        return found.group()


@pytest.fixture
def engine() -> ScriptedDialogue:
    return ScriptedDialogue()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def customer(database: Database) -> Customer:
    with database.transaction() as session:
        made = Customer(name="Ada Moreno", email="ada@example.com", created_at=utc_now())
        session.add(made)
    return made


@pytest_asyncio.fixture
async def service(
    settings: Settings, database: Database, engine: ScriptedDialogue, mailbox: Mailbox
) -> AsyncIterator[BotService]:
    """A running service on the real clock."""
    runtime = Runtime(settings=settings, db=database)
    service = BotService(runtime, engine=engine, mailer=mailbox, retries=QUICK)
    service.dispatcher.poll_seconds = service.hub.poll_seconds = service.mail.poll_seconds = 0.2
    await service.start()
    yield service
    await service.stop()


@pytest_asyncio.fixture
async def address(service: BotService) -> AsyncIterator[str]:
    """The address of the socket."""
    async with chatting(service) as address:
        yield address

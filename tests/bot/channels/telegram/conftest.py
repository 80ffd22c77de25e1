"""A fake Bot API and a service that is connected to it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import BotService
from bot.dialogue import ScriptedDialogue
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.db import Database
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.conftest import Mailbox
from tests.fakes.bot_api import TOKEN, FakeBotApi, User, fake_bot_api

Running = Callable[..., AbstractAsyncContextManager[BotService]]


@pytest_asyncio.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with fake_bot_api() as api:
        yield api


@pytest.fixture
def connected(settings: Settings, api: FakeBotApi) -> Settings:
    """Settings of a shop that is on Telegram, by polling."""
    changes = {"telegram_token": SecretStr(TOKEN), "telegram_api": api.url}
    return settings.model_copy(update=changes)


@pytest.fixture
def running(
    connected: Settings, database: Database, engine: ScriptedDialogue, mailbox: Mailbox
) -> Running:
    """Runs a service, also twice or one after the other."""

    @asynccontextmanager
    async def run(**changes: Any) -> AsyncIterator[BotService]:
        runtime = Runtime(settings=connected.model_copy(update=changes), db=database)
        service = BotService(runtime, engine=engine, mailer=mailbox)
        service.dispatcher.poll_seconds = service.hub.poll_seconds = 0.2
        service.mail.poll_seconds = 0.2
        assert service.telegram is not None
        service.telegram.renew_seconds = service.telegram.workers.poll_seconds = 0.2
        service.telegram.sender.poll_seconds = 0.2
        await service.start()
        try:
            yield service
        finally:
            await service.stop()

    return run


@pytest_asyncio.fixture
async def service(running: Running) -> AsyncIterator[BotService]:
    async with running() as service:
        yield service


@pytest.fixture
def user(api: FakeBotApi, service: BotService) -> User:
    """A customer with Telegram; the service runs."""
    return api.user(500)


def read_all(database: Database, table: Any) -> list[Any]:
    """Return all rows of a table, in the order of their keys."""
    with database.session() as session:
        return list(session.scalars(select(table).order_by(*table.__table__.primary_key)))


def read_one(database: Database, table: Any, **values: Any) -> Any:
    with database.session() as session:
        return session.scalars(select(table).filter_by(**values)).one()


def add_customer(database: Database, **values: Any) -> Customer:
    known = {"name": "Ada Moreno", "email": "ada@example.com", "phone": "+44 7700 900142"}
    with database.transaction() as session:
        made = Customer(**{**known, **values}, created_at=utc_now())
        session.add(made)
    return made


def change(database: Database, work: Callable[[Session], Any]) -> Any:
    """Do something to the database, as another process would."""
    with database.transaction() as session:
        return work(session)

"""Updates that Telegram delivers: only its own, stored before they are acknowledged."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from bot.app import BotService, create_router
from bot.channels.telegram.models import TelegramUpdate
from kernel.db import Database
from kernel.http import add_routes, install_error_handler
from kernel.settings import TELEGRAM_PATH, Settings
from tests.bot.channels.telegram.conftest import Running, read_all
from tests.bot.driver import serving
from tests.fakes.bot_api import FakeBotApi

PUBLIC = "https://shop.example" + TELEGRAM_PATH
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest_asyncio.fixture
async def service(running: Running) -> AsyncIterator[BotService]:
    async with running(telegram_webhook=PUBLIC) as service:
        yield service


@pytest_asyncio.fixture
async def hook(service: BotService, api: FakeBotApi) -> AsyncIterator[str]:
    """Where the webhook is served."""
    app = FastAPI()
    install_error_handler(app)
    add_routes(app, create_router(service))
    async with serving(app) as address:
        await api.wait(lambda api: api.webhook)
        yield address + TELEGRAM_PATH


async def test_webhook_is_set_with_a_secret_and_drops_nothing(
    hook: str, api: FakeBotApi, connected: Settings
) -> None:
    assert api.webhook["url"] == PUBLIC
    assert api.webhook["secret_token"] == connected.derive_key("telegram-webhook")
    assert "callback_query" in api.webhook["allowed_updates"]
    dropped = [call.values.get("drop_pending_updates") for call in api.calls]
    assert True not in dropped
    assert not [call for call in api.calls if call.method == "getUpdates"]


async def test_customer_is_answered_when_updates_are_delivered(
    hook: str, api: FakeBotApi, database: Database
) -> None:
    user = api.user(500)
    update = await user.say("hello")
    for _ in range(3):  # Telegram repeats what it is not sure of
        assert await api.deliver(hook, update) == 200
    await api.wait_sent(1)
    pressed = await user.press_data("nothing")
    assert await api.deliver(hook, pressed) == 200
    await api.wait(lambda api: api.answers)
    assert api.texts(500) == ["You said: hello"]
    assert [row.state for row in read_all(database, TelegramUpdate)] == ["done", "done"]


@pytest.mark.parametrize("secret", [None, "wrong", "é", "x" * 5000])
async def test_s56_stranger_is_refused(
    hook: str, api: FakeBotApi, database: Database, secret: str | None
) -> None:
    headers = {HEADER: secret.encode()} if secret is not None else {}
    async with httpx.AsyncClient() as client:
        response = await client.post(hook, json={"update_id": 1}, headers=headers)
    assert response.status_code == 403
    assert read_all(database, TelegramUpdate) == []


async def test_s56_stranger_is_let_in_when_the_secret_is_not_compared(
    hook: str, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The broken twin: it is this comparison that keeps strangers out.
    monkeypatch.setattr("bot.channels.telegram.webhook.is_same", lambda *_: True)
    assert await api.deliver(hook, {"update_id": 1}, secret="wrong") == 200


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"x" * 10_000_000, 413),
        (b"{", 400),
        (b"[1]", 400),
        (b'"text"', 400),
        (b"{}", 400),
        (b'{"update_id": "1"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 5, "message": {"text": "\\ud800\\u0000"}}', 200),
    ],
)
async def test_s56_body_is_refused_when_it_is_no_update(
    hook: str, api: FakeBotApi, content: bytes, status: int
) -> None:
    headers = {HEADER: str(api.webhook["secret_token"])}
    async with httpx.AsyncClient() as client:
        assert (await client.post(hook, content=content, headers=headers)).status_code == status


async def test_s56_body_without_a_length_is_not_read_to_its_end(hook: str, api: FakeBotApi) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    headers = {HEADER: str(api.webhook["secret_token"])}
    async with httpx.AsyncClient() as client:
        response = await client.post(hook, content=endless(), headers=headers)
    assert response.status_code in (411, 413)


@pytest.mark.slow  # a second of flood
async def test_s56_flood_of_bad_secrets_does_not_slow_good_ones(hook: str, api: FakeBotApi) -> None:
    refused = 0
    is_over = False

    async def flood(client: httpx.AsyncClient) -> None:
        nonlocal refused
        while not is_over:
            response = await client.post(hook, content=b"{}", headers={HEADER: "guess"})
            refused += response.status_code == 403

    user, took = api.user(500), []
    async with httpx.AsyncClient() as client:
        flooding = [asyncio.create_task(flood(client)) for _ in range(10)]
        for _ in range(10):
            update = await user.say("hello")
            began = time.monotonic()
            assert await api.deliver(hook, update) == 200
            took.append(time.monotonic() - began)
        is_over = True
        await asyncio.gather(*flooding)
    assert refused > 100
    # Flood, service and test share one loop here; what matters is that nobody is turned away.
    assert sorted(took)[len(took) // 2] < 5


async def test_update_is_not_acknowledged_when_it_cannot_be_stored(
    hook: str, api: FakeBotApi, service: BotService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_values: Any) -> int:
        raise OperationalError("x", {}, Exception("disk full"))

    update = await api.user(500).say("hello")
    with monkeypatch.context() as patch:
        patch.setattr("bot.channels.telegram.webhook.keep_updates", fail)
        assert await api.deliver(hook, update) == 503
    assert await api.deliver(hook, update) == 200
    await api.wait_sent(1)


async def test_there_is_no_webhook_while_updates_are_polled(
    running: Running, connected: Settings
) -> None:
    async with running() as service:
        app = FastAPI()
        add_routes(app, create_router(service))
        async with serving(app) as address, httpx.AsyncClient() as client:
            headers = {HEADER: connected.derive_key("telegram-webhook")}
            response = await client.post(
                address + TELEGRAM_PATH, content=json.dumps({"update_id": 1}), headers=headers
            )
    assert response.status_code == 404

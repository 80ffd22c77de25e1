"""The Telegram of the storm delivers as often as it should, and knows what was acknowledged."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from tests.fakes.bot_http import Cut, HttpServer, Request, Response
from tests.reliability import exchange as weather
from tests.reliability.exchange import Exchange, open_exchange
from tests.reliability.plan import Plan


@asynccontextmanager
async def raging(plan: Plan) -> AsyncIterator[Exchange]:
    async with open_exchange(plan) as exchange:
        assert exchange is not None
        exchange.is_raging = True
        yield exchange


async def ask(exchange: Exchange, method: str, **values: Any) -> Any:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{exchange.url}/bot{exchange.token}/{method}", json=values)
    return answer.json().get("result")


async def test_update_is_acknowledged_by_the_offset_and_delivered_again_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weather, "POLL_FAULTS", {})
    monkeypatch.setattr(weather, "TIMES", (3,))
    async with raging(Plan(telegram_by="polling")) as exchange:
        number = (await exchange.user(500).say("one"))["update_id"]
        post = exchange.posts[number]
        for offset in (0, 0, number + 1):
            assert post.acked_at is None
            assert [one["update_id"] for one in await ask(exchange, "getUpdates", offset=offset)]
        assert post.is_acked.is_set()
        assert await ask(exchange, "getUpdates", offset=number + 1) == []
        assert post.count == 3


async def test_webhook_is_called_again_until_it_takes_the_update(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weather, "TIMES", (1,))
    monkeypatch.setattr(weather, "LATE_SHARE", 0.0)
    monkeypatch.setattr(weather, "AGAIN_SECONDS", (0.0, 0.1))
    answers = [Response(500, b""), Response(200, b"")]

    async def take(_request: Request) -> Response:
        if len(answers) == 2 and post.count == 1:
            raise Cut
        return answers.pop(0)

    hook = HttpServer(take)
    await hook.start()
    async with raging(Plan(telegram_by="webhook")) as exchange:
        exchange.hooks = [hook.url]
        exchange.webhook = {"url": "https://storm.example", "secret_token": "s"}
        update = await exchange.user(500).say("one")
        post = exchange.posts[update["update_id"]]
        await post.is_acked.wait()
        assert post.count == 3
    await hook.stop()


async def test_message_fails_no_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weather, "FAULTS", {"fail": 1.0})
    monkeypatch.setattr(weather, "SLOW_SECONDS", 0.0)
    async with raging(Plan()) as exchange:
        answers = [await ask(exchange, "sendMessage", chat_id=500, text="x") for _ in range(2)]
        assert answers[0] is None
        assert answers[1]["text"] == "x"
        assert exchange.shown["500"] == ["x"]

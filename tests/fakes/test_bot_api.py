"""The fake refuses what Telegram refuses: else tests over it would prove nothing."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.fakes.bot_api import TOKEN, FakeBotApi, fake_bot_api


@pytest_asyncio.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with fake_bot_api() as api:
        yield api


async def call(api: FakeBotApi, method: str, token: str = TOKEN, **values: Any) -> dict[str, Any]:
    async with httpx.AsyncClient() as client:
        response = await client.post(f"{api.url}/bot{token}/{method}", json=values)
    found: dict[str, Any] = response.json()
    return found


def keyboard(data: str, text: str = "x") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("sendMessage", {"text": ""}),
        ("sendMessage", {"text": " \n"}),
        ("sendMessage", {"text": "x" * 4097}),
        ("sendMessage", {"text": "😀" * 2049}),
        ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "a & b < c", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "x", "reply_markup": keyboard("")}),
        ("sendMessage", {"text": "x", "reply_markup": keyboard("中" * 22)}),
        ("sendMessage", {"text": "x", "reply_markup": keyboard("ok", "")}),
        ("sendPhoto", {"photo": "https://a.b/c.png", "caption": "x" * 1025}),
        ("sendPhoto", {"photo": "/pictures/a.png"}),
        ("sendPhoto", {}),
        ("sendMediaGroup", {"media": [{"type": "photo"}]}),
        ("getFile", {"file_id": "unknown"}),
    ],
)
async def test_call_is_refused_when_it_breaks_a_limit(
    api: FakeBotApi, method: str, values: dict[str, Any]
) -> None:
    answer = await call(api, method, chat_id=500, **values)
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert api.sent == []


@pytest.mark.parametrize("text", ["x" * 4096, "<b>&lt;</b>" + "x" * 4095])
async def test_call_is_taken_at_the_limit(api: FakeBotApi, text: str) -> None:
    answer = await call(api, "sendMessage", chat_id=500, text=text, parse_mode="HTML")
    assert answer["ok"]


async def test_strangers_and_unknown_methods(api: FakeBotApi) -> None:
    assert (await call(api, "getMe", token="1:wrong"))["error_code"] == 401
    assert (await call(api, "setChatDescription", chat_id=1))["result"] is True


async def test_updates_are_delivered_until_they_are_confirmed(api: FakeBotApi) -> None:
    await api.user(500).say("one")
    await api.user(500).say("two")
    for _ in range(2):
        assert len((await call(api, "getUpdates"))["result"]) == 2
    [left] = (await call(api, "getUpdates", offset=1001))["result"]
    assert left["message"]["text"] == "two"
    assert (await call(api, "getUpdates", offset=1002, timeout=0))["result"] == []


@pytest.mark.parametrize(("kind", "status"), [("flood", 429), ("fail", 500), ("blocked", 403)])
async def test_trouble_happens_as_often_as_told(api: FakeBotApi, kind: str, status: int) -> None:
    api.trouble(kind, times=1, seconds=3)
    first = await call(api, "sendMessage", chat_id=500, text="x")
    assert first["error_code"] == status
    assert first.get("parameters") == ({"retry_after": 3} if kind == "flood" else None)
    assert (await call(api, "sendMessage", chat_id=500, text="x"))["ok"]


@pytest.mark.parametrize(("kind", "done"), [("cut", 0), ("cut_after", 1)])
async def test_line_is_cut(api: FakeBotApi, kind: str, done: int) -> None:
    api.trouble(kind)
    with pytest.raises(httpx.RemoteProtocolError):
        await call(api, "sendMessage", chat_id=500, text="x")
    assert len(api.sent) == done


async def test_connections_are_refused_while_it_is_down(api: FakeBotApi) -> None:
    await api.go_down()
    with pytest.raises(httpx.ConnectError):
        await call(api, "getMe")
    await api.come_up()
    assert (await call(api, "getMe"))["ok"]

"""No dialogue worker, then one whose action server hangs: honest words in time, nothing lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from benchmarks.customer import Customer
from benchmarks.product import Product, running
from frontdesk.paths import RASA_PYTHON
from frontdesk.rasa import free_port
from kernel.settings import Settings
from tests.dialogue.harness import serving_rasa, train_once
from tests.product.conversation import labels, words

SECRET = "o" * 43
TURN_SECONDS = 15
HANG_SECONDS = 30
QUESTION = "where is my order 1004217?"


@pytest.fixture
async def hanging_actions() -> AsyncIterator[str]:
    """An action server that takes calls and answers none of them for half a minute."""

    hanging: set[asyncio.Task[None] | None] = set()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hanging.add(asyncio.current_task())
        try:
            await reader.read(65_536)
            await asyncio.sleep(HANG_SECONDS)
        finally:
            writer.transport.abort()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook"
        waiting = [task for task in hanging if task is not None]
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)


async def ask_in_time(customer: Customer, text: str) -> str:
    """Return the answer and fail when it took longer than a turn may."""
    began = time.monotonic()
    said = words(await customer.ask(text))
    assert time.monotonic() - began < TURN_SECONDS + 1
    assert said
    return said


async def press(customer: Customer, label: str) -> str:
    """Press a button of the last answer that has it."""
    shown = [button for frame in customer.frames for button in frame.get("buttons") or ()]
    token = next(button["token"] for button in reversed(shown) if button["label"] == label)
    return words(await customer.press(token))


async def test_questions_are_answered_again_when_what_hung_is_back(
    request: pytest.FixtureRequest, tmp_path: Path, hanging_actions: str
) -> None:
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed: make setup")
    model = train_once(request.config.cache.mkdir("frontdesk-model"))
    port = free_port()
    settings = Settings(_env_file=None, secret=SecretStr(SECRET))
    environment = {"FRONTDESK_SECRET": SECRET, "FRONTDESK_RASA_URLS": f"http://127.0.0.1:{port}"}

    with running(tmp_path / "data", demo=False, **environment) as product:
        await refuse_without_worker(product)
        secret = settings.derive_key("rasa")
        with serving_rasa(model, tmp_path, secret, hanging_actions, port):
            await answer_although_actions_hang(product)


async def refuse_without_worker(product: Product) -> None:
    """Nobody understands anything: an apology in either language, and a person can be had."""
    async with Customer(product.url) as customer, Customer(product.url, "zh") as chinese:
        assert "Your message is kept" in await ask_in_time(customer, "hello there")
        assert "您的消息已经保存" in await ask_in_time(chinese, "你好")
        assert "number 1 in line" in await ask_in_time(customer, "let me talk to a person please")


async def answer_although_actions_hang(product: Product) -> None:
    """What needs no action is answered; what does gets an apology, and stays askable."""
    async with Customer(product.url) as customer:
        assert await ask_in_time(customer, "hello there")
        slow = await customer.ask(QUESTION)
        assert "Your message is kept" in words(slow)
        assert "Try again" in labels(slow)
        assert "Your message is kept" not in await ask_in_time(customer, "hello there")
        said = [frame for frame in customer.frames if frame.get("from") == "customer"]
        assert [frame["text"] for frame in said].count(QUESTION) == 1
        assert "Your message is kept" in await press(customer, "Try again")

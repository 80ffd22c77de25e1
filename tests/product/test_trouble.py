"""Bad input and broken parts: a clear error or an honest apology, and the next message works."""

import asyncio
import json
import time
from typing import Any

import psutil
import pytest

from benchmarks.customer import Customer
from benchmarks.product import Product
from tests.product.conversation import words

GREETING = "hello there"


async def error_of(customer: Customer, raw: str) -> dict[str, Any]:
    await customer.socket.send(raw)
    return await customer.wait_for("error")


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps({"type": "message", "cid": "a", "text": "x" * 100_000}),
        json.dumps({"type": "message", "cid": "b", "text": "   "}),
        "{broken",
        json.dumps({"type": "sing"}),
        json.dumps(["hello"]),
        json.dumps({"type": "button", "cid": "c", "token": "nothing"}),
    ],
    ids=["long", "empty", "broken", "unknown", "list", "button"],
)
async def test_bad_input_is_named_and_the_next_message_answered(product: Product, raw: str) -> None:
    async with Customer(product.url) as customer:
        error = await error_of(customer, raw)
        assert error["code"]
        assert error["text"]
        assert words(await customer.ask(GREETING))


async def test_errors_speak_the_customers_language(product: Product) -> None:
    async with Customer(product.url, "zh") as customer:
        error = await error_of(customer, "{broken")
        assert any("\u4e00" <= character <= "\u9fff" for character in error["text"])


async def test_an_unknown_session_gets_a_new_one(product: Product) -> None:
    async with Customer(product.url, session="forged-" + "x" * 40) as customer:
        assert customer.welcome["session"] != "forged-" + "x" * 40
        assert words(await customer.ask(GREETING))


async def test_a_flood_is_refused_and_nothing_breaks(product: Product) -> None:
    async with Customer(product.url) as flood:
        for _ in range(400):
            await flood.send({"type": "typing"})
        assert (await flood.wait_for("error"))["code"] == "too_many"
    async with Customer(product.url) as customer:
        assert words(await customer.ask(GREETING))


async def test_a_repeated_message_is_answered_once(product: Product) -> None:
    async with Customer(product.url) as customer:
        frame = {"type": "message", "cid": "same", "text": GREETING}
        for _ in range(3):
            await customer.send(frame)
        acks = [await customer.wait_for("ack") for _ in range(3)]
        assert len({ack["id"] for ack in acks}) == 1
        await customer.ask("thank you")
        said = [f for f in customer.frames if f["type"] == "message" and f["from"] == "customer"]
        assert [f["text"] for f in said].count(GREETING) == 1


def rasa_processes(product: Product) -> list[psutil.Process]:
    assert product.process is not None
    children = psutil.Process(product.process.pid).children(recursive=True)
    return [child for child in children if "nlu.serve" in " ".join(child.cmdline())]


async def test_rasa_may_die_and_comes_back(product: Product) -> None:
    async with Customer(product.url) as customer:
        assert words(await customer.ask(GREETING))
        [worker] = rasa_processes(product)
        worker.kill()
        began = time.monotonic()
        apology = await customer.ask("what are your opening hours")
        assert time.monotonic() - began < 15
        assert words(apology)
        deadline = time.monotonic() + 120
        answer = ""
        while "8:00" not in answer and time.monotonic() < deadline:
            await asyncio.sleep(1)
            answer = words(await customer.ask("what are your opening hours"))
        assert "8:00" in answer

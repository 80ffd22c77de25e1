"""Typed choices, what cannot be done, and the customer's language, through the whole product."""

from typing import Any

import pytest

from benchmarks.customer import Customer
from benchmarks.product import Product
from tests.product.conversation import labels, verify, words

Demo = dict[str, Any]
PERSON = {"Talk to a person", "转人工"}


async def test_typed_number_does_what_the_button_does(product: Product, demo: Demo) -> None:
    person = demo["customers"][1]
    async with Customer(product.url) as customer:
        await verify(customer, product, person["email"])
        offered = labels(await customer.ask("hello"))
        answer = words(await customer.ask("the first one"))
        assert offered[0] == "Where is my order?"
        assert person["orders"][0]["number"] in answer


@pytest.mark.parametrize(
    "text",
    ["what's the capital of France", "qwpoe lkasjd zmxnv", "blah " * 1_500],
    ids=["world", "noise", "long"],
)
async def test_nothing_is_done_when_nothing_can_be(product: Product, demo: Demo, text: str) -> None:
    person = demo["customers"][8]
    async with Customer(product.url) as customer:
        await verify(customer, product, person["email"])
        for turn in range(2):
            answer = await customer.ask(text)
            assert words(answer)
            for order in person["orders"]:
                assert order["number"] not in words(answer)
            assert "T-" not in words(answer)
            assert not turn or PERSON & set(labels(answer))


@pytest.mark.parametrize(
    "text",
    [
        "Wo ist meine Bestellung? Ich warte schon seit einer Woche.",
        "¿Dónde está mi pedido? Estoy esperando desde ayer.",
        "注文した商品がまだ届いていません",
    ],
)
async def test_other_language_is_told_which_are_spoken(product: Product, text: str) -> None:
    async with Customer(product.url) as customer:
        answer = await customer.ask(text)
        assert "English and Chinese" in words(answer)
        assert "中文和英文" in words(answer)
        assert PERSON & set(labels(answer))


async def test_answers_follow_the_customer_from_one_language_to_the_other(
    product: Product,
) -> None:
    async with Customer(product.url) as customer:
        english = await customer.ask("hello, what can you do for me?")
        chinese = await customer.ask("你好，你能做什么？")
        assert "订单" in words(chinese)
        assert "订单" not in words(english)
        assert "订单" in labels(chinese)[0]
        assert "邮箱" in words(await customer.ask("1"))  # a number keeps the language
        assert "e-mail" in words(await customer.ask("where is my order?"))

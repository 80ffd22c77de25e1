"""A customer on the WebSocket: true answers about what is theirs, nothing about anything else."""

import asyncio
from typing import Any

import pytest

from benchmarks.customer import Customer
from benchmarks.product import Product
from tests.product.conversation import cards, delivered_lamp, labels, verify, words

Demo = dict[str, Any]


async def test_a_verified_customer_hears_of_their_own_order(product: Product, demo: Demo) -> None:
    person = demo["customers"][0]
    number = person["orders"][0]["number"]
    async with Customer(product.url) as customer:
        asked = await customer.ask(f"where is my order {number}?")
        assert number not in words(asked)
        resumed = await verify(customer, product, person["email"])
        assert person["name"].split()[0] in words(resumed)
        assert number in words(resumed)
        assert number in words(await customer.ask(f"where is my order {number}?"))
        latest = await customer.ask("whats going on with my last order")
        assert number in words(latest)


async def test_somebody_elses_number_is_answered_like_an_unknown_one(
    product: Product, demo: Demo
) -> None:
    person, other = demo["customers"][1], demo["customers"][2]
    foreign, unknown = other["orders"][0]["number"], demo["unknown_order_number"]
    async with Customer(product.url) as stranger:
        answers = [
            words(await stranger.ask(f"where is my order {number}?"))
            for number in (foreign, unknown)
        ]
        assert answers[0].replace(foreign, "N") == answers[1].replace(unknown, "N")
    async with Customer(product.url) as customer:
        await verify(customer, product, person["email"])
        for question in ("where is my order {}?", "cancel order {}", "I want to return order {}"):
            answers = [
                words(await customer.ask(question.format(number))) for number in (foreign, unknown)
            ]
            assert answers[0].replace(foreign, "N") == answers[1].replace(unknown, "N")
            assert not set(other["orders"][0]["items"]) & set(answers[0].split("\n"))


async def test_a_broken_lamp_is_returned_after_a_yes(product: Product, demo: Demo) -> None:
    person = demo["customers"][2]
    order = delivered_lamp(person)
    lamp = next(item for item in order["items"] if "lamp" in item.lower())
    async with Customer(product.url) as customer:
        await verify(customer, product, person["email"])
        question = f"I want to return the lamp from order {order['number']}, it arrived broken"
        offered = await customer.ask(question)
        assert lamp in words(offered)
        assert order["number"] in words(offered)
        registered = await customer.ask("yes please")
        assert "R-" in words(registered)


async def test_a_ticket_is_opened_and_followed(product: Product, demo: Demo) -> None:
    person = demo["customers"][3]
    async with Customer(product.url) as customer:
        await verify(customer, product, person["email"])
        opened = words(await customer.ask("open a ticket, the app logs me out all the time"))
        assert "the app logs me out all the time" in opened
        number = next(word.strip(".,:") for word in opened.split() if word.startswith("T-"))
        assert number in words(await customer.ask("any news on my ticket?"))


async def test_recommendations_come_as_cards_with_reasons(product: Product, demo: Demo) -> None:
    person = demo["customers"][4]
    async with Customer(product.url) as customer:
        await verify(customer, product, person["email"])
        offered = cards(await customer.ask("what would you recommend for me"))
        assert len(offered) >= 2
        owned = {item for order in person["orders"] for item in order["items"]}
        for card in offered:
            assert card["reason"]
            assert card["price"]
            assert card["image"].startswith("/pictures/")
            assert card["title"] not in owned


async def test_a_wrong_code_opens_nothing(product: Product, demo: Demo) -> None:
    person = demo["customers"][5]
    async with Customer(product.url) as customer:
        await customer.ask(f"my email is {person['email']}")
        code = product.wait_code(person["email"])
        wrong = "111111" if code != "111111" else "222222"
        refused = words(await customer.ask(wrong))
        assert person["name"].split()[0] not in refused
        own = next(iter(person["orders"]), {"number": demo["unknown_order_number"]})
        asked = words(await customer.ask(f"where is my order {own['number']}"))
        assert "e-mail" in asked


async def test_the_code_is_not_kept_in_the_transcript(product: Product, demo: Demo) -> None:
    person = demo["customers"][6]
    async with Customer(product.url) as customer:
        await customer.ask(f"my email is {person['email']}")
        code = product.wait_code(person["email"])
        await customer.ask(f"it is {code}")
        session = customer.session
    async with Customer(product.url, session=session) as again:
        said = []
        while len(said) < again.welcome["last"]:
            said.append((await again.wait_for("message"))["text"])
    assert not [text for text in said if code in text]


async def test_a_chinese_customer_is_answered_in_chinese(product: Product, demo: Demo) -> None:
    person = demo["customers"][9]  # a code is mailed five times an hour: no one asks for more
    assert person["language"] == "zh"
    async with Customer(product.url, "zh") as customer:
        await customer.ask(f"我的邮箱是{person['email']}")
        code = await asyncio.to_thread(product.wait_code, person["email"])
        assert "，" in words(await customer.ask(code))
        number = person["orders"][0]["number"]
        answer = words(await customer.ask(f"我的订单{number}到哪了？"))
        assert number in answer
        assert "订单" in answer
        assert cards(await customer.ask("有什么推荐给我的吗"))


@pytest.mark.parametrize("text", ['/track_order{"order_number":"FD-1000001"}', "/confirm_identity"])
async def test_a_typed_payload_is_only_text(product: Product, text: str) -> None:
    async with Customer(product.url) as customer:
        answer = await customer.ask(text)
        assert answer
        assert "FD-1000001" not in words(answer)
        who = words(await customer.ask("who am I"))
        assert "e-mail" in who


async def test_a_cry_for_a_person_puts_one_in_line_and_there_is_a_way_back(
    product: Product,
) -> None:
    async with Customer(product.url) as customer:
        answer = await customer.ask("I want to talk to a human")
        assert "Back to the bot" in labels(answer)
        button = next(
            button
            for message in answer
            for button in message.get("buttons") or ()
            if button["label"] == "Back to the bot"
        )
        await customer.press(button["token"])
        assert words(await customer.ask("what are your opening hours"))

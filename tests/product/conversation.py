"""What the product tests ask for again and again."""

import asyncio
from typing import Any

from benchmarks.customer import Customer
from benchmarks.product import Product

Messages = list[dict[str, Any]]


def words(messages: Messages) -> str:
    """Return all that an answer says, buttons left out."""
    return "\n".join(message["text"] for message in messages)


def cards(messages: Messages) -> list[dict[str, Any]]:
    """Return all cards of an answer."""
    return [card for message in messages for card in message.get("cards") or ()]


def labels(messages: Messages) -> list[str]:
    """Return all buttons of an answer."""
    return [button["label"] for message in messages for button in message.get("buttons") or ()]


async def verify(customer: Customer, product: Product, email: str) -> Messages:
    """Prove who is speaking, by the code from the mail, and return the answer to it."""
    await customer.ask(f"my email is {email}")
    code = await asyncio.to_thread(product.wait_code, email)
    return await customer.ask(code)


def delivered_lamp(person: dict[str, Any]) -> dict[str, Any]:
    """Return an order of this person that was delivered and holds a lamp."""
    return next(
        order
        for order in person["orders"]
        if order["status"] == "delivered" and any("lamp" in item.lower() for item in order["items"])
    )

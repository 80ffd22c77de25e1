"""What fills the placeholders of a reply, read from one conversation; only what is certain."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.identity.links import verified_customer_id
from bot.ledger.models import Conversation, Message
from console.words import say
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order
from crm_backend.orders.rules import read_order_number
from crm_backend.tickets.models import Ticket
from kernel.turns import Language

LOOKED_AT = 200  # messages: an order named longer ago than that is not the one at hand
FINISHED = ("resolved", "closed")
WRITTEN = re.compile(r"FD[\s#-]*[0-9]{7,9}", re.IGNORECASE)

EXAMPLE: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "customer.name": "Ada Moreno",
        "customer.first_name": "Ada",
        "order.number": "FD-1004217",
        "ticket.number": "T-20481",
        "agent.name": "Ben",
    },
    "zh": {
        "customer.name": "王小雨",
        "customer.first_name": "王小雨",
        "order.number": "FD-1004217",
        "ticket.number": "T-20481",
        "agent.name": "小林",
    },
}


def example_values(language: Language, shop_name: str) -> dict[str, str]:
    """Return values of nobody, for a preview."""
    shipped = tell_status("shipped", language)
    return {**EXAMPLE[language], "shop.name": shop_name, "order.status": shipped}


def read_values(
    session: Session,
    *,
    conversation: Conversation,
    agent_name: str,
    shop_name: str,
    now: datetime,
    language: Language | None = None,
) -> dict[str, str]:
    """Return the values that are certain; a placeholder without one is absent.

    Who has not proved to be the customer, or whose proof has run out, is a stranger. An order
    counts where the customer is known and it is theirs: the only one they named here, or
    where they named none, the only one they have. A ticket counts where it is the only open one of
    this conversation or, where that has none, of the customer.
    """
    values = {"agent.name": agent_name, "shop.name": shop_name}
    owner = verified_customer_id(conversation, now)
    values |= _name_customer(session, conversation, owner)
    order = _find_order(session, conversation, owner)
    if order is not None:
        status = tell_status(order.status, language or conversation.language)
        values |= {"order.number": order.number, "order.status": status}
    ticket = _find_ticket(session, conversation, owner)
    if ticket is not None:
        values["ticket.number"] = ticket
    return {name: value for name, value in values.items() if value}


def tell_status(status: str, language: Language) -> str:
    """Return the status of an order in words that fit into a sentence."""
    return say(f"replies_order_{status}", language)


def mentioned_orders(text: str, understood: Mapping[str, Any] | None) -> set[str]:
    """Return the numbers of orders in a message: those that were read in it, and those written out.

    What is said to a person is read by nobody, so that the text counts too.
    """
    read = [
        str(item.get("value") or "")
        for item in (understood or {}).get("entities") or ()
        if item.get("entity") == "order_number"
    ]
    found = (read_order_number(one) for one in (*read, *WRITTEN.findall(text)))
    return {number for number in found if number is not None}


def _name_customer(
    session: Session, conversation: Conversation, owner: int | None
) -> dict[str, str]:
    if owner is not None:
        customer = session.get(Customer, owner)
        if customer is not None:
            return {"customer.name": customer.name, "customer.first_name": customer.first_name}
    claimed = " ".join(conversation.visitor_name.split())
    first = claimed.split(maxsplit=1)[0] if claimed else ""
    return {"customer.name": claimed, "customer.first_name": first}


def _find_order(session: Session, conversation: Conversation, owner: int | None) -> Order | None:
    if owner is None:
        return None
    rows = session.execute(
        select(Message.text, Message.understanding)
        .where(Message.conversation_id == conversation.id, Message.sender == "customer")
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )
    numbers = {number for text, read in rows for number in mentioned_orders(text, read)}
    query = select(Order).where(Order.customer_id == owner)
    if numbers:
        query = query.where(Order.number.in_(numbers))
    found = session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 and len(numbers) <= 1 else None


def _find_ticket(session: Session, conversation: Conversation, owner: int | None) -> str | None:
    scopes = [Ticket.conversation_id == conversation.id]
    if owner is not None:
        scopes.append(Ticket.customer_id == owner)
    for scope in scopes:
        query = select(Ticket.number).where(scope, Ticket.status.not_in(FINISHED)).limit(2)
        found = session.scalars(query).all()
        if found:
            return found[0] if len(found) == 1 else None
    return None

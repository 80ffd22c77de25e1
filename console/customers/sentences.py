"""Sentences for the reply box about what was done, in the customer's language.

They are made here from what is stored, never taken from an address: nobody can put words into an
agent's mouth by a link. Nothing is sent by itself.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.wording import day, deadline, word
from console.customers.deeds import DEEDS
from console.customers.offers import Action
from console.words import say
from crm_backend.orders.models import Order
from crm_backend.orders.service import find_order
from crm_backend.scope import EVERYONE
from crm_backend.tickets.service import find_ticket
from kernel.errors import NotFound
from kernel.turns import Language

ACTIONS: dict[str, Action] = {
    "refund": "refund",
    "return": "return",
    "cancel": "cancel",
    "address": "address",
}


def make_sentence(
    session: Session,
    reference: str,
    *,
    conversation_id: str,
    customer_id: int | None,
    language: Language,
    now: datetime,
) -> str:
    """Return the sentence for `track:FD-…`, `refund:FD-…:7`, `return:FD-…:R-…`, `ticket:T-…`.

    Raises `NotFound` for a reference to what is another's or is not there.
    """
    kind, _, rest = reference.partition(":")
    number, _, mark = rest.partition(":")
    if kind == "ticket":
        return tell_ticket(session, number, conversation_id, language, now)
    if customer_id is None:
        raise NotFound("There is no such order.")
    order = find_order(session, customer_id=customer_id, number=number)
    if kind == "track":
        return tell_track(order, language, now)
    action = ACTIONS.get(kind)
    told = DEEDS[action].tell(order, mark, language, now) if action is not None else None
    if told is None:
        raise NotFound("There is nothing to tell.")
    return told


def tell_track(order: Order, language: Language, now: datetime) -> str:
    """Return where an order is."""
    parcel = order.shipment
    if parcel is None or order.status != "shipped":
        status = word(order.status, language)
        return say("customers_say_status", language, number=order.number, status=status)
    values = {"carrier": parcel.carrier, "tracking": parcel.tracking_number}
    if parcel.expected_at < now:
        due = day(parcel.expected_at, language, now)
        return say("customers_say_late", language, number=order.number, due=due, **values)
    due = deadline(parcel.expected_at, language, now)
    return say("customers_say_track", language, number=order.number, due=due, **values)


def tell_ticket(
    session: Session, number: str, conversation_id: str, language: Language, now: datetime
) -> str:
    """Return what became of the wish: a ticket of this conversation."""
    ticket = find_ticket(session, customer_id=EVERYONE, number=number)
    if ticket.conversation_id != conversation_id:
        raise NotFound("There is no such ticket.")
    due = deadline(ticket.due_at, language, now)
    values = {"number": ticket.number, "subject": ticket.subject, "due": due}
    return say("tickets_suggestion_text", language, **values)

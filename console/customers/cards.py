"""Cards that agents insert: made here from references, as the bot makes its own.

An agent chooses what is shown and can invent none of it: no price, and no order of somebody else.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from actions.order_cards import show_order
from actions.product_cards import show_recommended
from bot.identity.links import verified_customer_id
from console.customers.owner import read_chat
from console.refusals import refusal
from crm_backend.catalog.service import get_product
from crm_backend.orders.service import find_order
from kernel.clock import utc_now
from kernel.errors import Conflict, Invalid, NotFound
from kernel.messages import Card
from kernel.turns import Language

PRODUCTS = ("product", "soldout")  # the second was chosen although it is sold out
MOST = 10  # cards in one message


def make_cards(
    session: Session,
    references: Sequence[str],
    customer_id: int | None,
    language: Language,
    *,
    now: datetime | None = None,
) -> list[Card]:
    """Return the cards of references such as `product:LL-0001` and `order:FD-1000001`, in order.

    `customer_id` is the verified customer, None where nobody is: then there are no orders. Raises
    `NotFound` for what is not there, not for sale or another's, `Conflict` for a product that was
    in stock when it was chosen and is no more, and `Invalid` for what is no reference. One that is
    given twice is shown once.
    """
    unique = list(dict.fromkeys(references))
    if len(unique) > MOST:
        raise Invalid(f"A message holds up to {MOST} cards.")
    moment = now or utc_now()
    return [_make_card(session, one, customer_id, language, moment) for one in unique]


def make_cards_of_chat(
    session: Session, references: Sequence[str], conversation_id: str, *, now: datetime
) -> list[Card]:
    """Return the cards for a reply in a conversation: in its language, of its proved customer."""
    conversation = read_chat(session, conversation_id)
    owner = verified_customer_id(conversation, now)
    return make_cards(session, references, owner, conversation.language, now=now)


def _make_card(
    session: Session, reference: str, customer_id: int | None, language: Language, now: datetime
) -> Card:
    kind, _, name = reference.partition(":")
    if kind in PRODUCTS:
        product = get_product(session, sku=name)
        if not product.is_active:
            raise NotFound("There is no such product.")
        if kind == "product" and product.stock <= 0:
            raise refusal(Conflict, "product_sold_out", name=product.name(language))
        return show_recommended(product, language)
    if kind == "order":
        if customer_id is None:
            raise NotFound("There is no such order.")
        return show_order(find_order(session, customer_id=customer_id, number=name), language, now)
    raise Invalid("This is no reference to a card.")

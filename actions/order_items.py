"""Finding the item a customer means among the lines of their own orders."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from actions.mentions import find_item
from actions.turn import Turn
from crm_backend.matching import Document, rank, split_words
from crm_backend.orders.models import Order, OrderLine
from crm_backend.orders.rules import may_return
from crm_backend.orders.service import list_orders

LOOKED_AT = 20  # newest orders in which an item is looked for
NEAR_BEST = 0.85  # share of the best score from which two items are too alike to choose


def match_lines(lines: Sequence[OrderLine], item: str) -> list[OrderLine]:
    """Return the lines that `item` may mean; one if it is clear, none if nothing fits."""
    documents = [
        Document(line.id, ((line.product.name_en, 1.0), (line.product.name_zh, 1.0)))
        for line in lines
    ]
    ranked = rank(item, documents)
    best = ranked[0][1] if ranked else 0.0
    keys = {key for key, score in ranked if score >= best * NEAR_BEST}
    return [line for line in lines if line.id in keys]


def mentioned_lines(lines: Sequence[OrderLine], turn: Turn) -> list[OrderLine]:
    """Return the lines this message may mean: by the product it names, else by its plain words."""
    item = find_item(turn)
    if item:
        return match_lines(lines, item)
    # Free text holds many words that are near to a product's by chance ("from" - "foam"):
    # only a word of the name itself counts.
    said = set(split_words(turn.text))
    known = [word for line in lines for word in _words_of(line)]
    shared = [word for word in dict.fromkeys(known) if word in said]
    return match_lines(lines, " ".join(shared)) if shared else []


def find_order_with(session: Session, turn: Turn, item: str) -> Order | None:
    """Return the newest order of the customer that holds `item`, or None."""
    if not item:
        return None
    orders = list_orders(session, customer_id=turn.owner, limit=LOOKED_AT).items
    return next(iter(orders_with(orders, item)), None)


def orders_with(orders: Sequence[Order], item: str) -> list[Order]:
    """Return the orders that hold what `item` means best among all their lines."""
    meant = match_lines([line for order in orders for line in order.lines], item)
    keys = {line.order_id for line in meant}
    return [order for order in orders if order.id in keys]


def returnable_orders(session: Session, turn: Turn) -> list[Order]:
    """Return the customer's orders of which something can be sent back, newest first."""
    orders = list_orders(session, customer_id=turn.owner, limit=LOOKED_AT).items
    return [order for order in orders if returnable_lines(order, turn.now)]


def returnable_lines(order: Order, now: datetime) -> list[OrderLine]:
    """Return the lines of an order that can be sent back."""
    return [line for line in order.lines if may_return(order, line, now).is_allowed]


def _words_of(line: OrderLine) -> Iterable[str]:
    return (*split_words(line.product.name_en), *split_words(line.product.name_zh))

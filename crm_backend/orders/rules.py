"""What may be done with an order, decided from the order and the time alone.

An order is given with its lines, history, shipment and returns loaded.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from unicodedata import normalize

from crm_backend.decisions import ALLOWED, Decision, refuse
from crm_backend.orders.models import Order, OrderLine, OrderStatus, Return, ReturnStatus

REGRET_WINDOW = timedelta(hours=1)  # a packed order is still taken apart so soon after ordering
RETURN_WINDOW = timedelta(days=30)  # the shop's promise; the law of the EU asks for 14
REFUND_SPAN = timedelta(days=14)  # Directive 2011/83/EU, article 13: money back within 14 days

NUMBER = re.compile(r"(?:FD)?[\s#-]*([0-9]{7,9})", re.IGNORECASE)

NEXT_STATUS: Mapping[OrderStatus, frozenset[OrderStatus]] = {
    "placed": frozenset({"paid", "cancelled"}),
    "paid": frozenset({"packed", "cancelled"}),
    "packed": frozenset({"shipped", "cancelled"}),
    "shipped": frozenset({"delivered"}),
    "delivered": frozenset({"returned"}),
    "cancelled": frozenset(),
    "returned": frozenset(),
}
NEXT_RETURN_STATUS: Mapping[ReturnStatus, frozenset[ReturnStatus]] = {
    "requested": frozenset({"approved", "refused"}),
    "approved": frozenset({"received", "refused"}),
    "received": frozenset({"refunded", "refused"}),
    "refunded": frozenset(),
    "refused": frozenset(),
}


def read_order_number(text: str) -> str | None:
    """Return "FD-1004217" for any way people write it ("fd1004217", "#1004217"), else `None`."""
    found = NUMBER.fullmatch(normalize("NFKC", text).strip().lstrip("#"))
    return f"FD-{found[1]}" if found else None


def may_cancel(order: Order, now: datetime) -> Decision:
    """Until it is packed, and within an hour of ordering until it is shipped."""
    if order.status in ("placed", "paid"):
        return ALLOWED
    if order.status == "packed" and now - order.placed_at <= REGRET_WINDOW:
        return ALLOWED
    return refuse(f"already_{order.status}")


def may_change_address(order: Order, now: datetime) -> Decision:
    """As long as the order may be cancelled: then no label is printed for good."""
    return may_cancel(order, now)


def may_return(order: Order, line: OrderLine, now: datetime) -> Decision:
    """Within 30 days of delivery, and only what of the line was not sent back already."""
    if order.status in ("cancelled", "returned"):
        return refuse(f"already_{order.status}")
    delivered_at = find_delivery(order)
    if order.status != "delivered" or delivered_at is None:
        return refuse("not_delivered")
    if now - delivered_at > RETURN_WINDOW:
        return refuse("window_passed")
    if count_returnable(order, line) == 0:
        return refuse("nothing_left")
    return ALLOWED


def find_delivery(order: Order) -> datetime | None:
    """Return when the parcel arrived, or `None`."""
    if order.shipment is not None and order.shipment.delivered_at is not None:
        return order.shipment.delivered_at
    return max((step.at for step in order.history if step.status == "delivered"), default=None)


def count_returnable(order: Order, line: OrderLine) -> int:
    """Return how many of the line are neither sent back nor on their way; a refused one counts."""
    gone = sum(
        item.quantity
        for item in order.returns
        if item.order_line_id == line.id and item.status != "refused"
    )
    return max(line.quantity - gone, 0)


def refund_due_at(requested_at: datetime) -> datetime:
    """Return when the money of a return is back at the latest."""
    return requested_at + REFUND_SPAN


def may_move(order: Order, status: OrderStatus) -> Decision:
    """Whether staff or the warehouse may set this status next."""
    return ALLOWED if status in NEXT_STATUS[order.status] else refuse(f"already_{order.status}")


def may_move_return(item: Return, status: ReturnStatus) -> Decision:
    """Whether a return may take this status next."""
    if status in NEXT_RETURN_STATUS[item.status]:
        return ALLOWED
    return refuse(f"already_{item.status}")


def is_all_refunded(order: Order) -> bool:
    """Whether every piece of the order was sent back and paid back."""
    refunded = sum(item.quantity for item in order.returns if item.status == "refunded")
    return refunded >= sum(line.quantity for line in order.lines)


def count_paid(order: Order) -> int:
    """Return the cents the customer has paid and not got back by a cancellation."""
    return 0 if order.status in ("placed", "cancelled") else order.total_cents


def count_given_back(order: Order) -> int:
    """Return the cents that were given back, or are promised for a return that runs."""
    promised = sum(item.refund_cents for item in order.returns if item.status != "refused")
    return promised + sum(item.amount_cents for item in order.refunds)


def count_refundable(order: Order) -> int:
    """Return the cents that may still be given back: what was paid less what is promised."""
    return max(count_paid(order) - count_given_back(order), 0)


def count_return_refund(order: Order, line: OrderLine, quantity: int) -> int:
    """Return the cents that so many of a line bring back: their price, but no more than is left."""
    return min(line.unit_price_cents * quantity, count_refundable(order))


def may_refund(order: Order, amount_cents: int) -> Decision:
    """Only what was paid can be given back, and only once."""
    if order.status == "placed":
        return refuse("not_paid")
    if order.status == "cancelled":
        return refuse("already_cancelled")
    left = count_refundable(order)
    if left == 0:
        return refuse("nothing_left")
    return ALLOWED if 0 < amount_cents <= left else refuse("more_than_left")


def is_within_limit(order: Order, amount_cents: int, limit_cents: int | None) -> bool:
    """Whether one may give back so much. All refunds of the order count: small ones add up."""
    given = sum(item.amount_cents for item in order.refunds)
    return limit_cents is None or given + amount_cents <= limit_cents

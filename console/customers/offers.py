"""What may be done with an order, by the rules of orders and the rights of who asks. Pure."""

from datetime import datetime
from typing import Literal

from crm_backend.orders.models import Order
from crm_backend.orders.rules import (
    count_refundable,
    may_cancel,
    may_change_address,
    may_return,
)
from kernel.principals import Principal, may

Action = Literal["refund", "return", "cancel", "address"]
NEEDED: dict[Action, str] = {
    "return": "orders:write",
    "refund": "orders:refund",
    "cancel": "orders:write",
    "address": "orders:write",
}


def find_actions(order: Order, principal: Principal, now: datetime) -> tuple[Action, ...]:
    """Return what this person may do with the order now."""
    possible: dict[Action, bool] = {
        "return": any(may_return(order, line, now).is_allowed for line in order.lines),
        "refund": count_refundable(order) > 0,
        "cancel": may_cancel(order, now).is_allowed,
        "address": may_change_address(order, now).is_allowed,
    }
    return tuple(
        action for action, is_so in possible.items() if is_so and may(principal, NEEDED[action])
    )

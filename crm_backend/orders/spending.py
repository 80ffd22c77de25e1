"""What customers have paid, with what went back taken off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_backend.orders.models import Order, OrderStatus, Refund, Return

UNPAID: tuple[OrderStatus, ...] = ("placed", "cancelled")


@dataclass(frozen=True)
class Spent:
    """So many cents of a currency, in so many paid orders."""

    cents: int
    currency: str
    orders: int


def sum_spent(session: Session, *, customer_id: int, since: datetime) -> list[Spent]:
    """Return what the customer paid for orders placed since then, a row for each currency.

    Orders that wait for payment or were cancelled do not count; refunds are taken off.
    """
    mine = (
        Order.customer_id == customer_id,
        Order.placed_at >= since,
        Order.status.not_in(UNPAID),
    )
    sums = func.sum(Order.total_cents)
    paid = session.execute(
        select(Order.currency, sums, func.count()).where(*mine).group_by(Order.currency)
    )
    back: dict[str, int] = {}
    returned = (Return, Return.refund_cents, Return.status == "refunded")
    refunded = (Refund, Refund.amount_cents, Refund.amount_cents > 0)
    for table, cents, counts in (returned, refunded):
        query = select(Order.currency, func.sum(cents)).join(table, table.order_id == Order.id)
        for currency, total in session.execute(query.where(*mine, counts).group_by(Order.currency)):
            back[currency] = back.get(currency, 0) + int(total)
    return [Spent(int(cents) - back.get(unit, 0), unit, count) for unit, cents, count in paid]

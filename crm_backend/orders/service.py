"""What can be done with orders: place, move on, cancel, redirect. Returns: `orders/returns.py`."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm_backend.catalog.models import Product
from crm_backend.customers.service import get_customer
from crm_backend.decisions import Decision
from crm_backend.numbers import Series, next_number
from crm_backend.orders.models import Order, OrderLine, OrderStatus, OrderStatusChange, Shipment
from crm_backend.orders.queries import (
    OrderView,
    find_order,
    latest_order,
    list_orders,
    list_returns,
    lock_order,
)
from crm_backend.orders.refunds import refund_order
from crm_backend.orders.returns import move_return, request_return
from crm_backend.orders.rules import may_cancel, may_change_address, may_move
from crm_backend.orders.schemas import Address, OrderCreate, StatusMove
from crm_backend.scope import Scope
from kernel.errors import Conflict, Invalid

__all__ = [
    "OrderView",
    "cancel_order",
    "change_address",
    "find_order",
    "latest_order",
    "list_orders",
    "list_returns",
    "move_order",
    "move_return",
    "place_order",
    "refund_order",
    "request_return",
]

ORDERS = Series(prefix="FD", start=1_000_000)
MAX_TOTAL_CENTS = 2_000_000_000  # fits the 32-bit column
CANCELLED, ADDRESS_CHANGED = "Cancelled by request.", "Delivery address changed."


class OrderNotChangeable(Conflict):
    """The order is in a state that does not allow this; `data["reason"]` says which."""

    code = "order_not_changeable"


class OutOfStock(Conflict):
    """There is not enough of a product; `data` names it and what is left."""

    code = "out_of_stock"


def place_order(
    session: Session, *, order: OrderCreate, now: datetime, idempotency_key: str | None = None
) -> OrderView:
    """Store a new order and take its pieces from the stock; raise `OutOfStock`, or `NotFound`."""
    customer = get_customer(session, customer_id=order.customer_id)
    number = next_number(session, ORDERS, Order.number)
    done = _placed_before(session, idempotency_key)
    if done is not None:
        return find_order(session, customer_id=order.customer_id, number=done.number)
    # By SKU: two writers who take the same products in one order cannot block each other.
    wanted = sorted(order.lines, key=lambda line: line.sku)
    lines = [_take(session, line.sku, line.quantity) for line in wanted]
    total = order.shipping_cents + sum(line.unit_price_cents * line.quantity for line in lines)
    if total > MAX_TOTAL_CENTS:
        raise Invalid("The order is worth more than one order may be.")
    made = Order(
        number=number,
        customer_id=customer.id,
        status="placed",
        placed_at=now,
        total_cents=total,
        shipping_cents=order.shipping_cents,
        currency=lines[0].product.currency,
        idempotency_key=idempotency_key,
        lines=lines,
        history=[OrderStatusChange(status="placed", at=now)],
        **order.address.model_dump(),
    )
    session.add(made)
    session.flush()
    return find_order(session, customer_id=customer.id, number=number)


def cancel_order(
    session: Session,
    *,
    customer_id: Scope,
    number: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> OrderView:
    """Cancel and put the pieces back into the stock; raise `OrderNotChangeable` when too late."""
    order = lock_order(session, customer_id=customer_id, number=number)
    if _is_repeat(session, order, idempotency_key):
        return order
    _insist(may_cancel(order, now))
    for line in order.lines:
        _put_back(session, line)
    _record(session, order, "cancelled", now, CANCELLED, idempotency_key)
    return order


def change_address(
    session: Session,
    *,
    customer_id: Scope,
    number: str,
    address: Address,
    now: datetime,
    idempotency_key: str | None = None,
) -> OrderView:
    """Send the parcel elsewhere; raise `OrderNotChangeable` when too late."""
    order = lock_order(session, customer_id=customer_id, number=number)
    if _is_repeat(session, order, idempotency_key):
        return order
    _insist(may_change_address(order, now))
    for field, value in address.model_dump().items():
        setattr(order, field, value)
    _record(session, order, order.status, now, ADDRESS_CHANGED, idempotency_key)
    return order


def move_order(
    session: Session,
    *,
    number: str,
    move: StatusMove,
    customer_id: Scope,
    now: datetime,
    idempotency_key: str | None = None,
) -> OrderView:
    """Take the next step of an order; "shipped" needs the parcel."""
    order = lock_order(session, customer_id=customer_id, number=number)
    if _is_repeat(session, order, idempotency_key):
        return order
    _insist(may_move(order, move.status))
    if (move.status == "shipped") != (move.parcel is not None):
        raise Invalid('A parcel belongs to the status "shipped" and to no other.', field="parcel")
    if move.parcel is not None:
        order.shipment = Shipment(shipped_at=now, **move.parcel.model_dump())
    if move.status == "delivered" and order.shipment is not None:
        order.shipment.delivered_at = now
    _record(session, order, move.status, now, move.note, idempotency_key)
    return order


def _placed_before(session: Session, key: str | None) -> Order | None:
    if key is None:
        return None
    return session.scalar(select(Order).where(Order.idempotency_key == key))


def _is_repeat(session: Session, order: Order, key: str | None) -> bool:
    """Tell whether `key` was used before; using it for another order raises `Conflict`."""
    if key is None:
        return False
    owner = select(OrderStatusChange.order_id).where(OrderStatusChange.idempotency_key == key)
    found = session.scalar(owner)
    if found is not None and found != order.id:
        raise Conflict("This idempotency key was used for another order.")
    return found is not None


def _insist(decision: Decision) -> None:
    if not decision.is_allowed:
        raise OrderNotChangeable("The order can no longer be changed.", reason=decision.reason)


def _record(
    session: Session, order: Order, status: OrderStatus, now: datetime, note: str, key: str | None
) -> None:
    order.status = status
    order.history.append(OrderStatusChange(status=status, at=now, note=note, idempotency_key=key))
    session.flush()


def _take(session: Session, sku: str, quantity: int) -> OrderLine:
    product = session.scalar(select(Product).where(Product.sku == sku, Product.is_active))
    if product is None:
        raise Invalid("There is no such product for sale.", sku=sku)
    taken = session.scalar(
        update(Product)
        .where(Product.id == product.id, Product.stock >= quantity)
        .values(stock=Product.stock - quantity)
        .returning(Product.id)
    )
    if taken is None:
        raise OutOfStock("There is not enough of this product.", sku=sku, stock=product.stock)
    return OrderLine(product=product, quantity=quantity, unit_price_cents=product.price_cents)


def _put_back(session: Session, line: OrderLine) -> None:
    session.execute(
        update(Product)
        .where(Product.id == line.product_id)
        .values(stock=Product.stock + line.quantity)
    )

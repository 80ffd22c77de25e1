"""Reading orders. Every order comes whole: lines with products, history, shipment, returns."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from crm_backend.orders.models import Order, OrderLine, OrderStatus, Return
from crm_backend.orders.rules import read_order_number
from crm_backend.paging import Page, page_by_newest
from crm_backend.scope import EVERYONE, Scope, is_visible
from kernel.errors import NotFound

# The word for an order with everything loaded; the table class serves, its relations never load
# by surprise.
OrderView = Order

WHOLE = (
    selectinload(Order.lines).joinedload(OrderLine.product),
    selectinload(Order.history),
    selectinload(Order.shipment),
    selectinload(Order.returns),
    selectinload(Order.refunds),
)

RETURN_WHOLE = (
    joinedload(Return.order),
    joinedload(Return.line).joinedload(OrderLine.product),
)


def find_order(session: Session, *, customer_id: Scope, number: str) -> OrderView:
    """Return the order; `NotFound`, in the same words, where it is missing or another's.

    `number` may be written as people do. `EVERYONE` as `customer_id` is for staff.
    """
    return _find(session, customer_id=customer_id, number=number, is_locked=False)


def lock_order(session: Session, *, customer_id: Scope, number: str) -> OrderView:
    """Return the order as `find_order`, kept from other writers until the transaction ends."""
    return _find(session, customer_id=customer_id, number=number, is_locked=True)


def latest_order(session: Session, *, customer_id: Scope) -> OrderView | None:
    """Return the customer's newest order, or `None`."""
    query = _visible(customer_id).order_by(Order.placed_at.desc(), Order.id.desc()).limit(1)
    return session.scalar(query)


def list_orders(
    session: Session,
    *,
    customer_id: Scope = EVERYONE,
    status: OrderStatus | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[OrderView]:
    """Return orders, newest first; of all customers where `customer_id` is left out."""
    query = _visible(customer_id)
    if status is not None:
        query = query.where(Order.status == status)
    return page_by_newest(
        session, query, moment=Order.placed_at, column=Order.id, after=after, limit=limit
    )


def list_returns(
    session: Session, *, customer_id: Scope, number: str | None = None
) -> Sequence[Return]:
    """Return the returns of a customer, newest first, each with its order and line with product.

    `number` narrows to one order and raises `NotFound` as `find_order` does.
    """
    query = (
        select(Return)
        .join(Return.order)
        .where(is_visible(Order.customer_id, customer_id))
        .options(*RETURN_WHOLE)
        .order_by(Return.requested_at.desc(), Return.id.desc())
    )
    if number is not None:
        order = find_order(session, customer_id=customer_id, number=number)
        query = query.where(Return.order_id == order.id)
    return session.scalars(query).all()


def _visible(customer_id: Scope) -> Select[Order]:
    return select(Order).where(is_visible(Order.customer_id, customer_id)).options(*WHOLE)


def _find(session: Session, *, customer_id: Scope, number: str, is_locked: bool) -> Order:
    query = _visible(customer_id).where(Order.number == read_order_number(number))
    if is_locked:
        query = query.with_for_update(of=Order).execution_options(populate_existing=True)
    order = session.scalar(query)
    if order is None:
        raise NotFound("There is no such order.")
    return order

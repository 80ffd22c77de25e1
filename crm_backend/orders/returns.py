"""Sending things back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.decisions import Decision
from crm_backend.numbers import Series, next_number
from crm_backend.orders.models import Order, OrderLine, OrderStatusChange, Return
from crm_backend.orders.queries import RETURN_WHOLE, lock_order
from crm_backend.orders.rules import (
    count_return_refund,
    count_returnable,
    is_all_refunded,
    may_move_return,
    may_return,
)
from crm_backend.orders.schemas import ReturnMove
from crm_backend.scope import EVERYONE, Scope
from crm_backend.text import plain, tidy_text
from kernel.errors import Conflict, Invalid, NotFound

RETURNS = Series(prefix="R", start=30_000)


class ReturnNotPossible(Conflict):
    """The line cannot be sent back, or the return not moved on; `data["reason"]` says why."""

    code = "return_not_possible"


def request_return(
    session: Session,
    *,
    customer_id: Scope,
    number: str,
    line_id: int,
    quantity: int,
    reason: str,
    now: datetime,
    idempotency_key: str | None = None,
) -> Return:
    """Note that so many of a line shall go back.

    Raises `NotFound` for an order or line that is missing or another's, `ReturnNotPossible` for
    what the rules forbid, `Invalid` for a quantity that was never bought.
    """
    order = lock_order(session, customer_id=customer_id, number=number)
    done = _requested_before(session, order, idempotency_key)
    if done is not None:
        return _read_return(session, done.number)
    line = _line_of(order, line_id)
    _insist(may_return(order, line, now))
    _check_quantity(quantity, count_returnable(order, line))
    made = Return(
        number=next_number(session, RETURNS, Return.number),
        order=order,
        line=line,
        quantity=quantity,
        reason=tidy_text(reason, what="reason"),
        status="requested",
        refund_cents=count_return_refund(order, line, quantity),
        requested_at=now,
        idempotency_key=idempotency_key,
    )
    session.add(made)
    session.flush()
    return _read_return(session, made.number)


def move_return(session: Session, *, number: str, move: ReturnMove, now: datetime) -> Return:
    """Take the next step of a return; the last refund of an order makes it "returned"."""
    item = _read_return(session, number)
    order = lock_order(session, customer_id=EVERYONE, number=item.order.number)
    # Read again under the lock: another writer may have moved it on meanwhile.
    item = next(found for found in order.returns if found.id == item.id)
    _insist(may_move_return(item, move.status))
    item.status = move.status
    if move.status == "refunded":
        item.refunded_at = now
        if is_all_refunded(order):
            order.status = "returned"
            order.history.append(OrderStatusChange(status="returned", at=now))
    session.flush()
    return _read_return(session, number)


def _read_return(session: Session, number: str) -> Return:
    query = select(Return).where(Return.number == plain(number)).options(*RETURN_WHOLE)
    item = session.scalar(query.execution_options(populate_existing=True))
    if item is None:
        raise NotFound("There is no such return.")
    return item


def _requested_before(session: Session, order: Order, key: str | None) -> Return | None:
    if key is None:
        return None
    found = session.scalar(select(Return).where(Return.idempotency_key == key))
    if found is None:
        return None
    if found.order_id != order.id:
        raise Conflict("This idempotency key was used for another order.")
    return found


def _line_of(order: Order, line_id: int) -> OrderLine:
    for line in order.lines:
        if line.id == line_id:
            return line
    raise NotFound("There is no such line in this order.")


def _check_quantity(quantity: int, returnable: int) -> None:
    if not 1 <= quantity <= returnable:
        raise Invalid(f"Between 1 and {returnable} of this line can be returned.", most=returnable)


def _insist(decision: Decision) -> None:
    if not decision.is_allowed:
        raise ReturnNotPossible("This cannot be returned.", reason=decision.reason)

"""Giving money back beside returns: for a late parcel, a scratch, a price that was wrong."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.orders.models import Order, OrderStatusChange, Refund
from crm_backend.orders.queries import lock_order
from crm_backend.orders.rules import count_refundable, is_within_limit, may_refund
from crm_backend.scope import Scope
from crm_backend.text import tidy_text
from kernel.errors import Conflict, Forbidden

NOTE = "Refunded {amount:.2f} {currency}."


class RefundNotPossible(Conflict):
    """The order allows no such refund; `data` says why and how many cents are left."""

    code = "refund_not_possible"


class RefundAboveLimit(Forbidden):
    """The refunds of the order would be more than the caller may give."""

    code = "refund_above_limit"


def refund_order(
    session: Session,
    *,
    customer_id: Scope,
    number: str,
    amount_cents: int,
    reason: str,
    given_by: str,
    limit_cents: int | None,
    now: datetime,
    idempotency_key: str | None = None,
) -> Refund:
    """Note that money goes back; with a key once, however often it is asked.

    `limit_cents` bounds all refunds of the order together, None is no bound. Raises `NotFound`,
    `RefundNotPossible`, `RefundAboveLimit`, and `Conflict` for a key of another refund.
    """
    order = lock_order(session, customer_id=customer_id, number=number)
    done = _given_before(session, order, idempotency_key, amount_cents)
    if done is not None:
        return done
    decision = may_refund(order, amount_cents)
    if not decision.is_allowed:
        left = count_refundable(order)
        raise RefundNotPossible("This cannot be refunded.", reason=decision.reason, left=left)
    if not is_within_limit(order, amount_cents, limit_cents):
        raise RefundAboveLimit("This is more than you may refund.", limit=limit_cents)
    made = Refund(
        amount_cents=amount_cents,
        reason=tidy_text(reason, what="reason"),
        given_by=given_by,
        given_at=now,
        idempotency_key=idempotency_key,
    )
    order.refunds.append(made)
    note = NOTE.format(amount=amount_cents / 100, currency=order.currency)
    order.history.append(OrderStatusChange(status=order.status, at=now, note=note))
    session.flush()
    return made


def _given_before(
    session: Session, order: Order, key: str | None, amount_cents: int
) -> Refund | None:
    if key is None:
        return None
    found = session.scalar(select(Refund).where(Refund.idempotency_key == key))
    if found is not None and (found.order_id, found.amount_cents) != (order.id, amount_cents):
        raise Conflict("This idempotency key was used for another refund.")
    return found

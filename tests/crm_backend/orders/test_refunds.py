"""Refunds: never more than was paid, once per key, within the limit of who gives them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from crm_backend.orders import rules, service
from crm_backend.orders.models import Order, OrderStatus, Refund, Return
from crm_backend.orders.refunds import RefundAboveLimit, RefundNotPossible
from kernel.errors import Conflict, Invalid, NotFound
from tests.crm_backend.shop import NOW, Shop

TOTAL = 9_800
MakeOrder = Callable[..., Order]


@pytest.fixture
def make_order(shop: Shop) -> MakeOrder:
    """Ada's orders of two lamps for 98.00."""
    ada, lamp = shop.customer(), shop.product("LL-0001", shop.category())

    def make(status: OrderStatus = "delivered", number: str = "FD-1000001") -> Order:
        made = shop.order(ada, (lamp, 2), number=number, status=status, delivered_at=NOW)
        made.total_cents = TOTAL
        shop.session.flush()
        return made

    return make


def give(session: Session, order: Order, cents: int = 1_000, **more: object) -> Refund:
    values = {
        "customer_id": order.customer_id,
        "number": order.number,
        "amount_cents": cents,
        "reason": "came late",
        "given_by": "staff:7",
        "limit_cents": None,
        "now": NOW,
        "idempotency_key": None,
    }
    return service.refund_order(session, **(values | more))  # type: ignore[arg-type]


def read(session: Session, order: Order) -> Order:
    session.expunge_all()
    return service.find_order(session, customer_id=order.customer_id, number=order.number)


def test_refund_is_kept_with_who_gave_it_and_stands_in_the_history(
    session: Session, make_order: MakeOrder
) -> None:
    order = make_order()
    give(session, order, 1_250, reason=" a scratch ")
    found = read(session, order)
    (refund,) = found.refunds
    assert (refund.amount_cents, refund.reason) == (1_250, "a scratch")
    assert (refund.given_by, refund.given_at) == ("staff:7", NOW)
    assert found.history[-1].note == "Refunded 12.50 EUR."
    assert found.history[-1].status == found.status == "delivered"
    assert rules.count_refundable(found) == TOTAL - 1_250


def test_refund_is_given_once_when_the_key_repeats(session: Session, make_order: MakeOrder) -> None:
    order = make_order()
    first = give(session, order, idempotency_key="k")
    assert give(session, order, idempotency_key="k").id == first.id
    assert len(read(session, order).refunds) == 1
    with pytest.raises(Conflict, match="another refund"):
        give(session, order, 1_001, idempotency_key="k")
    with pytest.raises(Conflict, match="another refund"):
        give(session, make_order(number="FD-1000002"), idempotency_key="k")


@pytest.mark.parametrize(
    ("status", "reason"), [("placed", "not_paid"), ("cancelled", "already_cancelled")]
)
def test_refund_is_refused_when_nothing_was_paid(
    session: Session, make_order: MakeOrder, status: OrderStatus, reason: str
) -> None:
    with pytest.raises(RefundNotPossible) as refused:
        give(session, make_order(status))
    assert refused.value.data["reason"] == reason


@pytest.mark.parametrize("status", ["paid", "packed", "shipped", "delivered"])
def test_refund_may_be_whole_and_then_nothing_is_left(
    session: Session, make_order: MakeOrder, status: OrderStatus
) -> None:
    order = make_order(status)
    with pytest.raises(RefundNotPossible) as refused:
        give(session, order, TOTAL + 1)
    assert refused.value.data == {"reason": "more_than_left", "left": TOTAL}
    give(session, order, TOTAL)
    with pytest.raises(RefundNotPossible) as refused:
        give(session, order, 1)
    assert refused.value.data == {"reason": "nothing_left", "left": 0}


@pytest.mark.parametrize("cents", [0, -1, -TOTAL])
def test_refund_of_nothing_or_less_is_refused(
    session: Session, make_order: MakeOrder, cents: int
) -> None:
    with pytest.raises(RefundNotPossible):
        give(session, make_order(), cents)


def test_small_refunds_add_up_to_the_limit(session: Session, make_order: MakeOrder) -> None:
    order = make_order()
    give(session, order, 600, limit_cents=1_000)
    with pytest.raises(RefundAboveLimit) as refused:
        give(session, order, 401, limit_cents=1_000)
    assert refused.value.status == 403
    give(session, order, 400, limit_cents=1_000)
    give(session, order, 5_000)


def test_refund_of_another_customers_order_is_not_found(
    session: Session, make_order: MakeOrder
) -> None:
    order = make_order()
    with pytest.raises(NotFound):
        give(session, order, customer_id=order.customer_id + 1)


def test_refund_needs_a_reason(session: Session, make_order: MakeOrder) -> None:
    with pytest.raises(Invalid):
        give(session, make_order(), reason=" ")


def send_back(session: Session, order: Order, quantity: int) -> Return:
    found = read(session, order)
    return service.request_return(
        session,
        customer_id=order.customer_id,
        number=order.number,
        line_id=found.lines[0].id,
        quantity=quantity,
        reason="broken",
        now=NOW,
    )


def test_what_a_return_promises_is_not_refunded_again(
    session: Session, make_order: MakeOrder
) -> None:
    order = make_order()
    promised = send_back(session, order, 1)
    with pytest.raises(RefundNotPossible) as refused:
        give(session, order, TOTAL)
    assert refused.value.data["left"] == TOTAL - promised.refund_cents == 4_900


def test_return_brings_back_no_more_than_is_left(session: Session, make_order: MakeOrder) -> None:
    order = make_order()
    give(session, order, 9_000)
    assert send_back(session, order, 2).refund_cents == 800


AMOUNTS = st.lists(st.integers(-10, 120), max_size=12)


@given(paid=st.integers(0, 300), amounts=AMOUNTS, promised=st.integers(0, 300))
def test_never_more_goes_back_than_was_paid(paid: int, amounts: list[int], promised: int) -> None:
    order = Order(id=1, number="FD-1000001", status="delivered", total_cents=paid)
    order.returns.append(Return(status="approved", refund_cents=min(promised, paid)))
    for cents in amounts:
        if rules.may_refund(order, cents).is_allowed:
            order.refunds.append(Refund(amount_cents=cents))
    assert rules.count_given_back(order) <= paid

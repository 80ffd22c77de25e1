"""Returns: within the rules, never more than was bought, once per key."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from crm_backend.orders import service
from crm_backend.orders.models import Order, Return
from crm_backend.orders.returns import ReturnNotPossible
from crm_backend.orders.schemas import ReturnMove
from kernel.errors import Conflict, Invalid, NotFound
from tests.crm_backend.shop import NOW, Shop


@pytest.fixture
def lamp(shop: Shop) -> Product:
    return shop.product("LL-0001", shop.category())


@pytest.fixture
def order(shop: Shop, lamp: Product) -> Order:
    made = shop.order(shop.customer(), (lamp, 2), status="delivered", delivered_at=NOW)
    shop.session.expunge_all()
    return made


def ask(session: Session, order: Order, **more: object) -> Return:
    values = {
        "customer_id": order.customer_id,
        "number": order.number,
        "line_id": order.lines[0].id,
        "quantity": 1,
        "reason": "arrived broken",
        "now": NOW,
        "idempotency_key": None,
    }
    return service.request_return(session, **(values | more))  # type: ignore[arg-type]


def test_return_is_noted_when_allowed(session: Session, order: Order) -> None:
    made = ask(session, order)
    assert (made.number, made.status, made.refund_cents) == ("R-30001", "requested", 4_900)
    assert made.line.product.sku == "LL-0001"
    assert made.order.number == order.number


def test_return_is_noted_once_when_key_repeats(session: Session, order: Order) -> None:
    first, again = (
        ask(session, order, idempotency_key="k"),
        ask(session, order, idempotency_key="k"),
    )
    assert first.id == again.id
    assert again.line.product.sku == "LL-0001"
    assert len(service.list_returns(session, customer_id=order.customer_id)) == 1


def test_key_is_refused_when_it_was_used_for_another_order(
    shop: Shop, order: Order, lamp: Product
) -> None:
    ask(shop.session, order, idempotency_key="k")
    ada = shop.session.get_one(Customer, order.customer_id)
    own_lamp = shop.session.get_one(Product, lamp.id)
    other = shop.order(
        ada, (own_lamp, 1), number="FD-1000002", status="delivered", delivered_at=NOW
    )
    with pytest.raises(Conflict, match="another order"):
        ask(shop.session, other, idempotency_key="k")


def test_return_is_refused_when_it_is_late(session: Session, order: Order) -> None:
    with pytest.raises(ReturnNotPossible) as refusal:
        ask(session, order, now=NOW + timedelta(days=31))
    assert refusal.value.data == {"reason": "window_passed"}


def test_return_is_refused_when_all_was_sent_back(session: Session, order: Order) -> None:
    ask(session, order, quantity=2)
    with pytest.raises(ReturnNotPossible) as refusal:
        ask(session, order)
    assert refusal.value.data == {"reason": "nothing_left"}


@pytest.mark.parametrize("quantity", [0, -1, 3, 10**30])
def test_return_is_refused_when_quantity_was_never_bought(
    session: Session, order: Order, quantity: int
) -> None:
    with pytest.raises(Invalid):
        ask(session, order, quantity=quantity)


def test_return_is_refused_when_reason_is_empty(session: Session, order: Order) -> None:
    with pytest.raises(Invalid):
        ask(session, order, reason=" \x00 ")


def test_return_looks_impossible_when_order_or_line_is_anothers(
    session: Session, order: Order
) -> None:
    with pytest.raises(NotFound):
        ask(session, order, customer_id=order.customer_id + 1)
    with pytest.raises(NotFound):
        ask(session, order, line_id=order.lines[0].id + 1)


def move(session: Session, number: str, *statuses: str) -> Return:
    for status in statuses:
        item = service.move_return(
            session, number=number, move=ReturnMove.model_validate({"status": status}), now=NOW
        )
    return item


def test_order_is_returned_when_last_piece_is_refunded(session: Session, order: Order) -> None:
    numbers = [ask(session, order).number, ask(session, order).number]
    first = move(session, numbers[0], "approved", "received", "refunded")
    assert (first.status, first.refunded_at, first.order.status) == ("refunded", NOW, "delivered")
    last = move(session, numbers[1], "approved", "received", "refunded")
    assert last.order.status == "returned"


def test_pieces_can_be_sent_again_when_return_was_refused(session: Session, order: Order) -> None:
    refused = move(session, ask(session, order, quantity=2).number, "refused")
    assert refused.refunded_at is None
    assert ask(session, order, quantity=2).refund_cents == 9_800


def test_step_is_refused_when_it_jumps(session: Session, order: Order) -> None:
    number = ask(session, order).number
    with pytest.raises(ReturnNotPossible) as refusal:
        move(session, number, "refunded")
    assert refusal.value.data == {"reason": "already_requested"}


def test_step_is_refused_when_return_is_missing(session: Session) -> None:
    with pytest.raises(NotFound):
        move(session, "R-99999", "approved")


def test_returns_are_listed_newest_first_when_asked_for(session: Session, order: Order) -> None:
    ask(session, order)
    ask(session, order, now=NOW + timedelta(days=1))
    found = service.list_returns(session, customer_id=order.customer_id, number=order.number)
    assert [item.number for item in found] == ["R-30002", "R-30001"]
    assert list(service.list_returns(session, customer_id=order.customer_id + 1)) == []
    with pytest.raises(NotFound):
        service.list_returns(session, customer_id=order.customer_id + 1, number=order.number)

"""Orders: found by their owner alone, changed within the rules, once per key."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from crm_backend.orders import service
from crm_backend.orders.models import Order
from crm_backend.orders.schemas import LineCreate, OrderCreate, Parcel, StatusMove
from crm_backend.orders.service import OrderNotChangeable, OutOfStock
from crm_backend.scope import EVERYONE
from kernel.errors import Conflict, Invalid, NotFound
from tests.crm_backend.shop import ADDRESS, NOW, Shop


@pytest.fixture
def ada(shop: Shop) -> Customer:
    return shop.customer()


@pytest.fixture
def bo(shop: Shop) -> Customer:
    return shop.customer("bo@example.com", "Bo")


@pytest.fixture
def lamp(shop: Shop) -> Product:
    return shop.product("LL-0001", shop.category())


@pytest.fixture
def order(shop: Shop, ada: Customer, lamp: Product) -> Order:
    made = shop.order(ada, (lamp, 2))
    shop.session.expunge_all()
    return made


def test_order_comes_whole_when_found(session: Session, order: Order) -> None:
    found = service.find_order(session, customer_id=order.customer_id, number="fd1000001")
    assert found.lines[0].product.name("zh") == "落地灯"
    assert [step.status for step in found.history] == ["placed"]
    assert (found.shipment, found.returns) == (None, [])
    assert "customer" in inspect(found).unloaded


def test_order_of_another_looks_missing_when_asked_for(
    session: Session, order: Order, bo: Customer
) -> None:
    with pytest.raises(NotFound) as foreign:
        service.find_order(session, customer_id=bo.id, number=order.number)
    with pytest.raises(NotFound) as missing:
        service.find_order(session, customer_id=bo.id, number="FD-9999999")
    with pytest.raises(NotFound) as unreadable:
        service.find_order(session, customer_id=bo.id, number="what\x00ever")
    assert foreign.value.message == missing.value.message == unreadable.value.message
    assert foreign.value.data == missing.value.data == unreadable.value.data


def test_nothing_is_seen_when_nobody_is_named(session: Session, order: Order) -> None:
    nobody: int = None  # type: ignore[assignment] (what a careless caller might hand over)
    assert list(service.list_orders(session, customer_id=nobody).items) == []
    assert service.latest_order(session, customer_id=nobody) is None
    with pytest.raises(NotFound):
        service.find_order(session, customer_id=nobody, number=order.number)


def test_newest_order_is_given_when_there_are_several(
    shop: Shop, order: Order, bo: Customer
) -> None:
    lamp = shop.session.get_one(Product, order.lines[0].product_id)
    ada = shop.session.get_one(Customer, order.customer_id)
    later = NOW + timedelta(days=1)
    shop.order(ada, (lamp, 1), number="FD-1000000", placed_at=later)
    shop.order(bo, (lamp, 1), number="FD-1000002", placed_at=later + timedelta(days=1))
    found = service.latest_order(shop.session, customer_id=ada.id)
    assert found is not None
    assert found.number == "FD-1000000"
    assert service.latest_order(shop.session, customer_id=999) is None


def test_list_is_narrowed_when_customer_and_status_are_given(
    shop: Shop, order: Order, bo: Customer
) -> None:
    lamp = shop.session.get_one(Product, order.lines[0].product_id)
    shop.order(bo, (lamp, 1), number="FD-1000002", status="shipped")
    assert len(service.list_orders(shop.session).items) == 2
    assert len(service.list_orders(shop.session, customer_id=bo.id).items) == 1
    assert list(service.list_orders(shop.session, customer_id=bo.id, status="paid").items) == []


def place(session: Session, customer_id: int, quantity: int = 3, key: str | None = None) -> Order:
    body = OrderCreate(
        customer_id=customer_id,
        lines=[LineCreate(sku="LL-0001", quantity=quantity)],
        address=ADDRESS,
        shipping_cents=490,
    )
    return service.place_order(session, order=body, now=NOW, idempotency_key=key)


def test_stock_is_taken_when_order_is_placed(
    session: Session, ada: Customer, lamp: Product
) -> None:
    placed = place(session, ada.id)
    assert (placed.number, placed.status, placed.city) == ("FD-1000001", "placed", "Berlin")
    assert placed.total_cents == 3 * 4_900 + 490
    assert lamp.stock == 7


def test_order_is_placed_once_when_key_repeats(
    session: Session, ada: Customer, bo: Customer, lamp: Product
) -> None:
    first = place(session, ada.id, key="k")
    assert place(session, ada.id, key="k").id == first.id
    assert lamp.stock == 7
    with pytest.raises(NotFound):
        place(session, bo.id, key="k")


def test_order_is_refused_when_stock_is_short(
    session: Session, ada: Customer, lamp: Product
) -> None:
    with pytest.raises(OutOfStock) as refusal:
        place(session, ada.id, quantity=11)
    assert refusal.value.data == {"sku": "LL-0001", "stock": 10}
    assert lamp.stock == 10


def test_order_is_refused_when_product_is_not_for_sale(
    session: Session, ada: Customer, lamp: Product
) -> None:
    lamp.is_active = False
    with pytest.raises(Invalid):
        place(session, ada.id)


def test_order_is_refused_when_it_is_worth_too_much(
    session: Session, ada: Customer, lamp: Product
) -> None:
    lamp.price_cents, lamp.stock = 100_000_000, 1_000
    with pytest.raises(Invalid):
        place(session, ada.id, quantity=1_000)


def test_stock_comes_back_when_order_is_cancelled(session: Session, order: Order) -> None:
    cancelled = service.cancel_order(
        session, customer_id=order.customer_id, number=order.number, now=NOW, idempotency_key="k"
    )
    assert cancelled.status == "cancelled"
    assert [step.status for step in cancelled.history] == ["placed", "cancelled"]
    assert session.get_one(Product, order.lines[0].product_id).stock == 12


def test_order_is_cancelled_once_when_key_repeats(session: Session, order: Order) -> None:
    for _ in range(2):
        cancelled = service.cancel_order(
            session,
            customer_id=order.customer_id,
            number=order.number,
            now=NOW,
            idempotency_key="k",
        )
    assert len(cancelled.history) == 2
    assert session.get_one(Product, order.lines[0].product_id).stock == 12


def test_cancelling_is_refused_when_order_was_cancelled_before(
    session: Session, order: Order
) -> None:
    service.cancel_order(session, customer_id=order.customer_id, number=order.number, now=NOW)
    with pytest.raises(OrderNotChangeable) as refusal:
        service.cancel_order(session, customer_id=order.customer_id, number=order.number, now=NOW)
    assert refusal.value.data == {"reason": "already_cancelled"}


def test_cancelling_is_refused_when_order_is_anothers(
    session: Session, order: Order, bo: Customer
) -> None:
    with pytest.raises(NotFound):
        service.cancel_order(session, customer_id=bo.id, number=order.number, now=NOW)
    assert service.find_order(session, customer_id=EVERYONE, number=order.number).status == "placed"


def test_key_is_refused_when_it_was_used_for_another_order(shop: Shop, order: Order) -> None:
    session, owner = shop.session, order.customer_id
    ada = session.get_one(Customer, owner)
    lamp = session.get_one(Product, order.lines[0].product_id)
    other = shop.order(ada, (lamp, 1), number="FD-1000002")
    service.cancel_order(
        session, customer_id=owner, number=order.number, now=NOW, idempotency_key="k"
    )
    with pytest.raises(Conflict, match="another order"):
        service.cancel_order(
            session, customer_id=owner, number=other.number, now=NOW, idempotency_key="k"
        )


def test_address_changes_when_order_is_young(session: Session, order: Order) -> None:
    for _ in range(2):
        changed = service.change_address(
            session,
            customer_id=order.customer_id,
            number=order.number,
            address=ADDRESS,
            now=NOW,
            idempotency_key="k",
        )
    assert (changed.street, changed.status) == ("Hauptstr. 1", "placed")
    assert [step.note for step in changed.history] == ["", "Delivery address changed."]


def move(session: Session, number: str, **body: object) -> Order:
    step = StatusMove.model_validate(body)
    return service.move_order(session, customer_id=EVERYONE, number=number, move=step, now=NOW)


PARCEL = Parcel(carrier="DHL", tracking_number="JD1", expected_at=NOW + timedelta(days=2))


def test_order_reaches_its_customer_when_moved_step_by_step(session: Session, order: Order) -> None:
    move(session, order.number, status="paid")
    move(session, order.number, status="packed", note="Shelf 4")
    shipped = move(session, order.number, status="shipped", parcel=PARCEL)
    assert shipped.shipment is not None
    assert shipped.shipment.carrier == "DHL"
    delivered = move(session, order.number, status="delivered")
    assert delivered.shipment is not None
    assert delivered.shipment.delivered_at == NOW
    steps = [step.status for step in delivered.history]
    assert steps == ["placed", "paid", "packed", "shipped", "delivered"]


def test_step_is_refused_when_it_jumps(session: Session, order: Order) -> None:
    with pytest.raises(OrderNotChangeable):
        move(session, order.number, status="delivered")


def test_step_is_refused_when_parcel_does_not_belong(session: Session, order: Order) -> None:
    with pytest.raises(Invalid):
        move(session, order.number, status="paid", parcel=PARCEL)


def test_step_is_taken_once_when_key_repeats(session: Session, order: Order) -> None:
    for _ in range(2):
        moved = service.move_order(
            session,
            customer_id=EVERYONE,
            number=order.number,
            move=StatusMove(status="paid"),
            now=NOW,
            idempotency_key="k",
        )
    assert len(moved.history) == 2


@given(st.text())
def test_finding_says_not_found_when_number_is_anything(text: str) -> None:
    class Empty(Session):
        """A session of a shop without orders, whatever it is asked."""

        def scalar(self, *_args: object, **_options: object) -> None:
            return None

    with pytest.raises(NotFound):
        service.find_order(Empty(), customer_id=1, number=text)

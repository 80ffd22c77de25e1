"""What may be done with an order, decided by status and time."""

from datetime import datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.orders import rules
from crm_backend.orders.models import (
    Order,
    OrderLine,
    OrderStatus,
    OrderStatusChange,
    Return,
    ReturnStatus,
    Shipment,
)
from tests.crm_backend.shop import NOW

STATUSES: tuple[OrderStatus, ...] = get_args(OrderStatus)
RETURN_STATUSES: tuple[ReturnStatus, ...] = get_args(ReturnStatus)
SPANS = st.timedeltas(timedelta(0), timedelta(days=100))


def make_order(
    status: OrderStatus, *, delivered_at: datetime | None = None, quantity: int = 2
) -> Order:
    order = Order(id=1, number="FD-1000001", status=status, placed_at=NOW)
    order.lines = [OrderLine(id=7, quantity=quantity, unit_price_cents=100)]
    if delivered_at is not None:
        order.shipment = Shipment(delivered_at=delivered_at)
    return order


def send_back(order: Order, quantity: int, status: ReturnStatus) -> None:
    order.returns.append(Return(order_line_id=7, quantity=quantity, status=status))


@given(st.sampled_from(STATUSES), SPANS)
def test_cancelling_follows_the_status_when_time_passes(
    status: OrderStatus, span: timedelta
) -> None:
    decision = rules.may_cancel(make_order(status), NOW + span)
    is_early = status == "packed" and span <= timedelta(hours=1)
    assert decision.is_allowed == (status in ("placed", "paid") or is_early)
    assert decision.reason == ("ok" if decision.is_allowed else f"already_{status}")


@given(st.sampled_from(STATUSES), SPANS)
def test_address_may_change_when_order_may_be_cancelled(
    status: OrderStatus, span: timedelta
) -> None:
    order = make_order(status)
    assert rules.may_change_address(order, NOW + span) == rules.may_cancel(order, NOW + span)


@given(SPANS)
def test_return_is_refused_when_window_has_passed(span: timedelta) -> None:
    order = make_order("delivered", delivered_at=NOW)
    decision = rules.may_return(order, order.lines[0], NOW + span)
    is_late = span > timedelta(days=30)
    assert (decision.is_allowed, decision.reason) == (
        (False, "window_passed") if is_late else (True, "ok")
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("placed", "not_delivered"),
        ("paid", "not_delivered"),
        ("packed", "not_delivered"),
        ("shipped", "not_delivered"),
        ("cancelled", "already_cancelled"),
        ("returned", "already_returned"),
    ],
)
def test_return_is_refused_when_order_is_not_delivered(status: OrderStatus, reason: str) -> None:
    order = make_order(status)
    assert rules.may_return(order, order.lines[0], NOW).reason == reason


def test_return_is_refused_when_no_delivery_is_known() -> None:
    order = make_order("delivered")
    assert rules.may_return(order, order.lines[0], NOW).reason == "not_delivered"


def test_delivery_is_read_from_history_when_parcel_does_not_say() -> None:
    order = make_order("delivered")
    order.history = [OrderStatusChange(status="delivered", at=NOW)]
    order.shipment = Shipment(delivered_at=None)
    assert rules.find_delivery(order) == NOW
    assert rules.may_return(order, order.lines[0], NOW).is_allowed


@given(
    st.integers(1, 9),
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(RETURN_STATUSES)), max_size=4),
)
def test_rest_is_what_was_not_sent_back_when_some_was(
    quantity: int, sent: list[tuple[int, ReturnStatus]]
) -> None:
    order = make_order("delivered", delivered_at=NOW, quantity=quantity)
    for count, status in sent:
        send_back(order, count, status)
    rest = rules.count_returnable(order, order.lines[0])
    gone = sum(count for count, status in sent if status != "refused")
    assert rest == max(quantity - gone, 0)
    decision = rules.may_return(order, order.lines[0], NOW)
    assert decision.reason == ("ok" if rest else "nothing_left")


@given(st.sampled_from(STATUSES), st.sampled_from(STATUSES))
def test_order_never_goes_back_when_moved(status: OrderStatus, wanted: OrderStatus) -> None:
    if rules.may_move(make_order(status), wanted).is_allowed:
        assert STATUSES.index(wanted) > STATUSES.index(status)
    else:
        assert wanted not in rules.NEXT_STATUS[status]


@pytest.mark.parametrize("status", ["cancelled", "returned"])
def test_order_stays_when_it_has_ended(status: OrderStatus) -> None:
    assert not any(rules.may_move(make_order(status), wanted).is_allowed for wanted in STATUSES)


@given(st.sampled_from(RETURN_STATUSES), st.sampled_from(RETURN_STATUSES))
def test_return_ends_when_refunded_or_refused(status: ReturnStatus, wanted: ReturnStatus) -> None:
    decision = rules.may_move_return(Return(status=status), wanted)
    assert decision.is_allowed == (wanted in rules.NEXT_RETURN_STATUS[status])
    if status in ("refunded", "refused"):
        assert decision.reason == f"already_{status}"


def test_order_is_all_refunded_when_every_piece_is() -> None:
    order = make_order("delivered", quantity=2)
    send_back(order, 1, "refunded")
    assert not rules.is_all_refunded(order)
    send_back(order, 1, "received")
    assert not rules.is_all_refunded(order)
    order.returns[1].status = "refunded"
    assert rules.is_all_refunded(order)


def test_money_is_back_in_fourteen_days_when_return_is_requested() -> None:
    assert rules.refund_due_at(NOW) == NOW + timedelta(days=14)


@pytest.mark.parametrize(
    "text",
    [
        "FD-1004217",
        "fd1004217",
        "1004217",
        "#1004217",
        "FD 1004217",
        " fd-1004217 ",
        "#FD-1004217",
        "ＦＤ－１００４２１７",
    ],
)
def test_order_number_is_read_when_written_as_people_do(text: str) -> None:
    assert rules.read_order_number(text) == "FD-1004217"


@pytest.mark.parametrize("text", ["", "FD", "FD-100", "T-20481", "1004217 or so", "FD-1004217\x00"])
def test_order_number_is_not_read_when_it_is_none(text: str) -> None:
    assert rules.read_order_number(text) is None


@given(st.text())
def test_order_number_has_one_form_when_read_from_anything(text: str) -> None:
    number = rules.read_order_number(text)
    assert number is None or rules.read_order_number(number) == number

"""What scripts are told of the ten customers of the demonstration."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.customers.models import Customer
from crm_backend.orders.queries import find_order
from crm_backend.orders.rules import may_cancel, may_return
from crm_backend.seed import DemoReport, demo_report, seed_shop
from crm_backend.seed.shop import Size
from kernel.db import Database
from kernel.errors import NotFound

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SMALL = Size(customers=40, orders=120, tickets=40)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("demo")
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    database.create_all()
    seed_shop(database, data=folder, now=NOW, progress=lambda *_: None, size=SMALL)
    yield database
    database.dispose()


@pytest.fixture
def reader(demo: Database) -> Iterator[Session]:
    with demo.session() as session:
        yield session


@pytest.fixture
def report(reader: Session) -> DemoReport:
    return demo_report(reader)


def test_ten_customers_of_both_languages_are_shown(report: DemoReport) -> None:
    assert len(report["customers"]) == 10
    assert {customer["language"] for customer in report["customers"]} == {"en", "zh"}
    assert set(report["customers"][0]) == {"name", "email", "language", "orders", "tickets"}


def test_first_five_can_try_everything(report: DemoReport, reader: Session) -> None:
    for shown in report["customers"][:5]:
        lamps = [
            order["number"]
            for order in shown["orders"]
            if order["status"] == "delivered"
            and sum("lamp" in item or "灯" in item for item in order["items"]) == 1
            and can_return(reader, shown["email"], order["number"])
        ]
        assert lamps, shown["name"]
        assert "open" in {ticket["status"] for ticket in shown["tickets"]}, shown["name"]
        assert shown["orders"][0]["status"] in ("placed", "paid", "packed", "shipped")


def can_return(session: Session, email: str, number: str) -> bool:
    customer = session.scalars(select(Customer).where(Customer.email == email)).one()
    order = find_order(session, customer_id=customer.id, number=number)
    return all(may_return(order, line, NOW).is_allowed for line in order.lines)


def test_somebody_can_cancel_and_somebody_has_no_orders(
    report: DemoReport, reader: Session
) -> None:
    orders = [
        find_order(reader, customer_id=customer.id, number=order["number"])
        for shown in report["customers"]
        for customer in reader.scalars(select(Customer).where(Customer.email == shown["email"]))
        for order in shown["orders"]
    ]
    assert sum(may_cancel(order, NOW).is_allowed for order in orders) >= 2
    counts = [len(shown["orders"]) for shown in report["customers"]]
    assert min(counts) == 0
    assert max(counts) > 20


def test_items_are_named_in_the_language_of_the_customer(report: DemoReport) -> None:
    for shown in report["customers"]:
        for item in (item for order in shown["orders"] for item in order["items"]):
            is_chinese = re.search(r"[\u4e00-\u9fff]", item) is not None
            assert is_chinese == (shown["language"] == "zh"), item


def test_totals_read_like_money(report: DemoReport) -> None:
    totals = [order["total"] for shown in report["customers"] for order in shown["orders"]]
    assert all(re.fullmatch(r"\d+\.\d\d EUR", total) for total in totals)


def test_unknown_number_is_well_formed_and_unknown(report: DemoReport, reader: Session) -> None:
    number = report["unknown_order_number"]
    assert re.fullmatch(r"FD-\d{7}", number)
    with pytest.raises(NotFound):
        find_order(reader, customer_id=1, number=number)


def test_report_says_so_when_there_is_no_demo_shop(session: Session) -> None:
    with pytest.raises(NotFound, match="frontdesk seed"):
        demo_report(session)

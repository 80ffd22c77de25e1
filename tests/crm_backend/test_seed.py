"""The demo shop: its shape, that it hangs together, and that the same day gives the same shop."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.catalog.models import Category, Product
from crm_backend.customers.models import Customer
from crm_backend.knowledge.models import Article
from crm_backend.orders.models import Order, OrderLine, Return
from crm_backend.orders.rules import may_return
from crm_backend.seed import seed_shop
from crm_backend.seed.rows import table_of
from crm_backend.seed.shop import FULL_SIZE, Size
from crm_backend.seed.store import TABLES
from crm_backend.tickets.models import Ticket
from crm_backend.tickets.rules import sla_due_at
from kernel.db import Database
from kernel.errors import Conflict

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SMALL = Size(customers=150, orders=900, tickets=120)
INTENTS = {
    *("ask_opening_hours", "ask_payment", "ask_warranty", "ask_shipping_cost"),
    *("ask_return_policy", "ask_delivery_time", "get_login_help", "update_details"),
    *("delete_data", "request_invoice"),
}


def be_silent(title: str, done: int, total: int) -> None:
    assert 0 <= done <= total, title


def seed(folder: Path, now: datetime = NOW, size: Size = SMALL) -> Database:
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    database.create_all()
    seed_shop(database, data=folder, now=now, progress=be_silent, size=size)
    return database


def fingerprint(database: Database, folder: Path) -> str:
    digest = sha256()
    with database.session() as session:
        for model in TABLES:
            rows = session.execute(select(table_of(model)).order_by("id")).all()
            digest.update(repr(rows).encode())
    for picture in sorted((folder / "pictures").iterdir()):
        digest.update(picture.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def seeded(folder: Path) -> Iterator[Database]:
    database = seed(folder)
    yield database
    database.dispose()


@pytest.fixture
def reader(seeded: Database) -> Iterator[Session]:
    with seeded.session() as session:
        yield session


@pytest.fixture(scope="module")
def orders(seeded: Database) -> list[Order]:
    query = select(Order).options(
        selectinload(Order.lines),
        selectinload(Order.history),
        selectinload(Order.returns),
        joinedload(Order.shipment),
        joinedload(Order.customer),
    )
    with seeded.session() as session:
        return list(session.scalars(query))


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_shop_has_the_size_asked_for(reader: Session) -> None:
    assert count(reader, Customer) == SMALL.customers
    assert count(reader, Order) == SMALL.orders
    assert count(reader, Ticket) == SMALL.tickets
    assert count(reader, Product) == 300
    assert count(reader, Category) == 12


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_shop_is_of_full_size_when_none_is_named(tmp_path: Path) -> None:
    database = seed(tmp_path, size=FULL_SIZE)
    with database.session() as session:
        found = [count(session, model) for model in (Customer, Order, Ticket, Product)]
    database.dispose()
    assert found == [2_000, 20_000, 1_500, 300]


def test_shop_is_the_same_when_made_twice_on_one_day(
    seeded: Database, folder: Path, tmp_path: Path
) -> None:
    again = seed(tmp_path, now=NOW + timedelta(hours=9))
    assert fingerprint(again, tmp_path) == fingerprint(seeded, folder)
    again.dispose()


def test_shop_differs_when_made_on_another_day(
    seeded: Database, folder: Path, tmp_path: Path
) -> None:
    later = seed(tmp_path, now=NOW + timedelta(days=1))
    assert fingerprint(later, tmp_path) != fingerprint(seeded, folder)
    later.dispose()


def test_seeding_is_refused_when_there_are_customers(seeded: Database, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="empty database"):
        seed_shop(seeded, data=tmp_path, now=NOW, progress=be_silent, size=SMALL)
    assert list(tmp_path.iterdir()) == []


def test_emails_are_of_example_hosts_and_lower_case(reader: Session) -> None:
    emails = reader.scalars(select(Customer.email)).all()
    assert [e for e in emails if not re.fullmatch(r"[a-z0-9._]+@example\.(com|org)", e)] == []
    assert len(set(emails)) == len(emails)


def test_customers_speak_both_languages_and_live_in_many_countries(reader: Session) -> None:
    languages = Counter(reader.scalars(select(Customer.language)))
    assert languages["zh"] > 20
    assert languages["en"] > languages["zh"]
    assert len(reader.scalars(select(Customer.country).distinct()).all()) >= 8


def test_products_are_named_and_described_in_both_languages(reader: Session) -> None:
    products = reader.scalars(select(Product)).all()
    assert len({product.name_en for product in products}) == 300
    assert len({product.name_zh for product in products}) == 300
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for product in products:
        assert chinese.search(product.name_zh)
        assert chinese.search(product.description_zh)
        assert not chinese.search(product.name_en + product.description_en)


def test_some_products_are_sold_out_and_some_are_given_up(reader: Session) -> None:
    sold_out = reader.scalar(select(func.count()).where(Product.stock == 0)) or 0
    given_up = reader.scalar(select(func.count()).where(~Product.is_active)) or 0
    assert 3 <= sold_out <= 40
    assert 1 <= given_up <= 20


def test_every_picture_exists_is_small_and_runs_nothing(reader: Session, folder: Path) -> None:
    paths = [
        *reader.scalars(select(Product.image_path)),
        *reader.scalars(select(Category.image_path)),
    ]
    assert len(paths) == 312
    for path in paths:
        content = (folder / path.removeprefix("/")).read_bytes()
        assert len(content) <= 3_000
        root = ElementTree.fromstring(content)  # noqa: S314 (we drew it)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "title", "rect", "circle", "ellipse", "path", "g"}
        assert b"@" not in content


def test_totals_equal_lines_and_shipping(orders: list[Order]) -> None:
    wrong = [
        order.number
        for order in orders
        if order.total_cents
        != order.shipping_cents + sum(x.quantity * x.unit_price_cents for x in order.lines)
        or not order.lines
    ]
    assert wrong == []


def test_history_runs_forward_and_ends_in_the_status(orders: list[Order]) -> None:
    usual = ["placed", "paid", "packed", "shipped", "delivered", "returned"]
    for order in orders:
        steps = [change.status for change in order.history]
        moments = [change.at for change in order.history]
        assert steps[-1] == order.status
        assert moments == sorted(moments)
        assert moments[0] == order.placed_at
        assert moments[-1] <= NOW
        if order.status == "cancelled":
            assert steps in (["placed", "cancelled"], ["placed", "paid", "cancelled"])
        else:
            assert steps == usual[: len(steps)]


def test_shipments_fit_the_history(orders: list[Order]) -> None:
    for order in orders:
        moments = {change.status: change.at for change in order.history}
        assert (order.shipment is not None) == ("shipped" in moments)
        if order.shipment is not None:
            assert order.shipment.shipped_at == moments["shipped"]
            assert order.shipment.delivered_at == moments.get("delivered")
            assert order.shipment.expected_at > order.shipment.shipped_at


def test_orders_are_made_after_their_customer_and_numbered_in_order_of_time(
    orders: list[Order],
) -> None:
    assert all(order.placed_at >= order.customer.created_at for order in orders)
    ordered = sorted(orders, key=lambda order: order.number)
    assert all(one.placed_at <= other.placed_at for one, other in pairwise(ordered))
    assert all(re.fullmatch(r"FD-\d{7}", order.number) for order in orders)


def test_old_orders_are_over(orders: list[Order]) -> None:
    old = [order for order in orders if order.placed_at < NOW - timedelta(days=40)]
    assert {order.status for order in old} <= {"delivered", "cancelled", "returned"}


def test_returns_belong_to_their_order_and_do_not_exceed_it(orders: list[Order]) -> None:
    returns = [(order, item) for order in orders for item in order.returns]
    assert len(returns) >= 10
    for order, item in returns:
        line = next(line for line in order.lines if line.id == item.order_line_id)
        assert item.quantity <= line.quantity
        assert item.refund_cents == line.unit_price_cents * item.quantity
        assert order.shipment is not None
        assert order.shipment.delivered_at is not None
        assert timedelta(0) < item.requested_at - order.shipment.delivered_at < timedelta(days=30)
        assert (item.refunded_at is not None) == (item.status == "refunded")
        if item.refunded_at is not None:
            assert item.refunded_at - item.requested_at <= timedelta(days=14)


def test_returned_orders_were_refunded_whole(orders: list[Order]) -> None:
    for order in orders:
        back = sum(item.quantity for item in order.returns if item.status == "refunded")
        is_whole = back == sum(line.quantity for line in order.lines)
        assert (order.status == "returned") == is_whole, order.number


def test_somebody_can_return_something(orders: list[Order]) -> None:
    assert any(may_return(order, line, NOW).is_allowed for order in orders for line in order.lines)


def test_winter_sells_more_than_summer_and_garden_sells_in_summer(reader: Session) -> None:
    query = (
        select(Order.placed_at, Category.slug)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Category, Category.id == Product.category_id)
    )
    sold = [(placed_at.month, slug) for placed_at, slug in reader.execute(query)]
    december = sum(month in (11, 12) for month, _ in sold)
    assert december > 1.3 * sum(month in (7, 8) for month, _ in sold)
    garden = [month for month, slug in sold if slug == "garden"]
    assert sum(month in (5, 6, 7) for month in garden) > sum(m in (11, 12, 1) for m in garden)


def test_things_that_belong_together_are_bought_together(reader: Session) -> None:
    query = select(OrderLine.order_id, Product.name_en).join(
        Product, Product.id == OrderLine.product_id
    )
    baskets: dict[int, list[str]] = {}
    for order_id, name in reader.execute(query):
        baskets.setdefault(order_id, []).append(name)
    lamps = [names for names in baskets.values() if any("lamp (" in name for name in names)]
    with_bulb = [names for names in lamps if any("bulb" in name for name in names)]
    assert len(with_bulb) > 0.25 * len(lamps)


def test_tickets_are_told_in_order_of_time_and_due_by_the_rule(reader: Session) -> None:
    tickets = reader.scalars(
        select(Ticket).options(selectinload(Ticket.comments), joinedload(Ticket.customer))
    )
    for ticket in tickets:
        assert ticket.comments[0].author_kind == "customer"
        assert ticket.comments[0].created_at == ticket.created_at
        assert ticket.due_at == sla_due_at(ticket.priority, ticket.created_at)
        assert ticket.updated_at >= ticket.comments[-1].created_at
        assert ticket.updated_at <= NOW
        assert (ticket.resolved_at is not None) == (ticket.status in ("resolved", "closed"))
        assert "{" not in ticket.subject + ticket.comments[0].text
        last = [comment for comment in ticket.comments if comment.is_public][-1]
        if ticket.status in ("open", "pending"):
            assert (last.author_kind == "customer") == (ticket.status == "open")


def test_tickets_about_an_order_are_of_its_customer(reader: Session) -> None:
    query = select(Ticket).where(Ticket.order_id.is_not(None)).options(joinedload(Ticket.order))
    tickets = reader.scalars(query).all()
    assert len(tickets) > 30
    for ticket in tickets:
        assert ticket.order is not None
        assert ticket.order.customer_id == ticket.customer_id
        assert ticket.created_at > ticket.order.placed_at


def test_tickets_are_written_in_the_language_of_the_customer(reader: Session) -> None:
    query = select(Ticket).options(joinedload(Ticket.customer), selectinload(Ticket.comments))
    for ticket in reader.scalars(query):
        assert ticket.customer is not None
        is_chinese = re.search(r"[\u4e00-\u9fff]", ticket.comments[0].text) is not None
        assert is_chinese == (ticket.customer.language == "zh")


def test_every_question_of_the_service_has_an_article(reader: Session) -> None:
    articles = reader.scalars(select(Article)).all()
    assert {article.topic for article in articles} >= INTENTS
    assert all(len(article.body_en) > 100 and len(article.body_zh) > 30 for article in articles)


def test_returns_have_reasons(reader: Session) -> None:
    assert all(reader.scalars(select(Return.reason)))

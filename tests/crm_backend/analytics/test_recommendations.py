"""Recommendations out of a database: what may be shown, why, and how soon an order changes it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.recommendations import cache as cache_module
from crm_backend.analytics.recommendations import recommend
from crm_backend.analytics.recommendations.cache import get_learnt
from crm_backend.catalog.models import Product
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderLine, Return
from crm_backend.seed import seed_shop
from crm_backend.seed.shop import Size
from kernel.db import Database
from tests.crm_backend.shop import NOW, Shop

TODAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SMALL = Size(customers=80, orders=700, tickets=40)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("demo")
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    database.create_all()
    seed_shop(database, data=folder, now=TODAY, progress=lambda *_: None, size=SMALL)
    yield database
    database.dispose()


def ordered_by(session: Session, customer_id: int) -> set[int]:
    query = select(OrderLine.product_id).join(Order, Order.id == OrderLine.order_id)
    query = query.where(Order.customer_id == customer_id, Order.status != "cancelled")
    return set(session.scalars(query))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(
    customer_id=st.integers(1, SMALL.customers),
    limit=st.integers(1, 12),
    sold_out=st.sets(st.integers(1, 300), max_size=150),
    given_up=st.sets(st.integers(1, 300), max_size=60),
)
def test_only_what_can_be_bought_and_is_not_owned_is_shown(
    demo: Database, customer_id: int, limit: int, sold_out: set[int], given_up: set[int]
) -> None:
    with demo.session() as session:
        session.execute(update(Product).where(Product.id.in_(sold_out)).values(stock=0))
        session.execute(update(Product).where(Product.id.in_(given_up)).values(is_active=False))
        shown = recommend(session, customer_id=customer_id, now=NOW, limit=limit)
        owned = ordered_by(session, customer_id)
        ids = [one.product.id for one in shown]
        assert len(ids) <= limit
        assert len(set(ids)) == len(ids)
        assert not set(ids) & (owned | sold_out | given_up)
        assert all(one.product.stock > 0 and one.product.is_active for one in shown)
        shelves = Counter(one.product.category_id for one in shown)
        assert all(count <= 2 for count in shelves.values())
        for one in shown:
            assert (one.because is not None) == (one.basis == "bought_together")
            assert one.because is None or one.because.id in owned


def test_two_calls_give_the_same_list(demo: Database) -> None:
    lists = []
    for _ in range(2):
        with demo.session() as session:
            lists.append(
                [(x.product.sku, x.score) for x in recommend(session, customer_id=7, now=NOW)]
            )
    assert lists[0] == lists[1]
    assert len(lists[0]) == 3


def test_customer_without_orders_gets_what_similar_customers_buy(demo: Database) -> None:
    with demo.session() as session:
        newcomer = session.scalars(select(Customer).where(Customer.name == "Noah Bennett")).one()
        shown = recommend(session, customer_id=newcomer.id, now=NOW)
    assert {one.basis for one in shown} == {"similar_customers"}
    assert len(shown) == 3


def test_stranger_gets_what_is_popular(demo: Database) -> None:
    with demo.session() as session:
        shown = recommend(session, customer_id=None, now=NOW)
        unknown = recommend(session, customer_id=999_999, now=NOW)
    assert [one.basis for one in shown] == ["popular"] * 3
    assert [one.product.id for one in unknown] == [one.product.id for one in shown]


def test_category_is_kept_when_one_is_asked_for(demo: Database) -> None:
    with demo.session() as session:
        shown = recommend(session, customer_id=3, now=NOW, limit=5, category_id=4)
    assert len(shown) > 2
    assert {one.product.category_id for one in shown} == {4}


class Scene:
    """A lamp bought with bulbs, a pan bought with a lid, and a customer with a lamp."""

    def __init__(self, session: Session) -> None:
        self.shop = Shop(session)
        shelves = [self.shop.category(slug, slug, "类") for slug in ("lamps", "kitchen", "more")]
        names = ["Lamp", "Bulb", "Pan", "Lid", "Rug"]
        self.things = [
            self.shop.product(f"LL-{number:04d}", shelves[number // 2], name, name)
            for number, name in enumerate(names)
        ]
        self.lamp, self.bulb, self.pan, self.lid, self.rug = self.things
        self.count = 0
        for pair in [(self.lamp, self.bulb)] * 3 + [(self.pan, self.lid)] * 3:
            buyer = self.shop.customer(f"buyer{self.count}@example.com", "Buyer")
            self.buy(buyer, *pair)
        self.ada = self.shop.customer()

    def buy(self, customer: Customer, *products: Product, status: str = "delivered") -> Order:
        self.count += 1
        return self.shop.order(
            customer,
            *((product, 1) for product in products),
            number=f"FD-{2_000_000 + self.count}",
            status=status,  # type: ignore[arg-type]
        )

    def names(self) -> list[tuple[str, str | None]]:
        shown = recommend(self.shop.session, customer_id=self.ada.id, now=NOW, limit=5)
        return [(one.product.name_en, one.because and one.because.name_en) for one in shown]


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def test_order_changes_the_next_list_at_once(scene: Scene) -> None:
    scene.buy(scene.ada, scene.lamp)
    assert scene.names()[0] == ("Bulb", "Lamp")
    scene.buy(scene.ada, scene.bulb)
    assert "Bulb" not in [name for name, _ in scene.names()]
    scene.buy(scene.ada, scene.pan)
    assert scene.names()[0] == ("Lid", "Pan")


def test_order_changes_the_list_though_the_model_is_not_fitted_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.buy(scene.ada, scene.lamp)
    before = scene.names()
    monkeypatch.setattr(cache_module, "is_fresh", lambda **_: True)
    scene.buy(scene.ada, scene.pan, scene.bulb)
    assert before[0] == ("Bulb", "Lamp")
    assert scene.names() == [("Lid", "Pan")]


def test_cancelled_order_neither_speaks_for_anything_nor_counts_as_owned(scene: Scene) -> None:
    scene.buy(scene.ada, scene.lamp)
    scene.buy(scene.ada, scene.pan, status="cancelled")
    shown = dict(scene.names())
    assert shown["Bulb"] == "Lamp"
    assert shown["Pan"] is None


def test_what_was_sent_back_is_no_reason_and_not_offered_again(scene: Scene) -> None:
    scene.buy(scene.ada, scene.lamp)
    order = scene.buy(scene.ada, scene.pan)
    scene.shop.add(
        Return(
            number="R-30001",
            order_id=order.id,
            order_line_id=order.lines[0].id,
            quantity=1,
            reason="too heavy",
            refund_cents=4_900,
            requested_at=NOW,
        )
    )
    shown = dict(scene.names())
    assert "Pan" not in shown
    assert shown["Lid"] is None


def test_nothing_is_shown_when_nothing_was_ever_sold(session: Session) -> None:
    shop = Shop(session)
    shop.product("LL-0001", shop.category())
    ada = shop.customer()
    assert recommend(session, customer_id=ada.id, now=NOW) == []
    assert recommend(session, customer_id=None, now=NOW) == []


def test_product_nobody_bought_yet_is_left_out(scene: Scene) -> None:
    scene.buy(scene.ada, scene.lamp)
    assert "Rug" not in dict(scene.names())


def test_other_colours_of_an_owned_thing_are_left_out(scene: Scene) -> None:
    red = scene.shop.product("LL-0008", scene.rug.category, "Vase (red)", "花瓶")
    blue = scene.shop.product("LL-0009", scene.rug.category, "Vase (blue)", "花瓶")
    for number in range(3):
        buyer = scene.shop.customer(f"vases{number}@example.com", "Vases")
        scene.buy(buyer, red, blue)
    scene.buy(scene.ada, red)
    assert "Vase (blue)" not in dict(scene.names())


def test_model_is_fitted_once_when_many_ask_at_the_same_time(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted = []
    learn = cache_module.learn

    def count(session: Session, *, now: datetime, is_quick: bool):  # type: ignore[no-untyped-def]
        fitted.append(is_quick)
        return learn(session, now=now, is_quick=is_quick)

    monkeypatch.setattr(cache_module, "learn", count)
    cache_module._learnt.pop(demo.engine, None)
    start, found = Barrier(6), []

    def ask() -> None:
        start.wait()
        with demo.session() as session:
            found.append(get_learnt(session, now=NOW))

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fitted == [True]
    assert all(one is found[0] for one in found)


def test_others_go_on_with_the_model_before_while_one_is_fitted(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with demo.session() as session:
        before = get_learnt(session, now=NOW)
        monkeypatch.setattr(cache_module, "is_fresh", lambda **_: False)
        with cache_module._fitting:
            assert get_learnt(session, now=NOW) is before

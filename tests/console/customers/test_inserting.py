"""What is put into a reply: pickers, and cards that the server makes itself."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from actions.order_cards import show_order
from actions.product_cards import show_recommended
from console.customers.cards import MOST, make_cards
from crm_backend.catalog.models import Product
from crm_backend.knowledge.models import Article
from kernel.errors import Invalid, NotFound
from tests.console.conftest import ClientOf
from tests.console.customers.conftest import DELIVERED, OTHERS, Store


def pick(client: TestClient, store: Store, kind: str, q: str = "", chat: str = "") -> str:
    path = f"/staff/conversations/{chat or store.chat}/insert/{kind}"
    found = client.get(path, params={"q": q})
    assert found.status_code == 200
    return found.text


def references(page: str) -> list[str]:
    return re.findall(r'data-reference="([^"]+)"', page)


def test_products_are_found_in_the_catalog(agent: TestClient, store: Store) -> None:
    page = pick(agent, store, "products", "vase")
    assert page.lstrip().startswith("<ul")
    assert 'role="listbox"' in page
    assert page.count('role="option"') == 1
    assert references(page) == ["product:LL-0002"]
    assert "€25.00" in page
    assert references(pick(agent, store, "products")) == ["product:LL-0001", "product:LL-0002"]
    assert references(pick(agent, store, "products", "LL-0002")) == ["product:LL-0002"]
    assert references(pick(agent, store, "products", "Old Lamp zebra")) != ["product:LL-0003"]
    assert "Nothing fits." in pick(agent, store, "products", "zeppelin")


def test_orders_are_those_of_the_verified_customer(agent: TestClient, store: Store) -> None:
    assert references(pick(agent, store, "orders")) == [
        "order:FD-1000001",
        "order:FD-1000002",
        "order:FD-1000003",
    ]
    assert references(pick(agent, store, "orders", "vase")) == [
        "order:FD-1000002",
        "order:FD-1000003",
    ]
    assert references(pick(agent, store, "orders", OTHERS)) == []
    bos = store.verify(store.bo)
    assert references(pick(agent, store, "orders", chat=bos)) == [f"order:{OTHERS}"]
    for chat in (store.scene.conversation(), store.verify(store.ada, hours=0)):
        page = pick(agent, store, "orders", chat=chat)
        assert references(page) == []
        assert "No orders before somebody has proved" in page


def test_articles_come_in_the_customers_language_first(agent: TestClient, store: Store) -> None:
    with store.scene.db.transaction() as session:
        session.add(
            Article(
                slug="warranty",
                topic="ask_warranty",
                title_en="Warranty",
                title_zh="保修",
                body_en="Two years.",
                body_zh="两年保修。",
                updated_at=store.scene.now,
            )
        )
    english = pick(agent, store, "articles", "warranty")
    assert re.findall(r'data-text="([^"]+)" lang="([\w-]+)"', english) == [
        ("Two years.", "en"),
        ("两年保修。", "zh-CN"),
    ]
    chinese = pick(agent, store, "articles", "保修", chat=store.verify(store.ada, language="zh"))
    assert re.findall(r'data-text="([^"]+)"', chinese) == ["两年保修。", "Two years."]


def test_pickers_are_for_who_may_answer(client_of: ClientOf, store: Store) -> None:
    viewer = client_of("viewer")
    for kind in ("products", "orders", "articles"):
        path = f"/staff/conversations/{store.chat}/insert/{kind}"
        assert viewer.get(path).status_code == 403
    agent = client_of("agent", "Lin Berger")
    assert agent.get(f"/staff/conversations/{store.chat}/insert/x").status_code == 422


def test_cards_are_the_bots_own(store: Store) -> None:
    with store.scene.db.session() as session:
        wanted = ["product:LL-0002", f"order:{DELIVERED}", "product:LL-0002"]
        cards = make_cards(session, wanted, store.ada.id, "zh", now=store.scene.now)
        vase = session.query(Product).filter_by(sku="LL-0002").one()
        order = store.read(DELIVERED)
        assert cards == [
            show_recommended(vase, "zh"),
            show_order(order, "zh", store.scene.now),
        ]
    assert (cards[0].title, cards[0].price) == ("卵石花瓶", "€25.00")


def test_price_is_the_one_of_the_shop_at_that_moment(store: Store) -> None:
    cheaper = update(Product).where(Product.sku == "LL-0002").values(price_cents=1)
    store.do(lambda session: session.execute(cheaper))
    with store.scene.db.session() as session:
        (card,) = make_cards(session, ["product:LL-0002"], None, "en")
    assert card.price == "€0.01"


@pytest.mark.parametrize(
    ("reference", "error"),
    [
        (f"order:{OTHERS}", NotFound),
        ("order:FD-9999999", NotFound),
        ("product:LL-0003", NotFound),  # not for sale
        ("product:XX", NotFound),
        ("product:", NotFound),
        ("price:1", Invalid),
        ("", Invalid),
    ],
)
def test_odd_references_make_no_card(store: Store, reference: str, error: type[Exception]) -> None:
    with store.scene.db.session() as session, pytest.raises(error):
        make_cards(session, [reference], store.ada.id, "en")


def test_orders_of_nobody_make_no_card_and_too_many_are_refused(store: Store) -> None:
    with store.scene.db.session() as session:
        with pytest.raises(NotFound):
            make_cards(session, [f"order:{DELIVERED}"], None, "en")
        with pytest.raises(Invalid):
            make_cards(session, [f"product:{n}" for n in range(MOST + 1)], None, "en")

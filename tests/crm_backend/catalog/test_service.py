"""The catalog: found by name, changed by SKU."""

import pytest
from sqlalchemy.orm import Session

from crm_backend.catalog import service
from crm_backend.catalog.schemas import ProductCreate, ProductUpdate
from kernel.errors import Conflict, Invalid, NotFound
from tests.crm_backend.shop import NOW, Shop


@pytest.fixture
def shop(shop: Shop) -> Shop:
    lamps, rugs = shop.category(), shop.category("rugs", "Rugs", "地毯")
    shop.product("LL-0001", lamps, "Aria Floor Lamp", "雅韵落地灯", stock=0)
    shop.product("LL-0002", lamps, "Oslo Floor Lamp", "奥斯陆落地灯")
    shop.product("LL-0003", lamps, "Oslo Desk Lamp", "奥斯陆台灯")
    shop.product("LL-0004", rugs, "Fern Wool Rug", "蕨影羊毛地毯", description_en="Near a lamp.")
    shop.product("LL-0005", lamps, "Gone Floor Lamp", "旧落地灯", is_active=False)
    shop.session.expunge_all()
    return shop


def find(session: Session, text: str, **more: object) -> list[str]:
    values = {"language": "en"} | more
    found = service.find_products(session, text=text, **values)  # type: ignore[arg-type]
    return [product.sku for product in found]


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("lamp", ["LL-0002", "LL-0003", "LL-0001"]),
        ("lamps", ["LL-0002", "LL-0003", "LL-0001"]),
        ("florr lamp", ["LL-0002", "LL-0001"]),
        ("落地灯", ["LL-0001", "LL-0002"]),
        ("oslo floor lamp", ["LL-0002"]),
        ("carpet", ["LL-0004"]),
        ("ll-0003", ["LL-0003"]),
        ("bicycle", []),
        ("", []),
    ],
)
def test_products_are_found_when_named(shop: Shop, text: str, skus: list[str]) -> None:
    found = find(shop.session, text)
    assert found[: len(skus)] == skus
    assert "LL-0005" not in found
    assert bool(found) == bool(skus)


def test_products_are_found_when_language_is_chinese(shop: Shop) -> None:
    assert set(find(shop.session, "落地灯", language="zh")) == {"LL-0001", "LL-0002"}
    assert find(shop.session, "desk lamp", language="zh")[0] == "LL-0003"


def test_search_is_narrowed_when_category_is_known(shop: Shop) -> None:
    assert find(shop.session, "lamp", category="rugs") == ["LL-0004"]
    assert find(shop.session, "oslo", category="灯具") == ["LL-0002", "LL-0003"]
    assert find(shop.session, "", category="lamp") == ["LL-0002", "LL-0003", "LL-0001"]


def test_category_counts_as_words_when_unknown(shop: Shop) -> None:
    assert find(shop.session, "", category="wool things") == ["LL-0004"]


def test_search_stops_when_limit_is_reached(shop: Shop) -> None:
    assert find(shop.session, "lamp", limit=1) == ["LL-0002"]


def test_found_products_have_their_category_when_session_has_ended(shop: Shop) -> None:
    (product,) = service.find_products(shop.session, text="rug", language="en")
    shop.session.expunge_all()
    assert product.category.name("zh") == "地毯"
    assert product.description("en") == "Near a lamp."
    assert product.description("zh") == ""


@pytest.mark.parametrize(
    ("text", "slug"), [("lamps", "lamps"), ("lamp", "lamps"), ("地毯", "rugs"), ("carpets", "rugs")]
)
def test_category_is_found_when_named(shop: Shop, text: str, slug: str) -> None:
    found = service.find_category(shop.session, text=text)
    assert found is not None
    assert found.slug == slug


def test_category_is_none_when_nothing_fits(shop: Shop) -> None:
    assert service.find_category(shop.session, text="spaceships") is None


def test_list_is_narrowed_when_asked_for(shop: Shop) -> None:
    session = shop.session
    assert len(service.list_products(session).items) == 4
    assert len(service.list_products(session, has_inactive=True).items) == 5
    assert len(service.list_products(session, category="rugs").items) == 1
    assert len(service.list_products(session, query="OSLO").items) == 2
    assert len(service.list_products(session, query="落地", category="lamps").items) == 2
    assert [category.slug for category in service.list_categories(session)] == ["lamps", "rugs"]


BODY = ProductCreate(sku="N-1", category="rugs", name_en="Mat", name_zh="垫", price_cents=100)


def test_product_is_stored_when_new(shop: Shop) -> None:
    made = service.create_product(shop.session, product=BODY, now=NOW)
    assert (made.category.slug, made.stock, made.currency) == ("rugs", 0, "EUR")
    assert service.get_product(shop.session, sku="N-1") is made


def test_product_is_refused_when_sku_is_taken_or_category_unknown(shop: Shop) -> None:
    taken = BODY.model_copy(update={"sku": "LL-0001"})
    with pytest.raises(Conflict):
        service.create_product(shop.session, product=taken, now=NOW)
    lost = BODY.model_copy(update={"category": "cars"})
    with pytest.raises(Invalid):
        service.create_product(shop.session, product=lost, now=NOW)


def test_only_named_fields_change_when_updated(shop: Shop) -> None:
    changes = ProductUpdate(stock=7, category="rugs")
    changed = service.update_product(shop.session, sku="LL-0001", changes=changes)
    assert (changed.stock, changed.category.slug) == (7, "rugs")
    assert (changed.name_en, changed.price_cents) == ("Aria Floor Lamp", 4_900)


def test_product_is_not_found_when_missing(shop: Shop) -> None:
    for sku in ("X", "LL-0001\x00\ud800"):
        with pytest.raises(NotFound):
            service.update_product(shop.session, sku=f"{sku}?", changes=ProductUpdate())

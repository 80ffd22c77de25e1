"""The demo shop over HTTP: languages, headers, what exists only in demo mode."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from crm_backend.catalog.models import Category, Product
from frontdesk import shop
from kernel.http import install_error_handler
from kernel.mail import Mail, make_mailer
from kernel.runtime import Runtime

OpenShop = Callable[..., TestClient]


@pytest.fixture
def open_shop(runtime: Runtime) -> OpenShop:
    """Return a visitor of the shop, in demo mode or not."""

    def open_one(*, demo: bool) -> TestClient:
        settings = runtime.settings.model_copy(update={"demo": demo})
        app = FastAPI()
        app.state.runtime = Runtime(settings=settings, db=runtime.db, clock=runtime.clock)
        install_error_handler(app)
        shop.install(app)
        return TestClient(app)

    return open_one


@pytest.fixture
def lamp(runtime: Runtime) -> None:
    """Put two lamps on the shelf; only the second is in stock."""
    shelf = Category(slug="lamps", name_en="Lamps", name_zh="灯具")
    shared = {"category": shelf, "price_cents": 119_000, "created_at": runtime.clock()}
    names = (("Sold-out lamp", "售罄灯", 0), ("<b>Paper</b> lamp", "纸灯", 3))
    with runtime.db.transaction() as session:
        for number, (name_en, name_zh, stock) in enumerate(names):
            product = Product(sku=f"L-{number}", name_en=name_en, name_zh=name_zh, stock=stock)
            product.image_path = f"/pictures/L-{number}.svg"
            for field, value in shared.items():
                setattr(product, field, value)
            session.add(product)


@pytest.mark.usefixtures("lamp")
def test_product_in_stock_is_shown_and_escaped_when_the_shop_has_one(open_shop: OpenShop) -> None:
    page = open_shop(demo=False).get("/")
    assert "&lt;b&gt;Paper&lt;/b&gt; lamp" in page.text
    assert "<b>Paper" not in page.text
    assert "Sold-out" not in page.text
    assert "1,190.00 EUR" in page.text
    assert '<frontdesk-chat title="Lumen &amp; Loom" lang="en">' in page.text


@pytest.mark.usefixtures("lamp")
@pytest.mark.parametrize(
    ("query", "header", "language"),
    [("", "zh-CN,zh;q=0.9", "zh"), ("?lang=en", "zh-CN", "en"), ("?lang=zh", "en", "zh")],
)
def test_language_follows_the_query_before_the_browser_when_both_are_given(
    open_shop: OpenShop, query: str, header: str, language: str
) -> None:
    page = open_shop(demo=True).get(f"/{query}", headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in page.text
    assert ("纸灯" in page.text) is (language == "zh")


def test_page_allows_no_foreign_code_when_it_is_sent(open_shop: OpenShop) -> None:
    page = open_shop(demo=True).get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"\son\w+=|\sstyle=|<script>|javascript:", page.text) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []


def test_mailbox_exists_only_when_in_demo_mode(open_shop: OpenShop, runtime: Runtime) -> None:
    make_mailer(runtime.settings, runtime.clock).send(Mail("a@example.com", "Code", "493027"))
    closed = open_shop(demo=False)
    assert closed.get("/demo/mails").status_code == 404
    assert "mailbox" not in closed.get("/").text
    opened = open_shop(demo=True)
    (mail,) = opened.get("/demo/mails").json()["mails"]
    assert (mail["to"], mail["text"]) == ("a@example.com", "493027")
    assert 'id="mails"' in opened.get("/").text


def test_page_is_shown_when_the_shop_is_empty(open_shop: OpenShop) -> None:
    page = open_shop(demo=True).get("/")
    assert page.status_code == 200
    assert "The shelves are empty" in page.text

"""The customer beside a chat in a browser: no fault at any width or colour, and without scripts."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import Response
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.ledger.messages import read_messages
from console.web import COOKIE
from crm_backend.analytics.pipeline.models import AnalyticsReport
from crm_backend.customers.notes import write_note
from crm_backend.knowledge.models import Article
from crm_backend.orders.service import request_return
from crm_backend.scope import EVERYONE
from kernel.runtime import Runtime
from tests.bot.attachments.samples import make_picture
from tests.console.analytics.results import make_insight
from tests.console.conftest import create_app
from tests.console.scene import Scene
from tests.crm_backend.shop import NOW, Shop

from .desk import LOOKS, WIDER
from .driver import DESKTOP, PHONE
from .fakes.site import PICTURE, serving

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

PICTURES = os.environ.get("FRONTDESK_PICTURES", "")
DELIVERED, PAID = "FD-1000003", "FD-1000001"
LEFT = "WebSocket is closed before the connection is established"  # by leaving the page
OPTION = "#insert-choices [role=option]"
OpenDesk = Callable[..., Page]


@pytest.fixture
def scene(runtime: Runtime) -> Scene:
    return Scene(runtime)


@pytest.fixture
def desk(runtime: Runtime) -> Iterator[str]:
    """The address of a served console."""
    app = create_app(runtime)

    @app.get("/chat/v1/attachments/{name}")
    @app.get("/pictures/{name}")
    def picture(name: str) -> Response:
        return Response(PICTURE, media_type="image/svg+xml")

    with serving(app) as address:
        yield address


@pytest.fixture
def chats(runtime: Runtime, scene: Scene) -> tuple[str, str, int]:
    """A chat that Ada proved, one of a stranger who claims to be her, and her number."""
    days = timedelta(days=1)
    with runtime.db.transaction() as session:
        session.add(
            Article(
                slug="warranty",
                topic="ask_warranty",
                title_en="Warranty",
                title_zh="保修",
                body_en="Two years on every lamp.",
                body_zh="灯具保修两年。",
                updated_at=NOW,
            )
        )
        shop = Shop(session)
        ada = shop.customer("ada@example.com", "Ada Moreno")
        ada.phone, ada.city, ada.country = "+44 7700 900142", "Bristol", "GB"
        lamps = shop.category()
        lamp = shop.product("LL-0001", lamps, "Aurora Floor Lamp", image_path="/pictures/L.svg")
        vase = shop.product("LL-0002", lamps, "Pebble Vase", "卵石花瓶", price_cents=2_500)
        bo = shop.customer("bo@example.com", "Bo Lind")
        rug = shop.product("LL-0004", shop.category("rugs"), "Dune Jute Rug", price_cents=12_900)
        shop.order(ada, (vase, 1), number=PAID, status="paid")
        shop.order(ada, (vase, 1), number="FD-1000002", status="shipped", placed_at=NOW - 5 * days)
        bought = shop.order(
            ada,
            (lamp, 2),
            (vase, 1),
            number=DELIVERED,
            status="delivered",
            placed_at=NOW - 9 * days,
            delivered_at=NOW - 3 * days,
        )
        shop.order(bo, (lamp, 1), (rug, 1), number="FD-1000009", status="delivered")
        request_return(
            session,
            customer_id=EVERYONE,
            number=DELIVERED,
            line_id=bought.lines[1].id,
            quantity=1,
            reason="cracked",
            now=NOW,
        )
        for text, pinned in (
            ("Prefers to be called in the morning.", True),
            ("Moved in May.", False),
        ):
            write_note(
                session,
                customer_id=ada.id,
                author_id="9",
                author_name="Lin Berger",
                text=text,
                is_pinned=pinned,
                now=NOW,
            )
        number = ada.id
        session.add(make_insight(number, NOW, 0))
        quality: dict[str, Any] = {"kind": "quality", "payload": {"currency": "EUR"}}
        session.add(AnalyticsReport(as_of=NOW, **quality))
    scene.ticket("The lamp hums all night and keeps everybody awake", ada, priority="high")
    until = scene.now + timedelta(days=10_000)  # live parts look at the clock on the wall
    past = scene.conversation(ada, owner="closed")
    scene.hear(past, "thanks", rating=5)
    proved = scene.conversation(ada, verified_until=until, owner="person", agent_id="1")
    scene.hear(proved, "My lamp from FD-1000003 hums all night, I would like some money back.")
    claimed = scene.conversation(
        owner="person",
        agent_id="1",
        visitor_name="Ada Moreno",
        visitor_email="ada@example.com",
        level="claimed",
    )
    return proved, claimed, number


@pytest.fixture
def open_desk(browser: Browser, desk: str, scene: Scene) -> Iterator[OpenDesk]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(
        path: str,
        *,
        dark: bool = False,
        phone: bool = False,
        scripts: bool = True,
        zh: bool = False,
    ) -> Page:
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN" if zh else "en-GB",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        token = scene.session(scene.staff("supervisor", "Ben Okafor"))
        cookie = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/staff"}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("console", lambda message: LEFT in message.text or complaints.append(message.text))
        page.on("request", lambda asked: asked.url.startswith(desk) or complaints.append(asked.url))
        page.goto(desk + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def find_faults(page: Page) -> list[str]:
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]


def photograph(page: Page, name: str) -> None:
    """Keep a picture to be looked at, if a folder is named for it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_no_page_has_a_fault_or_is_too_wide(
    open_desk: OpenDesk, chats: tuple[str, str, int], desk: str, dark: bool, phone: bool
) -> None:
    proved, claimed, number = chats
    chat = f"conversations/{proved}"
    page = open_desk("/staff/customers", dark=dark, phone=phone)
    paths = {
        "customers": "customers",
        "customer": f"customers/{number}",
        "panel": f"{chat}/customer",
        "claimed": f"conversations/{claimed}/customer",
        "order": f"{chat}/orders/FD-1000002",
        "refund": f"{chat}/orders/{DELIVERED}/refund",
        "return": f"{chat}/orders/{DELIVERED}/return",
        "cancel": f"{chat}/orders/{PAID}/cancel",
        "address": f"{chat}/orders/{PAID}/address",
        "note": f"customers/{number}/notes/1",
        "unlink": f"customers/{number}/telegram",
        "create": f"{chat}/tickets/new",
        "tickets": "tickets",
        "ticket": "tickets/T-20001",
        "stranded": "stranded",
    }
    for name, path in paths.items():
        page.goto(f"{desk}/staff/{path}")
        photograph(page, f"{name}-{'dark' if dark else 'light'}-{'phone' if phone else 'desktop'}")
        assert find_faults(page) == [], path
        assert page.evaluate(WIDER) == 0, path


@pytest.mark.parametrize("scripts", [True, False])
def test_refund_goes_from_the_panel_to_the_draft(
    open_desk: OpenDesk, chats: tuple[str, str, int], scripts: bool
) -> None:
    proved, _claimed, _number = chats
    page = open_desk(f"/staff/conversations/{proved}/customer", scripts=scripts)
    page.get_by_role("link", name=f"Refund, {DELIVERED}").click()
    page.get_by_label("Amount in EUR").fill("12.50")
    page.get_by_label("Why it is refunded").fill("It hums")
    page.get_by_role("button", name="Look at what will happen").click()
    expect(
        page.get_by_text(f"€12.50 goes back to the customer for order {DELIVERED}.")
    ).to_be_visible()
    photograph(page, f"confirm-{scripts}")
    page.get_by_role("button", name="Yes, refund").click()
    expect(page.get_by_role("status")).to_contain_text("not been told yet")
    photograph(page, f"done-{scripts}")
    page.get_by_role("button", name="Put it into my reply").click()
    expect(page.locator("#text")).to_have_value(
        f"I have refunded €12.50 for your order {DELIVERED}. It goes back the way you paid."
    )


def test_pages_in_chinese_are_not_too_wide(
    open_desk: OpenDesk, chats: tuple[str, str, int], desk: str
) -> None:
    proved, _claimed, number = chats
    page = open_desk("/staff/customers", phone=True, zh=True)
    for name, path in (
        ("panel", f"conversations/{proved}/customer"),
        ("customer", f"customers/{number}"),
        ("refund", f"conversations/{proved}/orders/{DELIVERED}/refund"),
        ("ticket", "tickets/T-20001"),
    ):
        page.goto(f"{desk}/staff/{path}")
        photograph(page, f"{name}-zh")
        assert page.evaluate(WIDER) == 0, path


def pick(page: Page, key: str, words: str, wanted: str) -> None:
    """Choose something by keys alone: open the picker, type, go down to it, take it."""
    page.keyboard.press("Escape")
    page.keyboard.press(key)
    query = page.locator("#insert-query")
    expect(query).to_be_focused()
    page.keyboard.type(words)
    option = page.locator(OPTION).filter(has_text=wanted).first
    expect(option).to_be_visible()
    for _ in range(8 if not words else 0):  # a typed word is looked for before Enter takes it
        if option.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()


@pytest.mark.parametrize(("dark", "phone"), [(False, False), (True, True)])
def test_reply_is_put_together_by_keyboard_alone(
    open_desk: OpenDesk, chats: tuple[str, str, int], scene: Scene, dark: bool, phone: bool
) -> None:
    proved, _claimed, _number = chats
    page = open_desk(f"/staff/conversations/{proved}", dark=dark, phone=phone)
    look = f"{'dark' if dark else 'light'}-{'phone' if phone else 'desktop'}"
    choosers: list[Any] = []
    page.on(
        "filechooser", lambda one: choosers.append(one)
    )  # long before: to begin to listen takes a moment
    page.keyboard.press("r")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("Look at these:")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.locator(OPTION).first).to_be_visible()
    photograph(page, f"insert-products-{look}")
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    page.keyboard.press("Escape")
    expect(page.locator("#inserter-body")).to_be_hidden()
    pick(page, "p", "vase", "Pebble Vase")
    pick(page, "o", "", DELIVERED)
    pick(page, "a", "warranty", "Two years")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("ArrowRight")
    photograph(page, f"insert-emoji-{look}")
    assert find_faults(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value("Look at these:\nTwo years on every lamp.😀")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#text")).not_to_be_focused()
    page.keyboard.press("f")
    for _ in range(300):
        if choosers:
            break
        page.wait_for_timeout(100)
    file = {"name": "scratch.png", "mimeType": "image/png", "buffer": make_picture()}
    choosers[0].set_files([file])
    expect(page.locator("#extras li")).to_have_count(3)
    expect(page.locator("#insert-said")).to_have_text("Added: scratch.png")
    page.locator("#insert-said").scroll_into_view_if_needed()
    photograph(page, f"insert-chosen-{look}")
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    page.wait_for_timeout(2_000)  # the draft is kept a moment after the last key
    page.reload()  # what was chosen is not lost
    expect(page.locator("#extras li")).to_have_count(3)
    page.locator("#text").press("Enter")
    for _ in range(5):  # past what can be taken off, and past Undo
        page.keyboard.press("Tab")
    expect(page.locator("#send-now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#extras li")).to_have_count(0)
    expect(page.locator(".from-agent .cards > li")).to_have_count(2)
    with scene.db.session() as session:
        (said,) = [
            one for one in read_messages(session, conversation_id=proved) if one.sender == "agent"
        ]
    vase, order = said.cards or []
    assert vase["title"] == "Pebble Vase"
    assert DELIVERED in order["title"]
    assert [one["name"] for one in said.attachments or []] == ["scratch.png"]
    assert said.text == "Look at these:\nTwo years on every lamp.😀"
    page.reload()
    expect(page.locator("#extras li")).to_have_count(0)


def test_cards_are_taken_from_the_panel_and_taken_back(
    open_desk: OpenDesk, chats: tuple[str, str, int]
) -> None:
    proved, claimed, _number = chats
    page = open_desk(f"/staff/conversations/{proved}")
    page.get_by_role("button", name="Insert card, FD-1000002").click()
    page.get_by_role("button", name="Insert card, Dune Jute Rug").click()
    page.get_by_role("button", name="Insert card, FD-1000002").click()
    expect(page.locator("#extras li")).to_have_count(2)
    photograph(page, "chat-light-desktop")
    page.get_by_role("button", name="Remove FD-1000002").press("Enter")
    expect(page.locator("#extras li")).to_have_text(["Dune Jute Rug×"])
    expect(page.locator("#text")).to_be_focused()
    page.goto(page.url.replace(proved, claimed))
    expect(page.locator("#extras li")).to_have_count(0)
    page.keyboard.press("o")
    expect(page.locator(OPTION)).to_contain_text("No orders before somebody has proved")
    page.keyboard.press("Enter")
    expect(page.locator("#extras li")).to_have_count(0)


def test_picker_and_panel_speak_chinese_on_a_phone(
    open_desk: OpenDesk, chats: tuple[str, str, int]
) -> None:
    page = open_desk(f"/staff/conversations/{chats[0]}", phone=True, zh=True, dark=True)
    page.get_by_role("button", name="商品", exact=True).tap()
    expect(page.get_by_label("查找商品")).to_be_focused()
    expect(page.locator(OPTION).first).to_be_visible()
    photograph(page, "insert-zh-phone")
    page.locator(OPTION).first.tap()
    expect(page.locator("#extras li")).to_have_count(1)
    photograph(page, "chat-zh-phone")
    assert page.evaluate(WIDER) == 0

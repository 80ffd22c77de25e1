"""The demo shop in a browser, with the fake chat behind its widget."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from crm_backend.catalog import pictures
from crm_backend.seed import seed_shop
from crm_backend.seed.shop import Size
from frontdesk import shop
from kernel.http import add_routes, install_error_handler
from kernel.mail import Mail, make_mailer
from kernel.runtime import Runtime

from .conftest import OpenPage
from .driver import Widget
from .fakes.chat import FakeChat
from .fakes.site import create_site, serving

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]


@pytest.fixture
def site(chat: FakeChat, runtime: Runtime) -> Iterator[str]:
    """The address of the shop in demo mode, with a few customers."""
    settings = runtime.settings.model_copy(update={"demo": True})
    size = Size(customers=12, orders=20, tickets=2)
    seed_shop(
        runtime.db, data=settings.data, now=runtime.clock(), progress=lambda *_: None, size=size
    )
    app = create_site(chat)
    replaced = ("/", "/pictures/{name}.svg")  # by the real ones
    app.router.routes[:] = [
        route for route in app.routes if getattr(route, "path", "") not in replaced
    ]
    app.state.runtime = Runtime(settings=settings, db=runtime.db, clock=runtime.clock)
    install_error_handler(app)
    add_routes(app, pictures.router)
    shop.install(app)
    with serving(app) as address:
        yield address


def find_faults(page: Page) -> list[str]:
    """Return the names of the rules axe found broken."""
    page.wait_for_timeout(400)
    return [found["id"] for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize(("dark", "phone"), [(False, False), (True, False), (True, True)])
def test_axe_finds_nothing_when_the_shop_is_shown(
    open_page: OpenPage, runtime: Runtime, dark: bool, phone: bool
) -> None:
    make_mailer(runtime.settings, runtime.clock).send(
        Mail("emma@example.com", "Your code", "Your code is 493027.")
    )
    page = open_page(dark=dark, phone=phone)
    expect(page.get_by_role("button", name="Use code 493027")).to_be_visible()
    assert find_faults(page) == []
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]


def test_code_from_the_mailbox_reaches_the_chat_when_it_is_clicked(
    open_page: OpenPage, runtime: Runtime, chat: FakeChat
) -> None:
    page = open_page()
    expect(page.locator("#mails")).to_contain_text("No mail yet")
    page.get_by_role("button", name="emma.whitfield@example.com").click()
    widget = Widget(page)
    widget.expect_text("You said: emma.whitfield@example.com")
    mailer = make_mailer(runtime.settings, runtime.clock)
    mailer.send(Mail("emma.whitfield@example.com", "<b>Code</b>", "Your code is 493027."))
    page.get_by_role("button", name="Use code 493027").click()
    widget.expect_text("You said: 493027")
    expect(page.locator("#mails h3")).to_have_text("<b>Code</b>")
    assert [frame["text"] for frame in chat.sent] == ["emma.whitfield@example.com", "493027"]


def test_page_stands_beside_the_chat_when_it_is_open(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Ask us anything").click()
    page.wait_for_timeout(500)
    dialog = page.get_by_role("dialog").bounding_box()
    mailbox = page.locator(".mailbox").bounding_box()
    assert dialog
    assert mailbox
    assert mailbox["x"] + mailbox["width"] <= dialog["x"]
    page.keyboard.press("Escape")
    expect(page.locator("body")).not_to_have_class("beside")
    expect(page.get_by_role("button", name="Ask us anything")).to_be_focused()


def test_every_picture_is_there_when_the_shelf_is_shown(open_page: OpenPage) -> None:
    page = open_page("/?lang=zh")
    expect(page.get_by_role("heading", name="货架精选")).to_be_visible()
    pictures_shown = page.locator(".product img")
    assert pictures_shown.count() >= 8
    pictures_shown.last.scroll_into_view_if_needed()
    expect(pictures_shown.last).to_have_js_property("complete", True)
    assert pictures_shown.last.evaluate("e => e.naturalWidth") > 0

"""A browser for each module, a fresh chat and page for each test; the console must stay empty."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kernel.runtime import Runtime

from .desk import Browsers, Desk, browsing, serve_desk
from .driver import DESKTOP, PHONE
from .fakes.chat import FakeChat
from .fakes.site import create_site, serving

CHROMIUM = Path(os.environ.get("FRONTDESK_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=30_000)  # a machine that others use too; what holds is not waited for

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Not for the whole run: its loop would stand in the way of asynchronous tests."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is absent: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def chat() -> FakeChat:
    """The fake chat behind the page."""
    return FakeChat()


@pytest.fixture
def site(chat: FakeChat) -> Iterator[str]:
    """The address of a host site."""
    with serving(create_site(chat)) as address:
        yield address


@pytest.fixture
def console() -> list[str]:
    """What pages have written to the console; a test that expects something clears it."""
    return []


@pytest.fixture
def open_page(browser: Browser, site: str, console: list[str]) -> Iterator[OpenPage]:
    """Open the host site; keywords `dark`, `phone`, `same` (a tab of the same visitor)."""
    contexts = []

    def open_one(
        path: str = "/", *, dark: bool = False, phone: bool = False, same: Page | None = None
    ) -> Page:
        context = same.context if same else None
        if context is None:
            context = browser.new_context(
                color_scheme="dark" if dark else "light",
                viewport=PHONE if phone else DESKTOP,
                has_touch=phone,
                is_mobile=phone,
                locale="en-GB",
            )
            context.set_default_timeout(30_000)
            contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: console.append(message.text))
        page.on("pageerror", lambda error: console.append(str(error)))
        page.goto(site + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert console == []


@pytest.fixture
def desk(runtime: Runtime) -> Iterator[Desk]:
    """The console, served over the test's database."""
    with serve_desk(runtime) as desk:
        yield desk


@pytest.fixture
def browsers(browser: Browser, desk: Desk) -> Iterator[Browsers]:
    """Browsers in front of it; at the end none of their pages may have complained."""
    with browsing(browser, desk) as browsers:
        yield browsers

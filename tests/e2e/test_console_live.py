"""Many tabs, and a server that was restarted: every page of the console is live and right again."""

import pytest
from playwright.sync_api import Browser, Page, expect

from kernel.runtime import Runtime

from .desk import Browsers, Desk, serve_desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

TABS = 12
AGAIN = 10_000  # milliseconds; how fast it is, `make bench-console-live` tells


def said(page: Page, text: str):  # type: ignore[no-untyped-def]
    return page.locator("#transcript .said", has_text=text)


def test_twelve_tabs_of_one_browser_are_all_live(browsers: Browsers, desk: Desk) -> None:
    floor = desk.floor
    chats = [
        floor.conversation(floor.customer(f"Customer {number}", email=f"c{number}@x.example"))
        for number in range(3)
    ]
    first = browsers.open(f"/staff/conversations/{chats[0]}", floor.staff())
    rest = [
        browsers.open_tab(first.context, f"/staff/conversations/{chats[number % 3]}")
        for number in range(1, TABS - 1)
    ]
    inbox = browsers.open_tab(first.context, "/staff/")
    tabs = [first, *rest]
    assert len([*tabs, inbox]) == len(first.context.pages) == TABS
    for chat in chats:
        desk.hear(chat, f"Hello from {chat}")
    for number, page in enumerate(tabs):
        expect(said(page, f"Hello from {chats[number % 3]}")).to_be_visible(timeout=AGAIN)
    for chat in chats:
        expect(inbox.locator(f"#c{chat} .preview")).to_contain_text(chat, timeout=AGAIN)
    assert len(desk.app.state.live.pages) == TABS


def test_pages_are_live_and_right_again_after_a_restart(browser: Browser, runtime: Runtime) -> None:
    with serve_desk(runtime) as desk:
        floor = desk.floor
        ben, chat = floor.staff(), floor.conversation(floor.customer())
        port = int(desk.address.rpartition(":")[2])
        browsers = Browsers(browser, desk)
        pages = [browsers.open(f"/staff/conversations/{chat}", ben) for _ in range(2)]
        inbox = browsers.open("/staff/", ben)
        desk.hear(chat, "Before")
        for page in pages:
            expect(said(page, "Before")).to_be_visible()
    floor.hear(chat, "Meanwhile")  # another process goes on
    for page in (*pages, inbox):
        expect(page.locator("#offline")).to_be_visible()
    with serve_desk(runtime, port) as desk:
        for page in pages:
            expect(said(page, "Meanwhile")).to_be_visible(timeout=AGAIN)
        expect(inbox.locator(f"#c{chat} .preview")).to_have_text("Meanwhile", timeout=AGAIN)
        desk.hear(chat, "After")
        for page in pages:
            expect(said(page, "After")).to_be_visible()
            assert page.locator("#transcript .said").all_text_contents() == [
                "Before",
                "Meanwhile",
                "After",
            ]
        for page in (*pages, inbox):
            expect(page.locator("#offline")).to_be_hidden()
        browsers.close()
    heard = browsers.hear_complaints()
    assert [one for one in heard if "WebSocket" not in one and "htmx:ws:error" not in one] == []


def test_page_is_live_when_the_extension_comes_late(browsers: Browsers, desk: Desk) -> None:
    """htmx begins as soon as it is there itself: on a slow line that is before its extension."""
    ben, chat = desk.floor.staff(), desk.floor.conversation(desk.floor.customer())
    page = browsers.open("/staff/account", ben)
    page.route("**/hx-ws.min.js", lambda route: (page.wait_for_timeout(500), route.continue_()))
    page.goto(f"{desk.address}/staff/conversations/{chat}")
    desk.hear(chat, "Are you there?")
    expect(said(page, "Are you there?")).to_be_visible()

"""The search of the inbox in a browser: by keys alone, on a phone, and without scripts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kernel.runtime import Runtime

from .desk import LOOKS, WIDER, Browsers, Desk, find_faults, serve_desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

PICTURES = os.environ.get("FRONTDESK_PICTURES", "")
LONG = "A very long beginning of a message, as customers write them when they are cross: "


@pytest.fixture
def desk(runtime: Runtime) -> Iterator[Desk]:
    with serve_desk(runtime) as desk:
        floor = desk.floor
        ada = floor.customer("Ada Moreno", phone="+44 7700 900142")
        floor.order(ada, "FD-1004217", 4_900)
        floor.hear(floor.conversation(ada), f"{LONG}the lamp is broken/bent, 我要退款")
        floor.hear(floor.conversation(floor.customer("Mei Tanaka")), "Is FD-1004217 mine?")
        yield desk


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_results_have_no_fault_at_any_width(
    browsers: Browsers, desk: Desk, dark: bool, phone: bool
) -> None:
    page = browsers.open("/staff/", desk.floor.staff(), dark=dark, phone=phone)
    for words in ("FD-1004217", "broken", "zzyzx", "w" * 200):
        page.goto(f"{desk.address}/staff/?view=waiting&q={words}")
        assert find_faults(page) == [], words
        assert page.evaluate(WIDER) == 0, words
        for mark in page.locator("#list mark").all():
            expect(mark).to_be_in_viewport()
        if PICTURES:
            look = f"{'dark' if dark else 'light'}-{'phone' if phone else 'wide'}"
            page.screenshot(path=Path(PICTURES) / f"search-{words[:10]}-{look}.png")


def test_search_is_opened_used_and_left_by_keys(browsers: Browsers, desk: Desk) -> None:
    page = browsers.open("/staff/", desk.floor.staff())
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_text("search", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    box = page.get_by_role("searchbox", name="Search")
    expect(box).to_be_focused()
    page.keyboard.type("broken/")
    expect(box).to_have_value("broken/")
    page.keyboard.press("Enter")
    expect(page.locator("#list mark")).to_have_text("broken/")
    page.wait_for_load_state()  # until then nobody listens for keys
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Moreno")
    expect(page.locator("#m1")).to_be_in_viewport()
    expect(page.locator("#list mark")).to_have_text("broken/")
    page.get_by_role("link", name="Leave search").press("Enter")
    expect(page.locator("#list")).to_contain_text("Mei Tanaka")


def test_results_follow_what_is_said(browsers: Browsers, desk: Desk) -> None:
    page = browsers.open("/staff/?q=umbrella", desk.floor.staff())
    expect(page.locator("#list")).to_contain_text("Nothing has “umbrella”")
    desk.hear(desk.floor.conversation(desk.floor.customer("Jun Silva")), "an umbrella, please")
    expect(page.locator("#list mark")).to_have_text("umbrella", timeout=15_000)


def test_search_needs_no_script(browsers: Browsers, desk: Desk) -> None:
    page = browsers.open("/staff/?view=mine&language=en", desk.floor.staff(), scripts=False)
    page.get_by_role("searchbox", name="Search").fill("退款")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#list mark")).to_have_text("退款")
    assert "view=mine" in page.url
    assert "language=en" in page.url

"""The widget on the demo shop's page, against the whole product, in Chromium."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.product import Product
from tests.e2e.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE

SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for this file alone."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is absent: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def write(page: Page, text: str) -> None:
    box = page.locator("frontdesk-chat textarea")
    box.fill(text)
    box.press("Enter")


@pytest.mark.parametrize("size", SIZES)
def test_a_customer_is_served_in_the_widget(
    browser: Browser, product: Product, demo: dict[str, Any], size: str
) -> None:
    person = demo["customers"][7 if size == "desktop" else 8]
    context = browser.new_context(viewport=SIZES[size], locale="en-GB")
    page = context.new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.goto(product.url)
    page.locator("frontdesk-chat").evaluate("element => element.open()")
    log = page.locator("frontdesk-chat .log")
    write(page, f"my email is {person['email']}")
    expect(log).to_contain_text("six-digit code", timeout=20_000)
    write(page, product.wait_code(person["email"]))
    expect(log).to_contain_text(person["name"].split()[0], timeout=20_000)
    write(page, "what would you recommend for me")
    expect(log).to_contain_text(
        re.compile("Because you bought|customers", re.IGNORECASE), timeout=20_000
    )
    before = log.inner_text()
    page.reload()
    page.locator("frontdesk-chat").evaluate("element => element.open()")
    expect(log).to_contain_text("recommend", timeout=20_000)
    assert log.inner_text().count("what would you recommend") == before.count(
        "what would you recommend"
    )
    assert noise == []
    context.close()

"""Every page of the console in a browser: each look, both languages, nothing to complain about."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from console.app import VENDOR
from console.headers import CSP
from console.styles import CLASS, find_words
from tests.console.scene import PASSWORD

from .console_pages import FILES, PAGES, PARTS, STRANGERS, fill, find_routes, list_known
from .desk import VIEWS, WIDER, Browsers, Desk, find_faults
from .furnished import Furnished

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

CLASSES = "[...document.querySelectorAll('[class]')].flatMap((one) => [...one.classList])"
STYLED = frozenset(CLASS.findall(VENDOR["tabler.min.css"].read_text("utf-8")))
WORDS = find_words()  # classes of the stylesheet that pages get


@pytest.fixture
def shown(desk: Desk) -> Furnished:
    return Furnished(desk.floor)


def look(page: Page, browsers: Browsers, path: str, *, is_part: bool = False) -> Iterator[str]:
    """Open a page and tell what is wrong: a fault, too wide, a word in the browser's console."""
    answer = page.goto(browsers.desk.address + path)
    assert answer is not None
    if not (answer.ok or "nothing" in path or "used" in path):
        yield f"{path}: status {answer.status}"
    yield from (f"{path}: {fault}" for fault in find_faults(page, is_part=is_part))
    if wider := page.evaluate(WIDER):
        yield f"{path}: {wider} pixels too wide"
    classes = page.evaluate(CLASSES)
    yield from (
        f"{path}: .{one} has lost its rules" for one in STYLED.intersection(classes) - WORDS
    )
    for heard in browsers.hear_complaints():
        if (answer.ok and not is_part) or "status of" not in heard:
            yield f"{path}: {heard}"


def test_every_page_is_among_those_that_are_opened(desk: Desk) -> None:
    assert find_routes(desk.app) == list_known()


def test_page_that_nobody_listed_is_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PAGES, "/board")
    with pytest.raises(AssertionError):
        test_every_page_is_among_those_that_are_opened(desk)


@pytest.mark.parametrize(("dark", "phone", "locale"), VIEWS)
def test_no_page_has_a_fault_or_is_too_wide(
    browsers: Browsers, shown: Furnished, dark: bool, phone: bool, locale: str
) -> None:
    page = browsers.open("/staff/account", shown.ben, dark=dark, phone=phone, locale=locale)
    assert page.locator("html").get_attribute("data-bs-theme") == ("dark" if dark else "light")
    assert page.locator("html").get_attribute("lang") == ("zh-CN" if "zh" in locale else "en")
    wrong: list[str] = []
    for path in fill(PAGES, shown.ids):
        wrong += look(page, browsers, path)
    for path in fill(PARTS, shown.ids):
        wrong += look(page, browsers, path, is_part=True)
    nobody = browsers.open("/staff/login", dark=dark, phone=phone, locale=locale)
    for path in fill(STRANGERS, shown.ids):
        wrong += look(nobody, browsers, path)
    log_in_half(nobody, browsers)
    wrong += look(nobody, browsers, "/staff/login/code")
    assert wrong == [], "\n".join(wrong)


def log_in_half(page: Page, browsers: Browsers) -> None:
    """Give the password of somebody who has a second factor."""
    page.goto(browsers.desk.address + "/staff/login")
    page.locator("input[name=email]").fill("lin@desk.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/code**")


def test_files_are_no_pages(desk: Desk, shown: Furnished) -> None:
    cookie = {"Cookie": f"frontdesk_staff={desk.floor.session(shown.ben)}"}
    with httpx.Client(base_url=desk.address, headers=cookie, trust_env=False) as http:
        for address in FILES.values():
            answer = http.get(f"/staff/{address}")
            assert answer.status_code == 200, address
            assert "html" not in answer.headers["content-type"], address


def test_s44_every_page_has_the_strict_policy(desk: Desk, shown: Furnished) -> None:
    rules = dict(one.strip().split(" ", 1) for one in CSP.split(";"))
    assert rules["default-src"] == rules["object-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    cookie = {"Cookie": f"frontdesk_staff={desk.floor.session(shown.ben)}"}
    pages = [*fill(PAGES, shown.ids), *fill(PARTS, shown.ids), *fill(STRANGERS, shown.ids)]
    with httpx.Client(base_url=desk.address, headers=cookie, trust_env=False) as http:
        for path in (*pages, *(f"/staff/{one}" for one in FILES.values())):
            answer = http.get(path)
            assert answer.headers.get_list("content-security-policy") == [CSP], path
            assert answer.headers["x-content-type-options"] == "nosniff", path


@pytest.mark.parametrize("phone", [False, True])
def test_no_page_of_trouble_has_a_fault(browsers: Browsers, shown: Furnished, phone: bool) -> None:
    """What a form answers when it was not done."""
    chat = f"/staff/conversations/{shown.ids['waiting']}"
    first = browsers.open(chat, shown.lin)
    page = browsers.open(chat, shown.ben, phone=phone, scripts=True)
    # This page hears no news: it does not know that the other agent was faster.
    page.route_web_socket("**/live?**", lambda _socket: None)
    page.reload()
    first.get_by_role("button", name="Take over").click()
    expect(first.locator("#owner")).to_have_text("With you")
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("Lin Berger answers this conversation now.")).to_be_visible()
    assert find_faults(page) == []
    page.goto(f"{browsers.desk.address}/staff/login")
    page.get_by_label("E-mail").fill("nobody@desk.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    # Chromium notes each refusal.
    assert all("status of 4" in one for one in browsers.hear_complaints())


def test_app_of_the_tests_is_the_console(desk: Desk) -> None:
    assert isinstance(desk.app, FastAPI)
    assert len(find_routes(desk.app)) > 40

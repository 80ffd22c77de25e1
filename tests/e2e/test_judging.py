"""How models do, in a browser: no fault at any width or colour, from a cell to its messages."""

import re

import pytest
from playwright.sync_api import expect

from console.studio.judging.asking import JUDGE
from kernel.jobs.worker import JobWorker

from .console_pages import PAGES, fill
from .desk import LOOKS, WIDER, Browsers, Desk, find_faults
from .furnished import Furnished
from .test_console import look

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
OURS = {path: addresses for path, addresses in PAGES.items() if "/judging" in path}
REPORT = "/staff/studio/judging/frontdesk-1"


@pytest.fixture
def shown(desk: Desk) -> Furnished:
    return Furnished(desk.floor)


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_no_page_of_judging_has_a_fault(
    browsers: Browsers, shown: Furnished, dark: bool, phone: bool
) -> None:
    locale = "zh-CN" if dark != phone else "en-GB"
    page = browsers.open("/staff/account", shown.ben, dark=dark, phone=phone, locale=locale)
    wrong: list[str] = []
    for path in fill(OURS, shown.ids):
        wrong += look(page, browsers, path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        wrong += [f"{path}, opened: {fault}" for fault in find_faults(page)]
        assert page.evaluate(WIDER) == 0, path
    assert wrong == [], "\n".join(wrong)


def test_square_of_the_picture_opens_its_messages(browsers: Browsers, shown: Furnished) -> None:
    page = browsers.open(REPORT, shown.ben)
    page.locator(".cell-wrong-5").first.click()
    expect(page).to_have_url(re.compile("examples.truth=greet&predicted=leave"))
    expect(page.locator(".examples > li")).to_have_count(3)
    expect(page.get_by_label("Truth")).to_have_value("greet")


def test_list_of_pairs_is_reached_by_keyboard_where_the_picture_is_not(
    browsers: Browsers, shown: Furnished
) -> None:
    page = browsers.open(REPORT, shown.ben, phone=True)
    expect(page.locator(".confusion")).to_be_hidden()
    page.get_by_role("link", name="greet read as leave: 3").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("predicted=leave"))
    page.go_back()
    assert page.locator(".confusion-picture a").first.get_attribute("tabindex") == "-1"


def test_judging_is_asked_for_and_its_progress_stays_in_view(
    browsers: Browsers, shown: Furnished, desk: Desk
) -> None:
    db, handlers = desk.floor.db, {JUDGE: lambda *_: {}}
    worker = JobWorker(db, handlers, clock=lambda: desk.floor.now, name="w")
    desk.app.state.jobs = worker
    page = browsers.open(REPORT, shown.ben)
    page.get_by_role("button", name="Cross-validate").click()
    expect(page.get_by_role("status").filter(has_text="waits for its turn")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    set_job(desk, "state = 'running', stage = 'cross', percent = 40")
    expect(page.get_by_role("status").filter(has_text="five times")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "40")
    set_job(desk, "state = 'done'")
    page.get_by_role("link", name="Show it").click()
    expect(page).to_have_url(re.compile(f"{REPORT}$"))
    assert [one for one in browsers.hear_complaints() if "favicon" not in one] == []


def set_job(desk: Desk, values: str) -> None:
    """Set columns of all jobs, as their worker would."""
    with desk.floor.db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE job SET {values}")  # noqa: S608 - words of this file

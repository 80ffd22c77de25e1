"""What a browser says its page has shown, while customers go on writing."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from .desk import Browsers, Desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

PUSHED = 30_000


def test_own_moment_stays_as_it_is_chosen_and_the_page_knows_what_it_has_shown(
    browsers: Browsers, desk: Desk
) -> None:
    made = desk.floor.conversation(desk.floor.customer())
    desk.hear(made, "Where is my lamp?")
    page = browsers.open(f"/staff/conversations/{made}", desk.floor.staff())
    page.get_by_role("button", name="Take over").click()
    page.locator("#more > summary").click()
    moment = f"{desk.floor.now + timedelta(days=2):%Y-%m-%dT09:15}"
    page.get_by_label("or until (time of UTC)").fill(moment)
    newest = desk.hear(made, "I am still waiting")
    seen = page.locator('[name="seen"][form="snooze"]')
    expect(seen).to_have_value(str(newest), timeout=PUSHED)
    expect(page.locator(".said", has_text="I am still waiting")).to_be_visible()
    expect(page.get_by_label("or until (time of UTC)")).to_have_value(moment)
    page.locator("#more").get_by_role("button", name="Put aside").click()
    expect(page.get_by_text("Put aside until").first).to_be_visible()
    until = desk.floor.read(made).snoozed_until
    assert until is not None
    assert f"{until:%Y-%m-%dT%H:%M}" == moment
    mark = page.locator(".mark", has_text="put it aside")
    expect(mark).to_contain_text("· until 4 Mar", timeout=PUSHED)
    expect(page.locator("#transcript > .day")).to_have_count(1)  # the mark is of when it was made

"""A login that ends under an agent's hands: nothing written is lost, and the page says so."""

import pytest
from playwright.sync_api import Page, expect

from bot.handoff.service import requeue
from console.staff.models import Staff
from tests.console.scene import PASSWORD

from .desk import Browsers, Desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(90)]

ENDED = "Your session has ended. Log in again to go on; an answer you began is kept."


@pytest.fixture
def ben(desk: Desk) -> Staff:
    return desk.floor.staff()


@pytest.fixture
def chat(desk: Desk, ben: Staff) -> str:
    made = desk.floor.conversation(desk.floor.customer(), owner="person", agent_id=str(ben.id))
    desk.hear(made, "I want a person")
    return made


@pytest.fixture
def page(browsers: Browsers, ben: Staff, chat: str) -> Page:
    """Ben's page of a chat, whose login nobody knows any more."""
    page = browsers.open(f"/staff/conversations/{chat}", ben)
    expect(page.get_by_label("Your answer")).to_be_visible()
    expect(page.locator("#suggestions:not([hx-get])")).to_have_count(1)
    page.context.clear_cookies()
    return page


def log_in(page: Page, name: str = "ben") -> None:
    page.get_by_label("E-mail").fill(f"{name}@desk.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def assert_told_only_of(browsers: Browsers, status: int) -> None:
    assert all(f"status of {status}" in line for line in browsers.hear_complaints())


def test_answer_stays_in_the_box_and_is_there_after_the_login(
    browsers: Browsers, page: Page
) -> None:
    box = page.get_by_label("Your answer")
    box.fill("It is on its way.")
    box.press("Enter")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text(ENDED)).to_be_visible()
    expect(page.locator("#undo-bar")).to_be_hidden()
    expect(box).to_have_value("It is on its way.")
    expect(page.locator("#not-sent")).to_be_hidden()
    page.get_by_role("link", name="Log in again").click()
    log_in(page)
    expect(box).to_have_value("It is on its way.")
    box.press("Enter")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(".from-agent .said")).to_have_text(["It is on its way."])
    page.reload()
    expect(box).to_have_value("")
    assert_told_only_of(browsers, 401)


def test_words_typed_as_the_page_is_left_are_there_after_the_login(
    browsers: Browsers, page: Page
) -> None:
    page.get_by_label("Your answer").fill("It is on")
    page.reload()  # at once: the server was not asked yet
    log_in(page)
    expect(page.get_by_label("Your answer")).to_have_value("It is on")
    browsers.hear_complaints()


def test_draft_that_is_not_kept_is_told(browsers: Browsers, page: Page) -> None:
    page.get_by_label("Your answer").fill("It is on its way.")
    expect(page.get_by_text(ENDED)).to_be_visible()
    assert_told_only_of(browsers, 401)


def test_nobody_else_gets_the_words_when_they_log_in_next(
    desk: Desk, browsers: Browsers, page: Page, chat: str
) -> None:
    desk.floor.staff("supervisor", "Lin Berger")
    page.get_by_label("Your answer").fill("My own words")
    expect(page.get_by_text(ENDED)).to_be_visible()
    desk.write(
        lambda session: requeue(session, conversation_id=chat, now=desk.floor.now, actor="system")
    )
    page.get_by_role("link", name="Log in again").click()
    log_in(page, "lin")
    page.get_by_role("button", name="Take over").click()
    expect(page.locator("#owner")).to_have_text("With you")
    expect(page.get_by_label("Your answer")).to_have_value("")
    assert_told_only_of(browsers, 401)


def test_what_was_kept_elsewhere_stays_beside_what_was_not(
    desk: Desk, browsers: Browsers, ben: Staff, page: Page, chat: str
) -> None:
    page.get_by_label("Your answer").fill("From here.")
    expect(page.get_by_text(ENDED)).to_be_visible()
    other = browsers.open(f"/staff/conversations/{chat}", ben)
    with other.expect_response("**/draft"):
        other.get_by_label("Your answer").fill("From there.")
    page.get_by_role("link", name="Log in again").click()
    log_in(page)
    expect(page.get_by_label("Your answer")).to_have_value("From there.\nFrom here.")
    assert_told_only_of(browsers, 401)


def test_presence_leads_to_the_login(browsers: Browsers, page: Page) -> None:
    page.locator("#state").select_option("away")
    page.wait_for_url("**/staff/login**")
    assert_told_only_of(browsers, 401)

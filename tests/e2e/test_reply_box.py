"""The box in which agents answer, on bad days: news, a lost chat or a lost line while it sends."""

import pytest
from playwright.sync_api import Page, expect

from bot.handoff.service import requeue
from tests.bot.attachments.samples import make_picture

from .desk import Browsers, Desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(90)]

SLOW = 10_000  # milliseconds: five are those in which an agent may think again


@pytest.fixture
def chat(desk: Desk) -> str:
    made = desk.floor.conversation(desk.floor.customer())
    desk.hear(made, "I want a person")
    return made


@pytest.fixture
def page(desk: Desk, browsers: Browsers, chat: str) -> Page:
    """The page of the agent who answers, with an answer that is about to leave."""
    page = browsers.open(f"/staff/conversations/{chat}", desk.floor.staff())
    page.get_by_role("button", name="Take over").click()
    page.get_by_label("Your answer").fill("Here I am.")
    page.get_by_label("Your answer").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    return page


def said(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".from-agent .said")


def test_undo_stays_at_hand_when_the_customer_writes_meanwhile(
    desk: Desk, page: Page, chat: str
) -> None:
    desk.hear(chat, "Hello?")
    expect(page.locator("#transcript .said", has_text="Hello?")).to_be_visible()
    expect(page.locator("#reply")).to_have_attribute("data-heard", "3")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Your answer")).to_have_value("Here I am.")
    expect(said(page)).to_have_count(0)


def test_agent_is_told_when_the_chat_was_moved_before_the_answer_left(
    desk: Desk, browsers: Browsers, page: Page, chat: str
) -> None:
    desk.write(
        lambda session: requeue(session, conversation_id=chat, now=desk.floor.now, actor="system")
    )
    told = page.get_by_text("Nobody has taken this conversation over yet")
    expect(told).to_be_visible(timeout=SLOW)
    expect(page.get_by_label("What you wrote, to copy")).to_have_value("Here I am.")
    assert all("status of 409" in line for line in browsers.hear_complaints())


def test_answer_stays_in_the_box_when_there_is_no_line(browsers: Browsers, page: Page) -> None:
    page.route("**/reply", lambda route: route.abort())
    page.get_by_role("button", name="Send now").click()
    told = page.get_by_text("Not sent: there is no connection.")
    expect(told).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("Here I am.")
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.unroute("**/reply")
    page.keyboard.press("Enter")
    expect(told).to_be_hidden()
    page.get_by_role("button", name="Send now").click()
    expect(said(page)).to_have_text(["Here I am."])
    browsers.hear_complaints()  # Chromium notes the request that failed


def test_answer_is_said_once_when_only_its_receipt_was_lost(browsers: Browsers, page: Page) -> None:
    def lose(route):  # type: ignore[no-untyped-def]
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/reply", lose)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Not sent: there is no connection.")).to_be_visible()
    page.unroute("**/reply")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_label("Your answer")).to_have_value("")
    expect(said(page)).to_have_text(["Here I am."])
    browsers.hear_complaints()


@pytest.mark.parametrize("name", ["Back to the bot", "Keep the note"])
def test_answer_goes_before_the_step_that_follows_it(
    desk: Desk, page: Page, chat: str, name: str
) -> None:
    page.locator("#note-box summary").click()
    page.get_by_label("Only staff see it").fill("A word.")
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("#undo-bar")).to_be_hidden()
    expect(said(page)).to_have_text(["Here I am."])
    owner = "With the bot" if name == "Back to the bot" else "With you"
    expect(page.locator("#owner")).to_have_text(owner)


def test_closing_waits_for_the_answer_with_its_outcome(page: Page) -> None:
    page.locator("#closing > summary").click()
    page.locator("#outcome").select_option(index=1)
    with page.expect_request("**/close") as closing:
        page.locator("#close").get_by_role("button", name="Close").click()
    assert "outcome=" in (closing.value.post_data or "")
    expect(page.locator("#owner")).to_have_text("Closed")
    expect(said(page)).to_have_text(["Here I am."])


def test_link_is_followed_once_the_answer_has_left(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url.rpartition("/")[2]))
    page.get_by_role("link", name="Customers").first.click()
    page.wait_for_url("**/customers")
    assert sent.index("reply") < sent.index("customers")


def test_chat_stays_when_the_answer_before_the_step_is_refused(
    desk: Desk, browsers: Browsers, page: Page, chat: str
) -> None:
    desk.hear(chat, "Forget it.")
    expect(page.locator("#reply")).to_have_attribute("data-heard", "3")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.get_by_role("button", name="Back to the bot").click()
    expect(page.get_by_label("What you wrote, to copy")).to_have_value("Here I am.")
    assert not [url for url in asked if url.endswith("/return")]
    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.locator("#owner")).to_have_text("With you")
    expect(page.get_by_label("Your answer")).to_have_value("Here I am.")
    assert all("status of 409" in line for line in browsers.hear_complaints())


def test_chat_stays_when_there_is_no_line_for_the_answer(browsers: Browsers, page: Page) -> None:
    page.route("**/reply", lambda route: route.abort())
    page.get_by_role("button", name="Back to the bot").click()
    expect(page.get_by_text("Not sent: there is no connection.")).to_be_visible()
    expect(page.locator("#owner")).to_have_text("With you")
    browsers.hear_complaints()


def test_nothing_happens_when_somebody_goes_on_typing_after_sending(page: Page) -> None:
    page.keyboard.type("b e t\n")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.locator("#transcript").click()  # nor where no field has the focus
    page.keyboard.type("b e t")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.locator("#closing")).not_to_have_attribute("open", "")
    expect(said(page)).to_have_text(["Here I am."], timeout=SLOW)
    expect(page.locator("#owner")).to_have_text("With you")


def test_keyboard_reaches_both_ways_on_while_an_answer_leaves(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text(["Here I am."])
    expect(page.get_by_label("Your answer")).to_be_focused()


def test_file_alone_is_sent_when_the_customer_wrote_before_it_was_chosen(
    desk: Desk, browsers: Browsers, chat: str
) -> None:
    page = browsers.open(f"/staff/conversations/{chat}", desk.floor.staff())
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_label("Your answer")).to_be_visible()
    desk.hear(chat, "Which one is it?")
    expect(page.locator("#reply")).to_have_attribute("data-heard", "3")
    file = {"name": "lamp.png", "mimeType": "image/png", "buffer": make_picture()}
    page.locator("#insert-file").set_input_files([file])  # type: ignore[list-item]
    expect(page.locator("#extras li")).to_have_count(1)
    page.get_by_label("Your answer").press("Enter")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(".from-agent")).to_contain_text("lamp.png")
    expect(page.locator("#extras li")).to_have_count(0)
